package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.plan.QueryModel.Joined;
import dev.kintsugi.plan.Source.Columns;
import dev.kintsugi.plan.Source.KeyNode;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.FromItem.JoinKind;
import dev.kintsugi.sql.Query;
import dev.kintsugi.sql.StatementShape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Proves that the rows of a query, computed shard by shard, are together the rows that one Postgres would compute;
/// what it cannot prove it refuses.
///
/// Read [Spread] first: every method here says how some part lies on the shards, or throws 0A000 with the construct's
/// name.
final class ScatterCheck {
    /// Aggregates over equal rows that do not depend on the rows' order.
    private static final ImmutableSet<String> ORDER_FREE = ImmutableSet.of(
            "count", "sum", "min", "max", "avg", "bool_and", "bool_or", "every", "bit_and", "bit_or", "bit_xor");

    private final StatementModel model;

    ScatterCheck(StatementModel model) {
        this.model = model;
    }

    /// How the rows of the statement's outermost block lie before grouping, DISTINCT, ORDER BY and LIMIT.
    Spread top(QueryModel query) {
        return switch (query.body()) {
            case QueryModel.Block block -> {
                Spread spread = block(query, block, ImmutableList.of());
                if (spread.isWhole()) {
                    throw new RouterException(
                            PlanErrors.construct("a sharded table outside FROM of the outermost query"));
                }
                yield spread;
            }
            case QueryModel.SetOperation operation -> throw new RouterException(setOperation(operation));
            case QueryModel.Values _ -> throw new RouterException(PlanErrors.construct("VALUES with subqueries"));
        };
    }

    /// Proves that a write to copies does the same to each: all that it reads is whole on every shard, and no
    /// answer depends on the order of rows there.
    void copied(StatementModel.Target target) {
        for (Joined joined : target.from()) {
            joined(joined, target.scope(), ImmutableList.of());
        }
        for (StatementModel.Mention mention : model.mentions()) {
            expression(mention.expression(), mention.scope(), ImmutableList.of(), false);
        }
    }

    /// Proves that a query over sharded tables makes, shard by shard, all the rows that it would make on one
    /// Postgres.
    void mergeless(QueryModel query) {
        Spread spread = top(query);
        requireMergeless(query, spread, "query of INSERT … SELECT");
    }

    /// Proves that a write does, shard by shard, what it would do on one Postgres to the rows of the target: each
    /// of them meets all that it is joined with, and all that its subqueries read. Of INSERT … SELECT not the
    /// query.
    void write(StatementModel.Target target) {
        Scope scope = target.scope();
        Joined left = new Joined.Leaf(target.table());
        Spread spread = Spread.of(target.table());
        for (Joined joined : target.from()) {
            Spread next = joined(joined, scope, spread.uses());
            spread = join(JoinKind.CROSS, spread, next, ImmutableList.of(), left, joined);
        }
        ImmutableList<Source.Base> visible = spread.uses();
        switch (target.shape()) {
            case StatementShape.Update update -> {
                update.where().ifPresent(where -> expression(where, scope, visible, true));
                update.assignments().forEach(assignment -> expression(assignment.value(), scope, visible, false));
                update.returning().forEach(item -> expression(item.expression(), scope, visible, false));
            }
            case StatementShape.Delete delete -> {
                delete.where().ifPresent(where -> expression(where, scope, visible, true));
                delete.returning().forEach(item -> expression(item.expression(), scope, visible, false));
            }
            case StatementShape.Insert insert -> {
                if (insert.source() instanceof StatementShape.InsertSource.Rows(var rows, var _)) {
                    rows.forEach(row -> row.forEach(this::value));
                }
                insert.onConflict().ifPresent(conflict -> {
                    conflict.assignments().forEach(each -> expression(each.value(), scope, visible, false));
                    conflict.where().ifPresent(where -> expression(where, scope, visible, true));
                });
                insert.returning().forEach(item -> expression(item.expression(), scope, visible, false));
            }
            default -> throw new IllegalArgumentException("no write");
        }
    }

