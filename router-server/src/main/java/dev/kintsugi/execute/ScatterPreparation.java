package dev.kintsugi.execute;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.backend.StatementDescription;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.value.ResultColumn;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Waits until every shard of a scatter has the statement prepared or has refused it, and looks whether all describe it
/// alike.
final class ScatterPreparation {
    private final ScatterTask task;
    private final Consumer<StatementDescription> ready;
    private final Consumer<PgError> refused;
    private int open;
    private @Nullable StatementDescription first;
    private int firstShard = Integer.MAX_VALUE;
    private @Nullable PgError error;
    private int errorShard = Integer.MAX_VALUE;

    private ScatterPreparation(
            int connections, ScatterTask task, Consumer<StatementDescription> ready, Consumer<PgError> refused) {
        this.open = connections;
        this.task = task;
        this.ready = ready;
        this.refused = refused;
    }

    /// Gives `ready` the lowest shard's description when all have the statement prepared: at once if they have it
    /// already. `refused` gets the error of the lowest shard that has refused it.
    static void prepare(
            ImmutableList<BackendConnection> connections,
            ScatterTask task,
            Consumer<StatementDescription> ready,
            Consumer<PgError> refused) {
        StatementDescription known = preparedEverywhere(connections, task);
        if (known != null) {
            ready.accept(known);
            return;
        }
        ScatterPreparation preparation = new ScatterPreparation(connections.size(), task, ready, refused);
        for (int i = 0; i < connections.size(); i++) {
            BackendConnection connection = connections.get(i);
            Preparer.prepare(
                    connection,
                    task.piece(i).statement(),
                    description -> preparation.prepared(connection, description),
                    error -> preparation.failed(connection, error));
        }
    }

    private static @Nullable StatementDescription preparedEverywhere(
            ImmutableList<BackendConnection> connections, ScatterTask task) {
        StatementDescription lowest = null;
        for (int i = 0; i < connections.size(); i++) {
            StatementDescription next =
                    connections.get(i).prepared().find(task.piece(i).statement());
            if (next == null || (lowest != null && !lowest.sameRows(next)) || !hasTypes(next, task.typeOids())) {
                return null;
            }
            lowest = lowest == null ? next : lowest; // connections come in the order of the shards
        }
        return lowest;
    }

    private void prepared(BackendConnection connection, StatementDescription description) {
        StatementDescription other = first;
        if ((other != null && !other.sameRows(description)) || !hasTypes(description, task.typeOids())) {
            failed(connection, unlike());
            return;
        }
        if (connection.shard() < firstShard) {
            firstShard = connection.shard();
            first = description;
        }
        countDown();
    }

    static PgError unlike() {
        return PgError.of(
                        SqlState.FEATURE_NOT_SUPPORTED, "the shards describe the result of this statement differently")
                .withHint("give the tables the same columns on every shard; restart the router if a type is new");
    }

    private void failed(BackendConnection connection, PgError shardError) {
        if (connection.shard() < errorShard) {
            errorShard = connection.shard();
            error = shardError.withPosition(OptionalInt.empty());
        }
        countDown();
    }

    private void countDown() {
        open--;
        if (open > 0) {
            return;
        }
        if (error != null) {
            refused.accept(error);
        } else if (first != null) {
            ready.accept(first);
        } else {
            refused.accept(PgError.of(SqlState.INTERNAL_ERROR, "no shard answered"));
        }
    }

    private static boolean hasTypes(StatementDescription description, ImmutableList<Integer> wanted) {
        List<ResultColumn> columns = description.columns().orElse(ImmutableList.of());
        boolean same = wanted.isEmpty() || wanted.size() == columns.size();
        for (int i = 0; same && i < wanted.size(); i++) {
            same = wanted.get(i) == columns.get(i).typeOid();
        }
        return same;
    }
}
