package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.catalog.Catalog;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.plan.CombinePlan.Use;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.OrderItem;
import dev.kintsugi.sql.Query;
import dev.kintsugi.sql.SelectItem;
import dev.kintsugi.sql.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// Plans a grouped SELECT in two phases: partial aggregates on the shards, the rest of the statement on one Postgres.
///
/// Used once, by one thread.
final class CombinePlanner {
    private final SqlText text;
    private final Query query;
    private final Query.Block block;
    private final Grouping grouping;
    private final List<Expr> keys;
    private final List<Expr.Call> aggregates = new ArrayList<>();

    /// By their places: what a named window is made of is seen as often as the window is used.
    private final Map<Span, Use> uses = new LinkedHashMap<>();

    private CombinePlanner(SqlText text, QueryModel model) {
        this.text = text;
        this.query = model.query();
        this.block = ((QueryModel.Block) model.body()).block();
        this.grouping = Grouping.of(text, (QueryModel.Block) model.body());
        this.keys = new ArrayList<>(grouping.keys());
    }

    /// The plan; `routing` finds the shards of the statement, `whyNot` is the reason why there is no scatter.
    ///
    /// @throws RouterException 0A000 if groups do not come together right from partial results
    static CombinePlan plan(SqlText text, StatementModel model, Catalog catalog, Routing routing, PgError whyNot) {
        ScatterPlanner.rejectStatement(model);
        refuseIf(model.into(), "SELECT INTO");
        QueryModel query = model.query().orElseThrow();
        ShardDependence.reject(model, text);
        new ScatterCheck(model).top(query);
        QueryModel.Block block = (QueryModel.Block) query.body();
        refuseIf(!Outputs.isGrouped(query.query(), block.block()), "a statement without groups");
        QueryPieces pieces = QueryPieces.of(text, block.block())
                .orElseThrow(() -> new RouterException(PlanErrors.construct("a SELECT in parentheses")));
        refuseIf(pieces.unusedWindow(), "a window that is not used");
        CombinePlanner planner = new CombinePlanner(text, query);
        planner.read();
        return new CombinePlan(
                text,
                block,
                query.outputs(),
                !query.query().ctes().isEmpty(),
                pieces,
                routing,
                text.freshName("kintsugi_"),
                ImmutableList.copyOf(planner.keys),
                ImmutableList.copyOf(planner.aggregates),
                ImmutableList.copyOf(planner.uses.values()),
                catalog.enums().keySet().asList(),
                whyNot);
    }

    private static void refuseIf(boolean refused, String what) {
        if (refused) {
            throw new RouterException(PlanErrors.construct(what));
        }
    }

    private void read() {
        for (SelectItem item : block.items()) {
            read(item.expression());
        }
        block.having().ifPresent(this::read);
        grouping.written().forEach(this::read);
        block.distinct().ifPresent(distinct -> distinct.on().forEach(this::readNamed));
        query.orderBy().stream().map(OrderItem::expression).forEach(this::readNamed);
    }

    /// A term that may name or number a result column.
    private void readNamed(Expr term) {
        if (Outputs.ordinal(term) > 0) {
            return;
        }
        if (term instanceof Expr.Column column && column.table().isEmpty()) {
            put(new Use.Name(column.span(), column.name(), grouping.key(column)));
        } else {
            read(term);
        }
    }

    private void read(Expr root) {
        Deque<Expr> open = new ArrayDeque<>();
        open.push(root);
        while (!open.isEmpty()) {
            Expr next = open.pop();
            OptionalInt key = grouping.key(next);
            if (key.isPresent()) {
                put(new Use.Key(next.span(), key.getAsInt()));
            } else if (next instanceof Expr.Call call && Functions.isAggregate(call)) {
                aggregate(call);
            } else {
                refuseIf(next.isExpansion() || next instanceof Expr.Subquery, "a subquery or * beside aggregates");
                if (next instanceof Expr.Column column) {
                    throw new RouterException(PlanErrors.aggregate("column " + column.name() + " beside aggregates"));
                }
                Exprs.children(next).reversed().forEach(open::push);
            }
        }
    }

    private void aggregate(Expr.Call call) {
        if (call.distinct()) {
            distinct(call);
            return;
        }
        PartialAggregate.requireSplittable(call);
        for (int i = 0; i < aggregates.size(); i++) {
            if (text.sameBesides(aggregates.get(i).span(), call.span())) {
                put(new Use.Aggregate(call.span(), i));
                return;
            }
        }
        put(new Use.Aggregate(call.span(), aggregates.size()));
        aggregates.add(call);
    }

    /// What an aggregate of distinct values reads becomes a key of the shards' groups: however often a value comes
    /// from there, the aggregate itself takes it once. The others add up over the finer groups all the same.
    private void distinct(Expr.Call call) {
        boolean constant = true;
        List<Expr> read = new ArrayList<>(call.arguments());
        call.orderBy().forEach(item -> read.add(item.expression()));
        call.filter().ifPresent(read::add);
        for (Expr expr : read) {
            if (!(expr instanceof Expr.Value)) {
                refuseIf(expr instanceof Expr.Row || expr.isExpansion(), call.name() + "(DISTINCT row)");
                put(new Use.Key(expr.span(), key(expr)));
                constant = false;
            }
        }
        // a group of nothing has a row if it is the only one
        refuseIf(constant, call.name() + "(DISTINCT constant)");
    }

    private int key(Expr expr) {
        for (int i = 0; i < keys.size(); i++) {
            if (grouping.same(expr, keys.get(i))) {
                return i;
            }
        }
        keys.add(expr);
        return keys.size() - 1;
    }

    private void put(Use use) {
        uses.put(use.span(), use);
    }
}
