package dev.kintsugi.admin;

import com.google.common.collect.ImmutableList;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;

/// One client at the moment. `shards` are those whose connections it holds; `number` is what BackendKeyData told it.
///
/// `requested` is when its statement at hand began, absent if there is none. `tls` is the protocol and cipher, empty in
/// plain text.
public record ClientState(
        String user,
        boolean inTransaction,
        InetSocketAddress remote,
        InetSocketAddress local,
        Instant connected,
        Optional<Instant> requested,
        ImmutableList<String> shards,
        String applicationName,
        String tls,
        int preparedStatements,
        int number) {}
