package dev.kintsugi.frontend;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.execute.TransactionBlock;
import dev.kintsugi.plan.Access;
import dev.kintsugi.shard.ShardSet;
import java.util.function.Consumer;

/// The transaction block that the router begins by itself around what writes on several shards outside a client's
/// block.
///
/// It is the block of a multi-statement Query in all but its origin: shards join it as they are needed, an error fails
/// it, and [ControlStatements#endImplicitly] ends it, by two-phase commit: behind the last statement of a simple query
/// before its CommandComplete, in the extended protocol at Sync.
final class ImplicitBlock {
    private final Session session;
    private final StatementExecution execution;

    ImplicitBlock(Session session, StatementExecution execution) {
        this.session = session;
        this.execution = execution;
    }

    /// Runs `begun` inside a block: the client's, or one that starts now and takes in what the batch has done so
    /// far; `writer` is the shard that it has written to, [SyncAll#EVERY] for none.
    ///
    /// @throws RouterException 0A000 behind a portal that is not finished
    void begin(int writer, Runnable begun, Consumer<PgError> refused) {
        TransactionBlock transaction = session.transaction();
        if (transaction.open()) {
            begun.run();
            return;
        }
        ImmutableList<BackendConnection> touched = session.leases().connections().stream()
                .filter(BackendConnection::unsynced)
                .collect(ImmutableList.toImmutableList());
        if (touched.stream().anyMatch(BackendConnection::hasUnits)) {
            throw new RouterException(PgError.unsupported(
                    "a write to several shards outside a transaction block behind an unfinished portal is not"
                            + " supported",
                    "begin a transaction block"));
        }
        transaction.begin("BEGIN", true, session.settings());
        if (writer != SyncAll.EVERY) {
            transaction.wroteTo(writer);
        }
        if (touched.isEmpty()) {
            begun.run();
            return;
        }
        touched.forEach(session.leases()::markJoined);
        new OnAll(touched, "BEGIN", error -> {
                    if (error == null) {
                        begun.run();
                    } else {
                        refused.accept(error);
                    }
                })
                .start();
    }

    /// Notes that the open block writes to these shards.
    ///
    /// @throws RouterException 55000 if one of them could not be prepared
    void admit(ShardSet shards) {
        shards.stream().forEach(shard -> execution.admit(Access.WRITE, shard));
    }
}