    /// A value of VALUES. One of several rows may not be a set, and that of a row that is alone on its shard must
    /// not be either.
    private void value(Expr value) {
        boolean[] reads = {false};
        Exprs.walk(value, part -> {
            if (part instanceof Expr.Call call && Functions.kind(call) == Functions.Kind.SET) {
                throw new RouterException(PlanErrors.construct("a set-returning function in VALUES"));
            }
            reads[0] |= part instanceof Expr.Subquery;
        });
        if (reads[0]) {
            expression(value, scopeOf(value), ImmutableList.of(), false);
        }
    }

    @SuppressWarnings("ReferenceEquality") // an expression is its place in the text
    private Scope scopeOf(Expr root) {
        return model.mentions().stream()
                .filter(mention -> mention.expression() == root)
                .findFirst()
                .orElseThrow()
                .scope();
    }

    private static PgError setOperation(QueryModel.SetOperation operation) {
        return PlanErrors.construct(
                operation.operation().kind() + (operation.operation().all() ? " ALL" : ""));
    }

    // --- queries ---

    private Spread query(QueryModel query, ImmutableList<Source.Base> outer) {
        return switch (query.body()) {
            case QueryModel.Block block -> block(query, block, outer);
            case QueryModel.SetOperation operation -> {
                Spread left = query(operation.left(), outer);
                Spread right = query(operation.right(), outer);
                if (!left.isWhole() || !right.isWhole()) {
                    throw new RouterException(setOperation(operation));
                }
                requireStable(operation.left());
                requireStable(operation.right());
                yield Spread.WHOLE;
            }
            case QueryModel.Values(Query.Values values, Scope scope) -> {
                values.rows().forEach(row -> row.forEach(expr -> expression(expr, scope, outer, false)));
                yield Spread.WHOLE;
            }
        };
    }

    private Spread block(QueryModel query, QueryModel.Block block, ImmutableList<Source.Base> outer) {
        Scope scope = block.scope();
        Spread spread = Spread.WHOLE;
        boolean first = true;
        for (Joined joined : block.from()) {
            Spread next = joined(joined, scope, concat(outer, spread.uses()));
            spread = first ? next : join(JoinKind.CROSS, spread, next, ImmutableList.of(), joined, joined);
            first = false;
        }
        ImmutableList<Source.Base> visible = concat(outer, spread.uses());
        Query.Block tree = block.block();
        tree.where().ifPresent(where -> expression(where, scope, visible, true));
        tree.items().forEach(item -> expression(item.expression(), scope, visible, false));
        tree.distinct().ifPresent(distinct -> distinct.on().forEach(expr -> expression(expr, scope, visible, false)));
        tree.groupBy().expressions().forEach(expr -> expression(expr, scope, visible, false));
        tree.having().ifPresent(having -> expression(having, scope, visible, false));
        query.query().orderBy().forEach(item -> expression(item.expression(), scope, visible, false));
        query.query().limit().ifPresent(expr -> expression(expr, scope, visible, false));
        query.query().offset().ifPresent(expr -> expression(expr, scope, visible, false));
        rejectOuterAggregates(query.query(), tree, scope);
        return spread;
    }

    /// An aggregate whose arguments are all columns of an outer query is computed by that query (SQL standard);
    /// only one with a column of its own block surely stays.
    private static void rejectOuterAggregates(Query query, Query.Block block, Scope scope) {
        if (scope.parent() == null) {
            return;
        }
        for (Expr.Call call : Outputs.aggregates(query, block)) {
            List<Expr.Column> columns = new ArrayList<>();
            Exprs.walk(call, expr -> {
                if (expr instanceof Expr.Column column) {
                    columns.add(column);
                }
            });
            boolean own = columns.isEmpty()
                    || columns.stream()
                            .anyMatch(column -> scope.bind(column)
                                    .map(binding -> binding.scope() == scope)
                                    .orElse(false));
            if (!own) {
                throw new RouterException(PlanErrors.outerAggregate(call.name()));
            }
        }
    }

