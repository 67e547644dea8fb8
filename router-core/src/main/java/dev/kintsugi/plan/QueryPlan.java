package dev.kintsugi.plan;

import dev.kintsugi.error.PgError;
import dev.kintsugi.sql.ControlStatement;
import dev.kintsugi.sql.Span;
import dev.kintsugi.sql.StatementShape.CopyFormat;
import java.util.Optional;

/// How a statement runs on one shard map: the cacheable answer, free of bound values.
public sealed interface QueryPlan {
    /// The session answers or tracks it.
    record Local(ControlStatement statement) implements QueryPlan {}

    /// No statement: EmptyQueryResponse.
    record Empty() implements QueryPlan {}

    /// Runs on the shards that `routing` finds: on one shard the client's own text is forwarded untouched (and with
    /// no shard left, on any shard, since no row can match); on several, `onSeveral` says how.
    record Routed(Access access, Routing routing, OnSeveral onSeveral) implements QueryPlan {}

    /// EXPLAIN (ROUTER): the answer is the printed plan.
    record ExplainRouter(QueryPlan plan) implements QueryPlan {}

    /// COPY (query) TO STDOUT over several shards; on one shard it is forwarded like any other statement.
    /// `querySpan` is the query inside the parentheses; for COPY of a table it is absent and `tableQuery` of the
    /// plan's text is used.
    record CopyOut(Routed query, CopyQuery text, CopyFormat format) implements QueryPlan {}

    /// Never runs.
    record Refused(PgError error) implements QueryPlan {}

    /// The query behind a COPY: a part of the client's text, or one made for a table.
    sealed interface CopyQuery {
        record Part(Span span) implements CopyQuery {}

        record Made(String sql) implements CopyQuery {}
    }

    /// What a routed statement does when its values lead to more than one shard.
    sealed interface OnSeveral {
        /// `otherwise` answers where the types of the result turn out to be beyond what can be merged.
        record Scatter(ScatterPlan plan, Optional<GatherPlan> otherwise) implements OnSeveral {
            public Scatter(ScatterPlan plan) {
                this(plan, Optional.empty());
            }
        }

        record Gather(GatherPlan plan) implements OnSeveral {}

        record Refuse(PgError error) implements OnSeveral {}
    }
}
