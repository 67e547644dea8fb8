package dev.kintsugi.plan;

import dev.kintsugi.catalog.Catalog;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.OrderItem;
import dev.kintsugi.sql.Query;
import dev.kintsugi.sql.StatementText;

/// Plans a SELECT for several shards at once.
final class ScatterPlanner {
    private ScatterPlanner() {}

    /// The shards' statement and the merge of its rows.
    ///
    /// @throws RouterException 0A000 if the merged rows would not provably be those of one Postgres
    static ScatterPlan plan(SqlText text, StatementModel model, Catalog catalog) {
        rejectStatement(model);
        QueryModel query = model.query().orElseThrow();
        if (query.body() instanceof QueryModel.Block(Query.Block tree, var _, var _)) {
            rejectClauses(query.query(), tree);
        }
        ShardDependence.reject(model, text);
        Spread spread = new ScatterCheck(model).top(query);
        var block = (QueryModel.Block) query.body();
        if (!new ScatterCheck(model).windowsAreLocal(query.query(), block.block(), block.scope(), spread)) {
            throw new RouterException(PlanErrors.construct(
                    "a window function", "add the sharding key to every PARTITION BY, or restrict it to one value"));
        }
        RowLimit limit = RowLimit.of(query.query(), text);
        var parts = new Parts(text, model, query, block, new TextOrders(model, catalog), limit, spread);
        boolean grouped = Outputs.isGrouped(query.query(), block.block());
        boolean disjoint = spread.isSplitBy(model, Outputs.groupKeys(block.block(), block.scope()));
        ScatterPlan plan = grouped && !disjoint ? AggregateScatter.of(parts) : PlainScatter.of(parts);
        if (query.outputs().isClosed()) {
            // names are all known: what would be refused after the description is refused now
            var _ = plan.resolve(ScatterText.guess(parts));
        }
        return plan;
    }

    /// What both kinds of scatter are made from.
    record Parts(
            SqlText text,
            StatementModel model,
            QueryModel query,
            QueryModel.Block block,
            TextOrders textOrders,
            RowLimit limit,
            Spread spread) {
        Parts in(StatementText other) {
            return new Parts(text.in(other), model, query, block, textOrders, limit, spread);
        }

        Query clauses() {
            return query.query();
        }

        Query.Block tree() {
            return block.block();
        }

        boolean returnsSets() {
            boolean[] found = {false};
            tree().items()
                    .forEach(item -> Exprs.walk(
                            item.expression(),
                            expr -> found[0] |=
                                    expr instanceof Expr.Call call && Functions.kind(call) == Functions.Kind.SET));
            return found[0];
        }
    }

    static void rejectStatement(StatementModel model) {
        refuseIf(model.writes(), "WITH that writes");
        rejectReading(model);
    }

    /// Refuses what no shard could read by itself.
    static void rejectReading(StatementModel model) {
        refuseIf(model.locking(), "FOR UPDATE or FOR SHARE");
        refuseIf(model.recursive(), "WITH RECURSIVE");
        refuseIf(model.unusedCtes(), "a common table expression that is not used");
    }

    private static void rejectClauses(Query query, Query.Block block) {
        refuseIf(block.groupBy().groupingSets(), "GROUPING SETS, ROLLUP or CUBE");
        refuseIf(block.distinct().map(distinct -> !distinct.on().isEmpty()).orElse(false), "DISTINCT ON");
        if (query.orderBy().stream().anyMatch(OrderItem::usingOperator)) {
            throw new RouterException(PlanErrors.orderBy("USING an operator"));
        }
    }

    private static void refuseIf(boolean refused, String what) {
        if (refused) {
            throw new RouterException(PlanErrors.construct(what));
        }
    }
}
