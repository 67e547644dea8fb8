package dev.kintsugi.frontend;

import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.backend.StatementDescription;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.execute.DescribedStatement;
import dev.kintsugi.execute.Preparer;
import java.util.function.Consumer;

/// Has a client's statement prepared on a connection, provided that the shard still describes it as the client was
/// told.
final class PreparedCheck {
    private PreparedCheck() {}

    /// The table has changed since the shards described the statement: whoever parses it next has it described
    /// anew.
    static void forgetIfStale(PreparedStatement statement, PgError error) {
        if (error.code().equals(SqlState.FEATURE_NOT_SUPPORTED.code())) {
            statement.text().forget();
        }
    }

    /// Whether the connection has the statement prepared, described as the client was told.
    static boolean has(BackendConnection connection, DescribedStatement described) {
        StatementDescription known = connection.prepared().find(described.statement());
        return known != null && known.sameRows(described.description());
    }

    static void ensure(
            BackendConnection connection, PreparedStatement statement, Runnable ready, Consumer<PgError> failed) {
        DescribedStatement described = statement.described().orElseThrow();
        Preparer.prepare(
                connection,
                described.statement(),
                description -> {
                    if (description.sameRows(described.description())) {
                        ready.run();
                        return;
                    }
                    statement.text().forget();
                    failed.accept(
                            PgError.of(SqlState.FEATURE_NOT_SUPPORTED, "cached plan must not change result type"));
                },
                failed);
    }
}
