package dev.kintsugi.config;

import java.util.Optional;

/// One shard: the Postgres database behind an ordinal of the shard map.
///
/// `user` is the user of all server connections, absent: the client's own user name. `password` answers a shard that
/// asks for one (SCRAM, MD5 or clear text).
public record ShardConfig(
        String name,
        String host,
        int port,
        String database,
        Optional<String> user,
        Optional<Secret> password,
        ShardTls tls) {}
