package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.Query;
import dev.kintsugi.sql.SelectItem;
import java.util.Optional;

/// The select list of a grouped block taken apart: every item is a group expression, a constant, or one aggregate.
record GroupedItems(ScatterPlanner.Parts parts, ImmutableList<Expr> groups, ImmutableList<Item> items) {
    private static final ImmutableSet<String> COMBINABLE =
            ImmutableSet.of("count", "sum", "min", "max", "avg", "bool_and", "every", "bool_or");

    /// One item of the select list.
    sealed interface Item {
        /// The same in all rows of a group.
        record Plain(Expr expression) implements Item {}

        record Aggregate(Expr.Call call) implements Item {}
    }

    /// @throws RouterException 0A000 if an item is none of the three
    static GroupedItems of(ScatterPlanner.Parts parts) {
        Query.GroupBy groupBy = parts.tree().groupBy();
        var groups = ImmutableList.<Expr>builder();
        for (Expr expr : groupBy.expressions()) {
            groups.add(groupExpression(parts.text(), parts.block(), expr));
        }
        if (groupBy.isPresent() && groupBy.expressions().isEmpty()) {
            throw new RouterException(PlanErrors.aggregate("GROUP BY ()"));
        }
        GroupedItems read = new GroupedItems(parts, groups.build(), ImmutableList.of());
        return new GroupedItems(
                parts,
                read.groups,
                parts.tree().items().stream().map(read::item).collect(ImmutableList.toImmutableList()));
    }

    GroupedItems in(ScatterPlanner.Parts otherParts) {
        return new GroupedItems(otherParts, groups, items);
    }

    private Item item(SelectItem item) {
        Expr expr = item.expression();
        if (expr instanceof Expr.Value || group(expr).isPresent()) {
            return new Item.Plain(expr);
        }
        if (expr instanceof Expr.Call call && Functions.isAggregate(call)) {
            requireCombinable(call);
            return new Item.Aggregate(call);
        }
        String text = parts.text().read(expr.span());
        throw new RouterException(PlanErrors.aggregate("select list item " + text + " over groups that span shards"));
    }

    /// Refuses an aggregate whose partial results the router cannot combine.
    static void requireCombinable(Expr.Call call) {
        if (call.distinct()) {
            throw new RouterException(PlanErrors.aggregate(call.name() + "(DISTINCT …)"));
        }
        if (!call.orderBy().isEmpty() || !call.withinGroup().isEmpty()) {
            throw new RouterException(PlanErrors.aggregate(call.name() + "() with an order"));
        }
        boolean counted =
                call.star() ? call.name().equals("count") : call.arguments().size() == 1;
        if (!COMBINABLE.contains(call.name()) || !counted) {
            throw new RouterException(PlanErrors.aggregate(call.name() + "()"));
        }
    }

    /// The number of the group expression that `expr` surely equals.
    Optional<Integer> group(Expr expr) {
        for (int i = 0; i < groups.size(); i++) {
            if (same(parts.text(), parts.block().scope(), expr, groups.get(i))) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    /// The number of the item that is the aggregate `call`.
    Optional<Integer> aggregate(Expr.Call call) {
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof Item.Aggregate(Expr.Call item)
                    && same(parts.text(), parts.block().scope(), call, item)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    /// What a term of GROUP BY stands for: itself, or the select list item that it names or numbers.
    ///
    /// @throws RouterException 0A000 if that is not sure, or a constant
    static Expr groupExpression(SqlText text, QueryModel.Block block, Expr expr) {
        ImmutableList<SelectItem> items = block.block().items();
        if (Outputs.ordinal(expr) > 0) {
            Expr named = Outputs.ordinal(expr, items)
                    .map(SelectItem::expression)
                    .orElseThrow(() -> new RouterException(PlanErrors.aggregate("GROUP BY a number past *")));
            return notConstant(named);
        }
        if (expr instanceof Expr.Column column && column.table().isEmpty()) {
            return byName(text, block, column);
        }
        return notConstant(expr);
    }

    private static Expr notConstant(Expr expr) {
        if (expr instanceof Expr.Value) {
            throw new RouterException(PlanErrors.aggregate("GROUP BY a constant"));
        }
        return expr;
    }

    /// In GROUP BY a column of a table goes before a name of the select list; which it is must be sure.
    private static Expr byName(SqlText text, QueryModel.Block block, Expr.Column column) {
        Optional<Expr> alias = block.block().items().stream()
                .filter(item -> item.alias().equals(Optional.of(column.name())))
                .map(SelectItem::expression)
                .findFirst();
        Scope scope = block.scope();
        if (alias.isEmpty() || scope.bind(column).isPresent() || same(text, scope, alias.get(), column)) {
            return column;
        }
        if (scope.surelyLacks(column.name())) {
            return notConstant(alias.get());
        }
        throw new RouterException(PlanErrors.groupByName(column.name()));
    }

    /// The same text, or one column once with and once without its table.
    private static boolean same(SqlText text, Scope scope, Expr left, Expr right) {
        if (text.same(left.span(), right.span())) {
            return true;
        }
        return left instanceof Expr.Column l
                && right instanceof Expr.Column r
                && l.name().equals(r.name())
                && (l.table().isEmpty() || r.table().isEmpty())
                && !scope.mergesColumns();
    }
}
