package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.sql.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// The expressions that a block groups by, each once, whatever it makes of them (ROLLUP, CUBE, GROUPING SETS).
///
/// `written` are the mentions of them in GROUP BY that stand for themselves: not numbers or names of select list items.
record Grouping(SqlText text, Scope scope, ImmutableList<Expr> keys, ImmutableList<Expr> written) {

    /// @throws RouterException 0A000 if it is not sure what a term means
    static Grouping of(SqlText text, QueryModel.Block block) {
        List<Expr> keys = new ArrayList<>();
        var written = ImmutableList.<Expr>builder();
        List<Expr> open = new ArrayList<>(block.block().groupBy().expressions());
        boolean top = true;
        while (!open.isEmpty()) {
            Expr next = open.removeFirst();
            if (next instanceof Expr.Row(ImmutableList<Expr> items, var _)) {
                open.addAll(0, items);
                continue;
            }
            if (next instanceof Expr.Call call && isSet(call)) {
                open.addAll(0, call.arguments());
                top = false;
                continue;
            }
            if (!top && next instanceof Expr.Value) {
                throw new RouterException(PlanErrors.aggregate("GROUP BY a constant"));
            }
            Expr key = GroupedItems.groupExpression(text, block, next);
            if (key.span().equals(next.span())) {
                written.add(next);
            }
            Grouping sofar = new Grouping(text, block.scope(), ImmutableList.copyOf(keys), ImmutableList.of());
            if (sofar.key(key).isEmpty()) {
                keys.add(key);
            }
        }
        return new Grouping(text, block.scope(), ImmutableList.copyOf(keys), written.build());
    }

    private static boolean isSet(Expr.Call call) {
        return call.schema().isEmpty()
                && (call.name().equals("rollup")
                        || call.name().equals("cube")
                        || call.name().equals("grouping sets"));
    }

    /// The number of the key that `expr` surely equals.
    OptionalInt key(Expr expr) {
        for (int i = 0; i < keys.size(); i++) {
            if (same(expr, keys.get(i))) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /// The same text, or one column once with and once without its table.
    boolean same(Expr left, Expr right) {
        if (left instanceof Expr.Column l && right instanceof Expr.Column r) {
            return l.name().equals(r.name())
                    && (l.table().equals(r.table())
                            || ((l.table().isEmpty() || r.table().isEmpty()) && !scope.mergesColumns()));
        }
        return left.getClass() == right.getClass() && text.sameBesides(left.span(), right.span());
    }
}
