package dev.kintsugi.frontend;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.error.PgError;
import dev.kintsugi.execute.CommandUnit;
import org.jspecify.annotations.Nullable;

/// Sends Sync to the connections that wait for one, and goes on when all have answered.
///
/// Outside a transaction block a Sync commits, and can fail as a COMMIT can: deferred constraints, a lost shard.
final class SyncAll {
    /// The shard of [#SyncAll] when every shard's error counts.
    static final int EVERY = -1;

    private final ImmutableList<BackendConnection> connections;
    private final int deciding;
    private final CommandUnit.Done done;
    private int awaited = 1;
    private @Nullable PgError first;

    /// `done` gets the first error of shard `deciding`, or null.
    SyncAll(ImmutableList<BackendConnection> connections, int deciding, CommandUnit.Done done) {
        this.connections = connections;
        this.deciding = deciding;
        this.done = done;
    }

    void start() {
        for (BackendConnection connection : connections) {
            if (connection.unsynced() && !connection.lost()) {
                awaited++;
                connection.sync(new CommandUnit(error -> answered(connection, error)));
                connection.flush();
            }
        }
        countDown();
    }

    private void answered(BackendConnection connection, @Nullable PgError error) {
        if (first == null && (deciding == EVERY || deciding == connection.shard())) {
            first = error;
        }
        countDown();
    }

    private void countDown() {
        awaited--;
        if (awaited == 0) {
            done.accept(first);
        }
    }
}