    // --- FROM ---

    private Spread joined(Joined joined, Scope block, ImmutableList<Source.Base> outer) {
        return switch (joined) {
            case Joined.Leaf(Source source) -> source(source, block, outer);
            case Joined.Join join -> {
                Spread left = joined(join.left(), block, outer);
                Spread right = joined(join.right(), block, concat(outer, left.uses()));
                Spread both = join(join.kind(), left, right, join.on(), join.left(), join.right());
                join.condition().ifPresent(on -> expression(on, join.scope(), concat(outer, both.uses()), true));
                yield both;
            }
        };
    }

    private Spread source(Source source, Scope block, ImmutableList<Source.Base> outer) {
        return switch (source) {
            case Source.Base base -> base.sharded().isPresent() ? Spread.of(base) : Spread.WHOLE;
            case Source.Opaque opaque -> {
                if (opaque.call().isEmpty()) {
                    throw new RouterException(PlanErrors.construct(opaque.what()));
                }
                expression(opaque.call().get(), block, outer, false);
                yield Spread.WHOLE;
            }
            case Source.Derived derived -> derived(derived, outer);
        };
    }

    private Spread derived(Source.Derived derived, ImmutableList<Source.Base> outer) {
        Spread spread = query(derived.query(), outer);
        if (spread.isWhole()) {
            requireStable(derived.query());
            return spread;
        }
        Optional<Source.Base> tied = derived.lateral() ? tied(derived.query(), spread, outer) : Optional.empty();
        if (tied.isPresent()) {
            return spread.tiedTo(tied.get());
        }
        requireMergeless(derived.query(), spread, "derived table or common table expression");
        return spread;
    }

    private Spread join(
            JoinKind kind, Spread left, Spread right, ImmutableList<Fact> on, Joined leftTree, Joined rightTree) {
        if (left.tied().isPresent()) {
            throw new RouterException(PlanErrors.subqueryNotOnKey(left.name()));
        }
        if (right.tied().isPresent()) {
            boolean local = kind != JoinKind.RIGHT
                    && kind != JoinKind.FULL
                    && left.uses().contains(right.tied().get());
            if (!local) {
                throw new RouterException(PlanErrors.subqueryNotOnKey(right.name()));
            }
            return Spread.of(left.uses(), left.always());
        }
        if (left.isWhole() && right.isWhole()) {
            return Spread.WHOLE;
        }
        if (left.isWhole()) {
            boolean keepsLeft = kind == JoinKind.LEFT || kind == JoinKind.FULL;
            if (keepsLeft) {
                throw new RouterException(PlanErrors.referenceOuterJoin(name(leftTree), right.name()));
            }
            return right;
        }
        if (right.isWhole()) {
            boolean keepsRight = kind == JoinKind.RIGHT || kind == JoinKind.FULL;
            if (keepsRight) {
                throw new RouterException(PlanErrors.referenceOuterJoin(name(rightTree), left.name()));
            }
            return left;
        }
        if (!onKeys(kind, left, right, on)) {
            throw new RouterException(PlanErrors.joinNotOnKeys(left.name(), right.name()));
        }
        return Spread.of(
                concat(left.uses(), right.uses()),
                switch (kind) {
                    case INNER, CROSS -> concat(left.always(), right.always());
                    case LEFT -> left.always();
                    case RIGHT -> right.always();
                    case FULL -> ImmutableList.of();
                });
    }

    /// Rows are matched within one shard if the ON clause says so, or if every surviving pair is known to have
    /// equal keys.
    private boolean onKeys(JoinKind kind, Spread left, Spread right, ImmutableList<Fact> on) {
        Knowledge direct = Knowledge.of(model, on);
        if (anyPair(left.uses(), right.uses(), direct)) {
            return true;
        }
        boolean fromRight = kind != JoinKind.RIGHT && kind != JoinKind.FULL;
        boolean fromLeft = kind == JoinKind.INNER || kind == JoinKind.CROSS || kind == JoinKind.RIGHT;
        return (fromRight && follows(right.always(), left.uses()))
                || (fromLeft && follows(left.always(), right.uses()));
    }

