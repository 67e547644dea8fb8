package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.OrderItem;
import dev.kintsugi.sql.ValueSource;
import dev.kintsugi.value.SqlLiteral;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Ways through an expression tree that hold for any depth: none of them recurses over long operator chains.
final class Exprs {
    private Exprs() {}

    /// Calls `visitor` for `root` and everything below it, subqueries' own expressions excepted (their operands are
    /// seen).
    static void walk(Expr root, Consumer<Expr> visitor) {
        Deque<Expr> open = new ArrayDeque<>();
        open.push(root);
        while (!open.isEmpty()) {
            Expr next = open.pop();
            visitor.accept(next);
            children(next).reversed().forEach(open::push);
        }
    }

    static ImmutableList<Expr> children(Expr expr) {
        return switch (expr) {
            case Expr.Column _, Expr.Value _, Expr.Star _ -> ImmutableList.of();
            case Expr.Comparison comparison -> ImmutableList.of(comparison.left(), comparison.right());
            case Expr.In in -> concat(in.left(), in.items());
            case Expr.EqualsAny any -> ImmutableList.of(any.left(), any.array());
            case Expr.ArrayOf array -> array.items();
            case Expr.Row row -> row.items();
            case Expr.Between between -> ImmutableList.of(between.value(), between.low(), between.high());
            case Expr.IsNull isNull -> ImmutableList.of(isNull.value());
            case Expr.And and -> and.terms();
            case Expr.Or or -> or.terms();
            case Expr.Not not -> ImmutableList.of(not.value());
            case Expr.Call call -> parts(call);
            case Expr.Subquery subquery -> subquery.operands();
            case Expr.Collate collate -> ImmutableList.of(collate.value());
            case Expr.CastOf cast -> ImmutableList.of(cast.value());
            case Expr.Other other -> other.children();
        };
    }

    /// The terms that must all be true for `condition` to be: nested ANDs, and row equalities column by column.
    static ImmutableList<Expr> conjuncts(Expr condition) {
        var terms = ImmutableList.<Expr>builder();
        Deque<Expr> open = new ArrayDeque<>();
        open.push(condition);
        while (!open.isEmpty()) {
            Expr next = open.pop();
            if (next instanceof Expr.And and) {
                and.terms().reversed().forEach(open::push);
            } else if (next instanceof Expr.Comparison(var operator, Expr.Row left, Expr.Row right, var span)
                    && operator == Expr.Operator.EQUAL
                    && left.items().size() == right.items().size()) {
                for (int i = 0; i < left.items().size(); i++) {
                    terms.add(new Expr.Comparison(
                            Expr.Operator.EQUAL,
                            left.items().get(i),
                            right.items().get(i),
                            span));
                }
            } else {
                terms.add(next);
            }
        }
        return terms.build();
    }

    /// Whether a constant is NULL whatever it is cast to.
    static boolean isNull(ValueSource source) {
        return switch (source) {
            case ValueSource.Literal literal -> literal.value() instanceof SqlLiteral.Null;
            case ValueSource.Cast cast -> isNull(cast.value());
            case ValueSource.Parameter _, ValueSource.Slot _ -> false;
        };
    }

    private static ImmutableList<Expr> parts(Expr.Call call) {
        var parts = ImmutableList.<Expr>builder().addAll(call.arguments());
        Stream.concat(call.orderBy().stream(), call.withinGroup().stream())
                .map(OrderItem::expression)
                .forEach(parts::add);
        call.filter().ifPresent(parts::add);
        call.window().ifPresent(window -> {
            parts.addAll(window.partitionBy());
            window.orderBy().forEach(item -> parts.add(item.expression()));
        });
        return parts.build();
    }

    private static ImmutableList<Expr> concat(Expr first, ImmutableList<Expr> rest) {
        return ImmutableList.<Expr>builder().add(first).addAll(rest).build();
    }
}
