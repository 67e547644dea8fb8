package dev.kintsugi.frontend;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.execute.CommandUnit;

/// Sends Sync to the connections that wait for one, and goes on when all have answered.
final class SyncAll {
    private final ImmutableList<BackendConnection> connections;
    private final Runnable done;
    private int awaited = 1;

    SyncAll(ImmutableList<BackendConnection> connections, Runnable done) {
        this.connections = connections;
        this.done = done;
    }

    void start() {
        for (BackendConnection connection : connections) {
            if (connection.unsynced() && !connection.lost()) {
                awaited++;
                connection.sync(new CommandUnit(_ -> countDown()));
                connection.flush();
            }
        }
        countDown();
    }

    private void countDown() {
        awaited--;
        if (awaited == 0) {
            done.run();
        }
    }
}
