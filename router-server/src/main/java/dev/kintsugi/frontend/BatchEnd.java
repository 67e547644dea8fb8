package dev.kintsugi.frontend;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.error.PgError;
import dev.kintsugi.execute.SilentUnit;
import dev.kintsugi.shard.ShardMap;
import dev.kintsugi.wire.FrontendEncoder;
import org.jspecify.annotations.Nullable;

/// Ends a batch of the extended protocol on all shards that it has touched.
final class BatchEnd {
    private final Session session;
    private final ControlStatements control;
    private final Batch batch;
    private final ExtendedQueries.Flow flow;

    BatchEnd(Session session, ControlStatements control, Batch batch, ExtendedQueries.Flow flow) {
        this.session = session;
        this.control = control;
        this.batch = batch;
        this.flow = flow;
    }

    /// Ends the batch: every connection that it touched is synced, and rolled back if the batch failed elsewhere.
    void sync() {
        if (!session.transaction().open()) {
            session.dropPortals();
        }
        if (!session.transaction().open() && session.leases().unsynced() > 1) {
            // One shard's Sync commits: only when it is known that no other shard has failed.
            batch.answered(this::syncShards);
        } else {
            syncShards();
        }
    }

    private void syncShards() {
        ImmutableList<BackendConnection> connections = session.leases().connections();
        if (batch.skipping() && !session.transaction().open()) {
            connections.forEach(BatchEnd::poison);
        }
        int deciding = session.transaction().open() ? SyncAll.EVERY : batch.writer();
        new SyncAll(connections, deciding, this::synced).start();
    }

    private void synced(@Nullable PgError error) {
        PgError failure = error == null ? session.lostInBatch() : error;
        if (failure != null && !batch.skipping()) {
            session.error(failure);
            batch.skip();
        }
        batch.writer(SyncAll.EVERY);
        if (batch.skipping()) {
            session.transaction().fail();
        }
        if (session.transaction().implicit()) {
            endBlock();
        } else {
            settle(batch.skipping());
        }
    }

    /// Commits what the router has begun for the batch, or rolls it back.
    private void endBlock() {
        PgError lost = session.lostInTransaction();
        if (lost != null && !batch.skipping()) {
            session.error(lost);
            batch.skip();
        }
        boolean failed = batch.skipping();
        control.endImplicitly(!failed, new Completion() {
            @Override
            public void done() {
                settle(failed);
            }

            @Override
            public void failed(PgError error) {
                session.error(error);
                settle(true);
            }

            @Override
            public void failedAndTold() {
                settle(true);
            }
        });
    }

    private void settle(boolean failed) {
        if (failed && !session.transaction().open() && session.restoreSettings()) {
            session.leases()
                    .ready(
                            session.leases().anyShard(ShardMap.HOME),
                            connection -> {
                                session.reportParameters(connection);
                                endBatch();
                            },
                            _ -> endBatch());
        } else {
            endBatch();
        }
    }

    private void endBatch() {
        batch.end();
        session.releaseIfIdle();
        flow.ready();
    }

    /// A Query or FunctionCall before the batch's Sync: runs `step` when the batch is over.
    ///
    /// Postgres has both in one implicit transaction. The router would commit the batch by itself, which is the
    /// same only when the batch has not written.
    void settled(Runnable step) {
        batch.awaited();
        if (session.leases().unsynced() == 0) {
            batch.restart();
            step.run();
            return;
        }
        batch.answered(() -> {
            if (batch.skipping()) {
                flow.next(); // as everything up to Sync
            } else if (batch.written() && !session.transaction().open()) {
                batch.fail(PgError.unsupported(
                        "a Query behind writes of the extended query protocol without a Sync is not supported",
                        "send Sync before it"));
            } else {
                new SyncAll(session.leases().connections(), SyncAll.EVERY, error -> {
                            batch.restart();
                            if (error == null) {
                                step.run();
                            } else {
                                batch.fail(error);
                            }
                        })
                        .start();
            }
        });
    }

    /// A shard that saw no error would commit its part of the batch at Sync: an Execute that must fail prevents
    /// that.
    private static void poison(BackendConnection connection) {
        if (connection.unsynced() && !connection.skipping()) {
            FrontendEncoder.execute("kintsugi_no_such_portal", 0, connection.out());
            connection.expect(SilentUnit.forPoison());
        }
    }
}
