package dev.kintsugi.frontend;

import com.google.common.collect.ImmutableMap;
import dev.kintsugi.admin.AdminAccess;
import dev.kintsugi.auth.MockSecrets;
import dev.kintsugi.backend.BackendConnector;
import dev.kintsugi.config.LimitsConfig;
import dev.kintsugi.execute.SpillDirectory;
import dev.kintsugi.execute.Statements;
import dev.kintsugi.execute.commit.TwoPhase;
import dev.kintsugi.shard.ShardMap;
import dev.kintsugi.tls.TlsAcceptor;
import java.util.Optional;

/// What all sessions of a router share; every part is thread-safe or immutable.
///
/// `users` are those who may log in, and what each must prove; without `tls` clients are not encrypted.
public record Router(
        String database,
        ShardMap shardMap,
        ImmutableMap<String, LoginRule> users,
        Optional<TlsAcceptor> tls,
        LimitsConfig limits,
        Statements statements,
        BackendConnector connector,
        SessionRegistry sessions,
        SpillDirectory spill,
        MockSecrets mockSecrets,
        TwoPhase twoPhase,
        AdminAccess admin) {}
