package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.PgError;
import dev.kintsugi.shard.TableDistribution;
import dev.kintsugi.sql.ControlStatement;
import dev.kintsugi.sql.Span;
import dev.kintsugi.sql.StatementShape;
import dev.kintsugi.sql.StatementShape.CopyFormat;
import dev.kintsugi.sql.StatementText;
import java.util.Optional;

/// How a statement runs on one shard map: the cacheable answer, free of bound values.
public sealed interface QueryPlan {
    /// The session answers or tracks it.
    record Local(ControlStatement statement) implements QueryPlan {}

    /// No statement: EmptyQueryResponse.
    record Empty() implements QueryPlan {}

    /// Runs on the shards that `routing` finds: on one shard the client's own text is forwarded untouched (and with
    /// no shard left, on any shard, since no row can match); on several, `onSeveral` says how.
    record Routed(Access access, Routing routing, OnSeveral onSeveral) implements QueryPlan {
        Routed in(StatementText text) {
            return new Routed(access, routing.in(text), onSeveral.in(text));
        }
    }

    /// EXPLAIN (ROUTER): the answer is the printed plan of the statement that is `span`.
    record ExplainRouter(QueryPlan plan, Span span) implements QueryPlan {}

    /// COPY (query) TO STDOUT over several shards; on one shard it is forwarded like any other statement.
    record CopyOut(Routed query, CopyQuery text, CopyFormat format) implements QueryPlan {}

    /// COPY FROM STDIN; `relation` is the table's name without its schema, as the server's messages have it.
    record CopyIn(String relation, CopyWay way) implements QueryPlan {}

    /// Where the data of a COPY FROM goes.
    sealed interface CopyWay {
        /// All of it to each of the shards that `routing` finds.
        record Alike(Routing routing) implements CopyWay {}

        /// Each record to the shard of its key. `columns` are those of the data, in their order.
        record Split(
                TableDistribution.Sharded table,
                ImmutableList<String> columns,
                CopyFormat format,
                StatementShape.CopyInput input)
                implements CopyWay {}
    }

    /// Never runs.
    record Refused(PgError error) implements QueryPlan {}

    /// The query behind a COPY: a part of the client's text, or one made for a table.
    sealed interface CopyQuery {
        record Part(Span span) implements CopyQuery {}

        record Made(String sql) implements CopyQuery {}

        private CopyQuery in(StatementText text, StatementText origin) {
            return switch (this) {
                case Part(Span span) -> new Part(text.place(origin, span));
                case Made _ -> this;
            };
        }
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

        /// Writes there, in one transaction over all of them.
        record Write(WritePlan plan) implements OnSeveral {}

        record Refuse(PgError error) implements OnSeveral {}

        /// The router's plan with those of the servers under it.
        record Explain(ExplainPlan plan) implements OnSeveral {}

        private OnSeveral in(StatementText text) {
            return switch (this) {
                case Scatter(ScatterPlan plan, Optional<GatherPlan> otherwise) ->
                    new Scatter(plan.in(text), otherwise.map(gather -> gather.in(text)));
                case Gather(GatherPlan plan) -> new Gather(plan.in(text));
                case Write(WritePlan plan) -> new Write(plan.in(text));
                case Explain(ExplainPlan plan) -> new Explain(plan.in(text));
                case Refuse _ -> this;
            };
        }
    }

    /// The plan of another text of the shape that was planned as `origin`: constants have values.
    ///
    /// @throws dev.kintsugi.error.RouterException 42601 and the like for a constant with a broken escape
    default QueryPlan in(StatementText text, StatementText origin) {
        return switch (this) {
            case Local _, Empty _, Refused _, CopyIn _ -> this;
            case Routed routed -> routed.in(text);
            case ExplainRouter(QueryPlan plan, Span span) ->
                new ExplainRouter(plan.in(text, origin), text.place(origin, span));
            case CopyOut(Routed query, CopyQuery copied, CopyFormat format) ->
                new CopyOut(query.in(text), copied.in(text, origin), format);
        };
    }
}