    private boolean follows(ImmutableList<Source.Base> from, ImmutableList<Source.Base> to) {
        return from.stream().anyMatch(use -> {
            ImmutableList<Source.Base> one = ImmutableList.of(use);
            return anyPair(one, to, Knowledge.where(model, one));
        });
    }

    private static boolean anyPair(
            ImmutableList<Source.Base> left, ImmutableList<Source.Base> right, Knowledge knowledge) {
        return left.stream().anyMatch(l -> right.stream().anyMatch(r -> knowledge.sameKey(l, r)));
    }

    private static String name(Joined tree) {
        return tree.sources().getFirst() instanceof Source.Base base
                ? base.written()
                : tree.sources().getFirst().binding().orElse("a derived table");
    }

    // --- what a part does with its rows ---

    /// Refuses what needs rows of several shards at once.
    private void requireMergeless(QueryModel query, Spread spread, String where) {
        QueryModel.Block block = (QueryModel.Block) query.body();
        Query.Block tree = block.block();
        Query clauses = query.query();
        refuseIf(clauses.limitSpan().isPresent(), where, "LIMIT");
        refuseIf(clauses.offsetSpan().isPresent(), where, "OFFSET");
        refuseIf(tree.groupBy().groupingSets(), where, "GROUPING SETS");
        refuseIf(tree.distinct().map(d -> !d.on().isEmpty()).orElse(false), where, "DISTINCT ON");
        boolean grouped = Outputs.isGrouped(clauses, tree);
        refuseIf(
                grouped && !spread.isSplitBy(model, Outputs.groupKeys(tree, block.scope())),
                where,
                "grouping without the sharding key");
        refuseIf(
                tree.distinct().isPresent() && !spread.isSplitBy(model, Outputs.itemKeys(tree, block.scope())),
                where,
                "DISTINCT without the sharding key");
        refuseIf(!windowsAreLocal(clauses, tree, block.scope(), spread), where, "a window without the sharding key");
    }

    private static void refuseIf(boolean refused, String where, String what) {
        if (refused) {
            throw new RouterException(PlanErrors.notMergeable(where, what));
        }
    }

    /// Whether every window's PARTITION BY keeps to one shard's rows.
    boolean windowsAreLocal(Query query, Query.Block block, Scope scope, Spread spread) {
        return Outputs.windows(query, block).stream()
                .allMatch(call -> spread.isSplitBy(
                        model,
                        call.window().orElseThrow().partitionBy().stream()
                                .flatMap(expr -> scope.key(expr).stream())
                                .toList()));
    }

    /// Refuses a subquery over reference tables whose answer one Postgres may choose: shards could choose
    /// differently.
    private static void requireStable(QueryModel query) {
        Query clauses = query.query();
        if (clauses.limitSpan().isPresent() || clauses.offsetSpan().isPresent()) {
            throw new RouterException(PlanErrors.unstableReference("LIMIT"));
        }
        if (query.body() instanceof QueryModel.Block(Query.Block tree, var _, var _)) {
            if (tree.distinct().map(distinct -> !distinct.on().isEmpty()).orElse(false)) {
                throw new RouterException(PlanErrors.unstableReference("DISTINCT ON"));
            }
            if (!Outputs.windows(clauses, tree).isEmpty()) {
                throw new RouterException(PlanErrors.unstableReference("a window function"));
            }
            Predicate<Expr.Call> ordered = call -> !ORDER_FREE.contains(call.name());
            Outputs.aggregates(clauses, tree).stream()
                    .filter(ordered)
                    .findFirst()
                    .ifPresent(call -> {
                        throw new RouterException(PlanErrors.unstableReference(call.name() + "()"));
                    });
        }
    }

    // --- expressions ---

