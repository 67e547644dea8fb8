package dev.kintsugi.sql;

import java.util.List;
import java.util.Optional;

/// Visits everything in a shape with the span it must lie in.
abstract class ShapeWalk {
    void expression(Expr expr, Span within) {}

    void query(Query query, Span within) {}

    void table(FromItem.Table table) {}

    /// A statement, or a part of one, that the analyzer did not look into.
    void unread(StatementShape shape) {}

    final void shape(StatementShape shape, Span within) {
        switch (shape) {
            case StatementShape.Select(var query) -> visit(query, within);
            case StatementShape.Insert insert -> {
                ctes(insert.ctes(), within);
                table(insert.target());
                switch (insert.source()) {
                    case StatementShape.InsertSource.Rows(var rows, var _) -> rows.forEach(row -> list(row, within));
                    case StatementShape.InsertSource.FromQuery(var query) -> visit(query, within);
                    case StatementShape.InsertSource.DefaultValues() -> {}
                }
                insert.onConflict().ifPresent(conflict -> {
                    conflict.assignments().forEach(set -> visit(set.value(), within));
                    optional(conflict.where(), within);
                });
                items(insert.returning(), within);
            }
            case StatementShape.Update update -> {
                ctes(update.ctes(), within);
                table(update.target());
                update.assignments().forEach(set -> visit(set.value(), within));
                update.from().forEach(item -> from(item, within));
                optional(update.where(), within);
                items(update.returning(), within);
            }
            case StatementShape.Delete delete -> {
                ctes(delete.ctes(), within);
                table(delete.target());
                delete.using().forEach(item -> from(item, within));
                optional(delete.where(), within);
                items(delete.returning(), within);
            }
            case StatementShape.Explain explain -> shape(explain.statement(), explain.statementSpan());
            case StatementShape.CopyOut(StatementShape.CopySource.OfQuery(var query, var span), var _) ->
                shape(query, span);
            case StatementShape.CopyOut _, StatementShape.CopyIn _, StatementShape.Control _ -> unread(shape);
            case StatementShape.Utility _, StatementShape.Opaque _, StatementShape.Empty _ -> unread(shape);
        }
    }

    private void ctes(List<Query.Cte> ctes, Span within) {
        ctes.forEach(cte -> shape(cte.body(), within));
    }

    private void visit(Query query, Span within) {
        query(query, within);
        ctes(query.ctes(), query.span());
        switch (query.body()) {
            case Query.Block block -> block(block, query.span());
            case Query.SetOperation set -> {
                visit(set.left(), query.span());
                visit(set.right(), query.span());
            }
            case Query.Values(var rows) -> rows.forEach(row -> list(row, query.span()));
        }
        order(query.orderBy(), query.orderBySpan().orElse(query.span()));
        optional(query.limit(), query.limitSpan().orElse(query.span()));
        optional(query.offset(), query.offsetSpan().orElse(query.span()));
    }

    private void block(Query.Block block, Span within) {
        block.distinct().ifPresent(distinct -> list(distinct.on(), within));
        items(block.items(), block.selectListSpan());
        block.from().forEach(item -> from(item, within));
        optional(block.where(), within);
        list(block.groupBy().expressions(), block.groupBy().span().orElse(within));
        optional(block.having(), block.havingSpan().orElse(within));
    }

    private void items(List<SelectItem> items, Span within) {
        for (var item : items) {
            visit(item.expression(), item.span());
            checkInside(item.span(), within);
        }
    }

    private void from(FromItem item, Span within) {
        checkInside(item.span(), within);
        switch (item) {
            case FromItem.Table table -> table(table);
            case FromItem.Derived derived -> visit(derived.query(), derived.span());
            case FromItem.Function function -> visit(function.call(), function.span());
            case FromItem.Join join -> {
                from(join.left(), join.span());
                from(join.right(), join.span());
                optional(join.on(), join.span());
            }
        }
    }

    private void order(List<OrderItem> items, Span within) {
        items.forEach(item -> visit(item.expression(), within));
    }

    private void optional(Optional<Expr> expr, Span within) {
        expr.ifPresent(e -> visit(e, within));
    }

    private void list(List<Expr> items, Span within) {
        items.forEach(item -> visit(item, within));
    }

    void checkInside(Span inner, Span outer) {
        if (inner.start() < outer.start() || inner.end() > outer.end()) {
            throw new AssertionError(inner + " is not inside " + outer);
        }
    }

    private void visit(Expr expr, Span within) {
        checkInside(expr.span(), within);
        expression(expr, within);
        var span = expr.span();
        switch (expr) {
            case Expr.Column _, Expr.Value _, Expr.Star _ -> {}
            case Expr.Comparison(var _, var left, var right, var _) -> list(List.of(left, right), span);
            case Expr.In(var left, var items, var _, var _) -> {
                visit(left, span);
                list(items, span);
            }
            case Expr.EqualsAny(var left, var array, var _) -> list(List.of(left, array), span);
            case Expr.ArrayOf(var items, var _) -> list(items, span);
            case Expr.Row(var items, var _) -> list(items, span);
            case Expr.Between(var value, var low, var high, var _, var _) -> list(List.of(value, low, high), span);
            case Expr.IsNull(var value, var _, var _) -> visit(value, span);
            case Expr.And(var terms, var _) -> list(terms, span);
            case Expr.Or(var terms, var _) -> list(terms, span);
            case Expr.Not(var value, var _) -> visit(value, span);
            case Expr.Call call -> call(call);
            case Expr.Subquery(var _, var operands, var query, var _) -> {
                list(operands, span);
                visit(query, span);
            }
            case Expr.Collate(var value, var _, var _) -> visit(value, span);
            case Expr.CastOf(var value, var _, var _) -> visit(value, span);
            case Expr.Other(var _, var children, var _) -> list(children, span);
        }
    }

    private void call(Expr.Call call) {
        list(call.arguments(), call.span());
        order(call.orderBy(), call.span());
        order(call.withinGroup(), call.span());
        optional(call.filter(), call.span());
        call.window().filter(window -> isInside(window, call.span())).ifPresent(window -> {
            list(window.partitionBy(), call.span());
            order(window.orderBy(), call.span());
        });
    }

    /// A named window is written elsewhere.
    private static boolean isInside(Expr.Window window, Span span) {
        return window.partitionBy().stream()
                        .allMatch(e ->
                                e.span().start() >= span.start() && e.span().end() <= span.end())
                && window.orderBy().stream()
                        .map(OrderItem::expression)
                        .allMatch(e ->
                                e.span().start() >= span.start() && e.span().end() <= span.end());
    }
}
