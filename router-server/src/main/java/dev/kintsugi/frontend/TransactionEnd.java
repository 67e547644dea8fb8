package dev.kintsugi.frontend;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.backend.ServerSettings;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.execute.TransactionBlock;
import dev.kintsugi.execute.commit.CommitRun;
import dev.kintsugi.wire.BackendEncoder;

/// COMMIT and ROLLBACK over the shards that joined.
///
/// How several shards commit together is [CommitRun]'s.
final class TransactionEnd {
    private final Session session;

    TransactionEnd(Session session) {
        this.session = session;
    }

    void commit(boolean chain, Completion completion) {
        TransactionBlock transaction = session.transaction();
        requireBlockToChain(chain, "COMMIT");
        if (!transaction.open() || transaction.implicit()) {
            session.warning(SqlState.NO_ACTIVE_SQL_TRANSACTION, "there is no transaction in progress");
        }
        if (!transaction.open()) {
            endBatch("COMMIT", completion);
            return;
        }
        session.dropPortals(); // their shards are told before the end, so that nothing is owed behind it
        if (transaction.status() == TransactionBlock.Status.FAILED || anyAborted()) {
            undo(chain, "ROLLBACK", completion);
            return;
        }
        String begin = transaction.beginSql();
        ImmutableList<String> characteristics = transaction.characteristics();
        commitJoined(new Completion() {
            @Override
            public void done() {
                chain(chain, begin, characteristics);
                complete("COMMIT", completion);
            }

            @Override
            public void failed(PgError error) {
                completion.failed(error);
            }

            @Override
            public void failedAndTold() {
                completion.failedAndTold();
            }
        });
    }

    private void requireBlockToChain(boolean chain, String verb) {
        TransactionBlock transaction = session.transaction();
        if (chain && (!transaction.open() || transaction.implicit())) {
            throw new RouterException(
                    SqlState.NO_ACTIVE_SQL_TRANSACTION, verb + " AND CHAIN can only be used in transaction blocks");
        }
    }

    private void commitJoined(Completion completion) {
        ImmutableList<BackendConnection> joined = joined();
        session.commit().start(joined, session.transaction()::wroteAt, new CommitRun.Outcome() {
            @Override
            public void committed() {
                reportSettings(joined, session.transaction().hasLocalSettings());
                session.transactionEnded(true);
                completion.done();
            }

            @Override
            public void rolledBack(PgError error) {
                session.transactionEnded(false);
                completion.failed(error);
            }

            @Override
            public void unknown(PgError error) {
                rolledBack(error);
            }
        });
    }

    void rollback(boolean chain, Completion completion) {
        TransactionBlock transaction = session.transaction();
        requireBlockToChain(chain, "ROLLBACK");
        if (!transaction.open() || transaction.implicit()) {
            session.warning(SqlState.NO_ACTIVE_SQL_TRANSACTION, "there is no transaction in progress");
        }
        if (!transaction.open()) {
            endBatch("ROLLBACK", completion);
            return;
        }
        undo(chain, "ROLLBACK", completion);
    }

    private void undo(boolean chain, String tag, Completion completion) {
        session.dropPortals();
        String begin = session.transaction().beginSql();
        ImmutableList<String> characteristics = session.transaction().characteristics();
        rollbackJoined(() -> {
            chain(chain, begin, characteristics);
            complete(tag, completion);
        });
    }

    private void rollbackJoined(Runnable done) {
        ImmutableList<BackendConnection> joined = joined();
        new OnAll(joined, "ROLLBACK", _ -> {
                    ServerSettings before = session.transaction().settingsAtBegin();
                    reportSettings(
                            joined, session.transaction().hasLocalSettings() || !before.equals(session.settings()));
                    session.transactionEnded(false);
                    done.run();
                })
                .start();
    }

    /// What was set for the transaction only is undone: the client learns of the values that are back.
    private void reportSettings(ImmutableList<BackendConnection> joined, boolean changed) {
        if (changed) {
            joined.stream().filter(connection -> !connection.lost()).findFirst().ifPresent(session::reportParameters);
        }
    }

    /// Ends the block of a multi-statement Query.
    void endImplicitly(boolean commit, Completion completion) {
        if (commit && session.transaction().status() == TransactionBlock.Status.ACTIVE) {
            commitJoined(completion);
        } else {
            rollbackJoined(completion::done);
        }
    }

    private void chain(boolean chain, String begin, ImmutableList<String> characteristics) {
        if (chain) {
            session.transaction().begin(begin, false, session.settings());
            characteristics.forEach(session.transaction()::characteristic);
        }
    }

    /// A shard has aborted the transaction by itself: its COMMIT would be a rollback.
    private boolean anyAborted() {
        return joined().stream().anyMatch(connection -> connection.status() == 'E');
    }

    /// COMMIT or ROLLBACK inside a batch of the extended protocol, without a block: it ends what the batch has done
    /// so far.
    private void endBatch(String command, Completion completion) {
        session.dropPortals();
        ImmutableList<BackendConnection> touched = session.leases().connections().stream()
                .filter(BackendConnection::unsynced)
                .collect(ImmutableList.toImmutableList());
        if (touched.stream().anyMatch(BackendConnection::hasUnits)) {
            throw new RouterException(PgError.unsupported(
                    command + " outside a transaction block behind an unfinished portal is not supported",
                    "begin a transaction block"));
        }
        new OnAll(touched, command, error -> {
                    if (error == null) {
                        complete(command, completion);
                    } else {
                        completion.failed(error);
                    }
                })
                .start();
    }

    private ImmutableList<BackendConnection> joined() {
        return session.leases().connections().stream()
                .filter(connection -> session.leases().joined(connection.shard()))
                .collect(ImmutableList.toImmutableList());
    }

    private void complete(String tag, Completion completion) {
        BackendEncoder.commandComplete(tag, session.output().buffer());
        completion.done();
    }
}