    private record Place(Expr expression, boolean onlyTruthMatters) {}

    private void expression(Expr root, Scope scope, ImmutableList<Source.Base> visible, boolean onlyTruthMatters) {
        Deque<Place> open = new ArrayDeque<>();
        open.push(new Place(root, onlyTruthMatters));
        while (!open.isEmpty()) {
            Place place = open.pop();
            if (place.expression() instanceof Expr.Subquery subquery) {
                subquery(subquery, scope, visible, place.onlyTruthMatters());
            }
            boolean monotone = place.expression() instanceof Expr.And || place.expression() instanceof Expr.Or;
            Exprs.children(place.expression())
                    .forEach(child -> open.push(new Place(child, monotone && place.onlyTruthMatters())));
        }
    }

    private void subquery(
            Expr.Subquery subquery, Scope scope, ImmutableList<Source.Base> visible, boolean onlyTruthMatters) {
        QueryModel query = scope.subquery(subquery);
        Spread spread = query(query, visible);
        if (spread.isWhole()) {
            if (subquery.kind() != Expr.SubqueryKind.EXISTS) {
                requireStable(query);
            }
            return;
        }
        if (tied(query, spread, visible).isPresent()) {
            return;
        }
        // x IN (…) without a match is NULL instead of false if another shard holds a NULL: no difference to WHERE
        boolean isKeyInKeys = subquery.kind() == Expr.SubqueryKind.IN
                && onlyTruthMatters
                && comparesKeys(subquery, query, scope, visible, spread);
        if (!isKeyInKeys) {
            throw new RouterException(PlanErrors.subqueryNotOnKey(spread.name()));
        }
        requireMergeless(query, spread, "subquery");
    }

    /// The outer use whose key every row of the subquery's FROM has.
    private Optional<Source.Base> tied(QueryModel query, Spread spread, ImmutableList<Source.Base> outer) {
        if (!(query.body() instanceof QueryModel.Block block)) {
            return Optional.empty();
        }
        Knowledge knowledge = Knowledge.where(
                model,
                block.scope().sources().stream()
                        .filter(source -> !source.nullable())
                        .toList());
        return outer.stream()
                .filter(use -> spread.uses().stream().anyMatch(inner -> knowledge.sameKey(inner, use)))
                .findFirst();
    }

    private boolean comparesKeys(
            Expr.Subquery subquery, QueryModel query, Scope scope, ImmutableList<Source.Base> visible, Spread spread) {
        List<Expr> operands = new ArrayList<>();
        subquery.operands().forEach(operand -> {
            if (operand instanceof Expr.Row row) {
                operands.addAll(row.items());
            } else {
                operands.add(operand);
            }
        });
        ImmutableList<Columns.Column> outputs = query.outputs().list();
        if (!query.outputs().complete() || operands.size() != outputs.size()) {
            return false;
        }
        return visible.stream()
                .anyMatch(use -> spread.uses().stream().anyMatch(inner -> {
                    boolean sameGroup =
                            model.group(use).name().equals(model.group(inner).name());
                    return sameGroup && pairsWholeKey(operands, outputs, scope, use, inner);
                }));
    }

    private boolean pairsWholeKey(
            List<Expr> operands,
            ImmutableList<Columns.Column> outputs,
            Scope scope,
            Source.Base use,
            Source.Base inner) {
        int width = model.group(use).keyTypes().size();
        int found = 0;
        for (int i = 0; i < width; i++) {
            for (int at = 0; at < operands.size(); at++) {
                if (scope.key(operands.get(at)).equals(Optional.of(new KeyNode(use.id(), i)))
                        && outputs.get(at).key().equals(Optional.of(new KeyNode(inner.id(), i)))) {
                    found++;
                    break;
                }
            }
        }
        return found == width;
    }

    private static ImmutableList<Source.Base> concat(
            ImmutableList<Source.Base> first, ImmutableList<Source.Base> second) {
        return ImmutableList.<Source.Base>builder().addAll(first).addAll(second).build();
    }
}
