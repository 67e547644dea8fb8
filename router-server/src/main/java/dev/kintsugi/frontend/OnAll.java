package dev.kintsugi.frontend;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.error.PgError;
import dev.kintsugi.execute.ShardLeases;
import org.jspecify.annotations.Nullable;

/// Runs one command on several connections at once and waits for all.
final class OnAll {
    /// Takes the first error in shard order, or null.
    @FunctionalInterface
    interface Done {
        void accept(@Nullable PgError error);
    }

    private final ImmutableList<BackendConnection> connections;
    private final String sql;
    private final Done done;
    private final @Nullable PgError[] errors;
    private int awaited;

    OnAll(ImmutableList<BackendConnection> connections, String sql, Done done) {
        this.connections = connections;
        this.sql = sql;
        this.done = done;
        this.errors = new PgError[connections.size()];
        this.awaited = connections.size() + 1;
    }

    void start() {
        for (int i = 0; i < connections.size(); i++) {
            int index = i;
            ShardLeases.command(connections.get(i), sql, error -> {
                errors[index] = error;
                countDown();
            });
        }
        countDown();
    }

    private void countDown() {
        awaited--;
        if (awaited > 0) {
            return;
        }
        for (PgError error : errors) {
            if (error != null) {
                done.accept(error);
                return;
            }
        }
        done.accept(null);
    }
}
