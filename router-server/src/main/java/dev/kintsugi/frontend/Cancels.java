package dev.kintsugi.frontend;

import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.backend.BackendConnector;
import dev.kintsugi.execute.ClientOutput;
import org.jspecify.annotations.Nullable;

/// The cancel requests that a session has sent and that may still hit something. Used on the session's event loop.
final class Cancels {
    private final BackendConnector connector;
    private final ClientOutput output;
    private int underWay;
    private @Nullable Runnable whenSettled;

    Cancels(BackendConnector connector, ClientOutput output) {
        this.connector = connector;
        this.output = output;
    }

    /// Asks the shard to stop what it does on this connection; `done` runs when the request can hit nothing any
    /// more.
    void send(BackendConnection connection, Runnable done) {
        underWay++;
        connection.cancel(connector, () -> {
            underWay--;
            done.run();
            Runnable next = whenSettled;
            if (underWay == 0 && next != null) {
                whenSettled = null;
                next.run();
            }
        });
    }

    /// The same for a connection that works and is not asked yet; null for none.
    void sendIfBusy(@Nullable BackendConnection connection) {
        if (connection != null && connection.hasUnits() && !connection.cancelling()) {
            send(connection, () -> {});
        }
    }

    /// Runs `next` when no cancel request is under way any more, since one could hit the session's next statement.
    void settled(Runnable next) {
        if (underWay == 0) {
            next.run();
        } else {
            output.commit(); // what was relayed so far is in a buffer that will be gone then
            whenSettled = next;
        }
    }

    /// Nobody waits any more.
    void close() {
        whenSettled = null;
    }
}
