package dev.kintsugi.transcript;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.demo.PlainConnection;
import dev.kintsugi.demo.PostgresAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// What a script runs against: where clients connect, and the servers behind it (superuser addresses).
///
/// `shards` is 0 for plain Postgres.
public record Target(PostgresAddress clients, ImmutableList<PostgresAddress> servers, int shards) {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(2);

    @Override
    public String toString() {
        return shards == 0 ? "postgres" : shards == 1 ? "router over 1 shard" : "router over " + shards + " shards";
    }

    /// Waits until every (or any) server runs a statement that holds `text`, in a `state`: `active`, `lock`
    /// (waiting for one) or `sleep` (in pg_sleep).
    public void await(boolean every, String state, String text) throws IOException {
        String sql = "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND state = 'active'"
                + " AND query LIKE '%" + text.replace("'", "''") + "%'"
                + switch (state) {
                    case "lock" -> " AND wait_event_type = 'Lock'";
                    case "sleep" -> " AND wait_event = 'PgSleep'";
                    default -> "";
                };
        awaitCount(every, sql, "a statement with " + text);
    }

    /// Waits until `sql`, a count, is not zero on every (or any) server.
    void awaitCount(boolean every, String sql, String what) throws IOException {
        List<PlainConnection> connections = new ArrayList<>();
        try {
            for (PostgresAddress server : servers) {
                connections.add(PlainConnection.open(server));
            }
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                int found = 0;
                for (PlainConnection connection : connections) {
                    found += connection.query(sql).get(0).get(0).orElse("").equals("0") ? 0 : 1;
                }
                if (found > 0 && (!every || found == servers.size())) {
                    return;
                }
                if (System.nanoTime() > deadline) {
                    throw new IOException("waited in vain for " + what);
                }
                LockSupport.parkNanos(POLL.toNanos());
            }
        } finally {
            for (PlainConnection connection : connections) {
                connection.close();
            }
        }
    }

    /// Holds a table on every server until the result is closed, so that statements on it wait.
    Held lock(String table) throws IOException {
        Held held = new Held(new ArrayList<>());
        for (PostgresAddress server : servers) {
            PlainConnection connection = PlainConnection.open(server);
            held.connections().add(connection);
            connection.query("SET lock_timeout = '5s'; BEGIN; LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE");
        }
        return held;
    }

    /// Sessions that hold locks.
    record Held(List<PlainConnection> connections) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            for (PlainConnection connection : connections) {
                connection.close();
            }
        }
    }
}
