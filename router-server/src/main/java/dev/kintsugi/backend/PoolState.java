package dev.kintsugi.backend;

import com.google.common.collect.ImmutableList;
import java.time.Duration;
import java.time.Instant;

/// One pool at the moment. `longestWait` is how long the first in line has been waiting.
///
/// `waited` is the sum of all waiting since the router started.
public record PoolState(
        BackendTarget target,
        int limit,
        int waiting,
        int connecting,
        Duration longestWait,
        Duration waited,
        ImmutableList<ServerState> servers) {

    /// One server connection; `processId` is that of the server's process.
    public record ServerState(
            boolean leased, Instant connected, int processId, int localPort, String tls, int preparedStatements) {}
}
