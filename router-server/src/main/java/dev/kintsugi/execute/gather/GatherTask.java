package dev.kintsugi.execute.gather;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.backend.ServerSettings;
import dev.kintsugi.execute.ScatterTask;
import dev.kintsugi.plan.GatherPlan.Pull;
import dev.kintsugi.plan.RewrittenText;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.ResultColumn;
import java.util.function.Consumer;

/// A gather with nothing left to decide: the tables to pull and from where, and the statement that runs over them.
///
/// `columns` is the result as the client was told of it. `settings` are those of the client's session. The pulls
/// together may take `budget` bytes of rows. `syncEach` sends Sync behind each pull; else Sync is left to the session.
public record GatherTask(
        ImmutableList<Table> tables,
        Question question,
        ImmutableList<ResultColumn> columns,
        ServerSettings settings,
        long budget,
        boolean syncEach) {

    /// A table to pull; no connections for one of which no row can match.
    public record Table(Pull pull, ScatterTask task, ImmutableList<BackendConnection> connections) {}

    /// The statement over the pulled tables, and how it is asked.
    public sealed interface Question {
        /// By simple query, whose RowDescription the client gets.
        record Simple(RewrittenText text) implements Question {}

        /// As the query of a COPY … TO STDOUT, between the client's own words before and after it.
        record Copy(RewrittenText text, String before, String after) implements Question {}

        /// With parameters, by the extended protocol; the client has asked for its description or does not want
        /// it.
        record Extended(
                RewrittenText text, ImmutableIntArray declaredTypes, BindValues values, ImmutableList<Format> formats)
                implements Question {}

        /// As the statement of an EXPLAIN, which the client wrote before it; `rows` gets the answer's one
        /// column. Without `analyze` no rows are pulled.
        record Explain(
                RewrittenText text,
                String before,
                boolean analyze,
                ImmutableIntArray declaredTypes,
                BindValues values,
                Consumer<String> rows)
                implements Question {}
    }
}
