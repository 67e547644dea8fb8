package dev.kintsugi.frontend;

import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.execute.LocalReply;
import dev.kintsugi.execute.RelayUnit;
import dev.kintsugi.wire.FrontendEncoder;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The messages between two Syncs: keeps the replies in the order of the requests, whoever answers them, and skips what
/// follows an error.
///
/// At most one shard, the active one, owes replies at a time; the router's own replies queue behind them.
final class Batch {
    private final Session session;
    private final ExtendedQueries.Flow flow;
    private final RelayUnit.Listener relayListener = new RelayUnit.Listener() {
        @Override
        public void onRelayedError() {
            session.transaction().fail();
            skipping = true; // the flow went on when the request was sent; who waits for it is told by its own unit
        }

        @Override
        public void onSkipped() {
            if (!skipping) {
                session.error(PgError.of(
                        SqlState.IN_FAILED_SQL_TRANSACTION,
                        "a portal of this transaction failed while its next rows were fetched"));
                skipping = true;
            }
        }

        @Override
        public void onLost(PgError error) {
            if (!skipping) {
                session.error(error);
                skipping = true;
            }
        }
    };

    private @Nullable BackendConnection active;
    private boolean skipping;
    private boolean holding;
    private int writer = SyncAll.EVERY;

    /// What takes back changes that were made ahead of a reply which then turned out an error; the last change
    /// first.
    private final ArrayDeque<Runnable> undos = new ArrayDeque<>();

    Batch(Session session, ExtendedQueries.Flow flow) {
        this.session = session;
        this.flow = flow;
    }

    /// Whether messages other than Sync are dropped, because one before them failed.
    boolean skipping() {
        return skipping;
    }

    /// Whether nothing in it has gone to a shard or failed so far.
    boolean untouched() {
        return active == null && !skipping && undos.isEmpty() && writer == SyncAll.EVERY;
    }

    /// Whether replies can be held back until its Sync or the next Flush.
    boolean holding() {
        return holding && !skipping;
    }

    /// A message has come that Sync is due for.
    void begun() {
        holding = true;
    }

    /// The client waits for what comes now.
    void awaited() {
        holding = false;
    }

    void skip() {
        skipping = true;
    }

    /// Whether a statement that writes was bound in this batch.
    boolean written() {
        return writer != SyncAll.EVERY;
    }

    /// Whether what it has done so far may be committed on the shards, and no portal needs them later.
    boolean isIsolated() {
        return !session.transaction().open() && !written() && session.portals().size() == 1;
    }

    /// The shard that this batch writes to, or [SyncAll#EVERY] for none.
    int writer() {
        return writer;
    }

    void writer(int shard) {
        writer = shard;
    }

    /// Tells the error, unless one before it has been told already, and goes on.
    void fail(PgError error) {
        if (!skipping) {
            session.error(error);
            skipping = true;
        }
        flow.next();
    }

    /// No shard is active any more: whatever comes next chooses its own.
    void restart() {
        active = null;
    }

    /// Sync has been answered.
    void end() {
        active = null;
        skipping = false;
        holding = false;
        undos.forEach(Runnable::run);
        undos.clear();
    }

    /// Has the replies owed sent now.
    void flush() {
        holding = false;
        BackendConnection connection = owing();
        if (connection != null) {
            FrontendEncoder.flush(connection.out());
            connection.flush();
        }
        session.output().flush();
    }

    /// The unit that relays the replies to a forwarded request.
    RelayUnit relay(RelayUnit.Request request) {
        return new RelayUnit(request, session.output(), relayListener);
    }

    /// The same for Bind, whose error is shown to `onError`, too.
    RelayUnit relayBind(Consumer<PgError> onError) {
        return new RelayUnit(RelayUnit.Request.BIND, session.output(), relayListener, onError);
    }

    /// The active connection, if the session still holds it and it owes replies.
    private @Nullable BackendConnection owing() {
        BackendConnection connection = active;
        return connection != null && session.leases().holds(connection) && connection.hasUnits() ? connection : null;
    }

    /// Replies with `reply` behind everything that the active shard still owes.
    void reply(Consumer<ByteBuf> reply) {
        reply(reply, () -> {});
    }

    /// The same for a change that must not have happened if something before it fails: `undo` takes it back then.
    void reply(Consumer<ByteBuf> reply, Runnable undo) {
        BackendConnection connection = owing();
        if (connection != null) {
            connection.expect(
                    new LocalReply(() -> reply.accept(session.output().buffer()), () -> undos.addFirst(undo)));
        } else {
            reply.accept(session.output().buffer());
        }
    }

    /// Runs `step` when no shard owes anything; goes on without it if what is owed turns out an error.
    void quietly(Runnable step) {
        answered(() -> {
            if (skipping) {
                flow.next();
            } else {
                step.run();
            }
        });
    }

    /// Runs `step` when no shard owes anything, whatever came of it.
    void answered(Runnable step) {
        BackendConnection connection = owing();
        if (connection == null) {
            step.run();
            return;
        }
        FrontendEncoder.flush(connection.out());
        connection.expect(new LocalReply(step, step));
        connection.flush();
    }

    /// Gives `step` the connection to `shard`, with nothing owed by any other.
    void on(int shard, Consumer<BackendConnection> step) {
        BackendConnection connection = active;
        if (connection != null
                && connection.shard() == shard
                && session.leases().holds(connection)) {
            step.accept(connection);
            return;
        }
        quietly(() -> session.leases()
                .ready(
                        shard,
                        ready -> {
                            active = ready;
                            step.accept(ready);
                        },
                        this::fail));
    }
}
