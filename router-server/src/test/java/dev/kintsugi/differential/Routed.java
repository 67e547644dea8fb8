package dev.kintsugi.differential;

import java.io.IOException;

/// A router over some shards, and one Postgres that holds the same rows.
public interface Routed {
    int shards();

    /// A new session with the one Postgres.
    WireSession toOracle() throws IOException;

    /// A new session with the router.
    WireSession toRouter() throws IOException;
}
