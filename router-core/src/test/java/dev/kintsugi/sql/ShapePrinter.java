package dev.kintsugi.sql;

import dev.kintsugi.value.SqlLiteral;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Prints shapes for golden files: one line a clause, expressions in prefix form.
final class ShapePrinter {
    private final TokenList tokens;
    private final StatementText text;
    private final StringBuilder out = new StringBuilder();

    private ShapePrinter(TokenList tokens) {
        this.tokens = tokens;
        this.text = StatementText.of(tokens);
    }

    static String print(TokenList tokens, StatementShape shape) {
        var printer = new ShapePrinter(tokens);
        printer.shape(shape, "");
        return printer.out.toString();
    }

    static String printExpression(TokenList tokens, Expr expr) {
        return new ShapePrinter(tokens).expr(expr);
    }

    private void line(String indent, String text) {
        out.append(indent).append(text).append('\n');
    }

    private void shape(StatementShape shape, String indent) {
        switch (shape) {
            case StatementShape.Select(var query) -> query(query, indent);
            case StatementShape.Insert insert -> insert(insert, indent);
            case StatementShape.Update update -> {
                line(indent, "update " + from(update.target()));
                ctes(update.ctes(), indent);
                assignments(update.assignments(), indent);
                fromList(update.from(), indent);
                update.where().ifPresent(where -> line(indent, "  where " + expr(where)));
                returning(update.returning(), indent);
            }
            case StatementShape.Delete delete -> {
                line(indent, "delete " + from(delete.target()));
                ctes(delete.ctes(), indent);
                fromList(delete.using(), indent);
                delete.where().ifPresent(where -> line(indent, "  where " + expr(where)));
                returning(delete.returning(), indent);
            }
            case StatementShape.Control(var statement) -> line(indent, "control " + statement);
            case StatementShape.Explain explain -> {
                line(
                        indent,
                        "explain" + flag(explain.options().router(), "router")
                                + flag(explain.options().analyze(), "analyze") + " «"
                                + text(explain.statementSpan()) + "»");
                shape(explain.statement(), indent + "  ");
            }
            case StatementShape.CopyOut copy -> {
                line(indent, "copy out " + copy.format());
                switch (copy.source()) {
                    case StatementShape.CopySource.OfTable(var table, var columns) ->
                        line(indent, "  table " + table + columns);
                    case StatementShape.CopySource.OfQuery(var query, var span) -> {
                        line(indent, "  query «" + text(span) + "»");
                        shape(query, indent + "  ");
                    }
                }
            }
            case StatementShape.CopyIn(var table, var columns, var _, var _) ->
                line(indent, "copy in " + table + (columns.isEmpty() ? "" : " " + columns));
            case StatementShape.Utility(var verb, var tables, var known) ->
                line(indent, "utility " + verb + (known ? " " + tables : " of unknown tables"));
            case StatementShape.Empty() -> line(indent, "empty");
            case StatementShape.Opaque(var verb, var names, var message) -> {
                line(indent, "opaque " + verb + ": " + message);
                line(indent, "  names " + names);
            }
        }
    }

    private void insert(StatementShape.Insert insert, String indent) {
        line(indent, "insert " + from(insert.target()) + (insert.columns().isEmpty() ? "" : insert.columns()));
        ctes(insert.ctes(), indent);
        switch (insert.source()) {
            case StatementShape.InsertSource.Rows(var rows, var _) ->
                rows.forEach(row -> line(indent, "  row " + list(row)));
            case StatementShape.InsertSource.FromQuery(var query) -> query(query, indent + "  ");
            case StatementShape.InsertSource.DefaultValues() -> line(indent, "  default values");
        }
        insert.onConflict().ifPresent(conflict -> {
            line(indent, "  on conflict" + (conflict.assignments().isEmpty() ? " do nothing" : ""));
            assignments(conflict.assignments(), indent + "  ");
            conflict.where().ifPresent(where -> line(indent, "    where " + expr(where)));
        });
        returning(insert.returning(), indent);
    }

    private void assignments(List<StatementShape.Assignment> assignments, String indent) {
        assignments.forEach(set -> line(indent, "  set " + set.columns() + " = " + expr(set.value())));
    }

    private void returning(List<SelectItem> items, String indent) {
        if (!items.isEmpty()) {
            line(indent, "  returning " + items(items));
        }
    }

    private void ctes(List<Query.Cte> ctes, String indent) {
        for (var cte : ctes) {
            line(indent, "  with " + cte.name() + (cte.columnAliases().isEmpty() ? "" : cte.columnAliases()));
            shape(cte.body(), indent + "    ");
        }
    }

    private void query(Query query, String indent) {
        line(indent, "query" + flag(query.recursive(), "recursive") + flag(query.locking(), "locking"));
        ctes(query.ctes(), indent);
        switch (query.body()) {
            case Query.Block block -> block(block, indent + "  ");
            case Query.SetOperation set -> {
                line(indent, "  " + set.kind() + (set.all() ? " ALL" : ""));
                query(set.left(), indent + "    ");
                query(set.right(), indent + "    ");
            }
            case Query.Values(var rows) -> rows.forEach(row -> line(indent, "  row " + list(row)));
        }
        query.orderBySpan().ifPresent(span -> line(indent, "  «" + text(span) + "» " + order(query.orderBy())));
        query.limitSpan()
                .ifPresent(span -> line(
                        indent,
                        "  «" + text(span) + "» limit " + optional(query.limit())
                                + flag(query.withTies(), "with ties")));
        query.offsetSpan().ifPresent(span -> line(indent, "  «" + text(span) + "» offset " + optional(query.offset())));
    }

    private void block(Query.Block block, String indent) {
        block.distinct().ifPresent(distinct -> line(indent, "distinct on " + list(distinct.on())));
        line(
                indent,
                "select «" + text(block.selectListSpan()) + "» " + items(block.items()) + flag(block.into(), "into"));
        fromList(block.from(), indent.substring(2));
        block.where().ifPresent(where -> line(indent, "where " + expr(where)));
        block.groupBy()
                .span()
                .ifPresent(span -> line(
                        indent,
                        "«" + text(span) + "» " + list(block.groupBy().expressions())
                                + flag(block.groupBy().groupingSets(), "grouping sets")));
        block.having()
                .ifPresent(having -> line(indent, "«" + text(block.havingSpan().orElseThrow()) + "» " + expr(having)));
    }

    private void fromList(List<FromItem> items, String indent) {
        items.forEach(item -> line(indent, "  from " + from(item)));
    }

    private String from(FromItem item) {
        return switch (item) {
            case FromItem.Table table ->
                "table " + table.name() + alias(table.alias(), table.columnAliases())
                        + flag(table.sampled(), "sampled");
            case FromItem.Derived derived ->
                "(" + nested(derived.query()) + ")" + alias(derived.alias(), derived.columnAliases())
                        + flag(derived.lateral(), "lateral");
            case FromItem.Function function ->
                expr(function.call())
                        + alias(function.alias(), function.columnAliases())
                        + flag(function.lateral(), "lateral");
            case FromItem.Join join ->
                "(" + from(join.left()) + " " + (join.natural() ? "NATURAL " : "") + join.kind() + " "
                        + from(join.right())
                        + join.on().map(on -> " on " + expr(on)).orElse("")
                        + (join.using().isEmpty() ? "" : " using " + join.using()) + ")";
        };
    }

    private static String alias(Optional<String> alias, List<String> columns) {
        return alias.map(name -> " as " + name).orElse("") + (columns.isEmpty() ? "" : columns);
    }

    private String nested(Query query) {
        var printer = new ShapePrinter(tokens);
        printer.query(query, "");
        return printer.out.toString().strip().replaceAll("\\s*\\n\\s*", "; ");
    }

    private String items(List<SelectItem> items) {
        return items.stream()
                .map(item -> expr(item.expression())
                        + item.alias().map(alias -> " as " + alias).orElse(""))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private String order(List<OrderItem> items) {
        return items.stream()
                .map(item -> expr(item.expression())
                        + (item.descending() ? " desc" : "")
                        + (item.nullsFirst() ? " nulls first" : "")
                        + (item.usingOperator() ? " using" : ""))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private String list(List<Expr> items) {
        return items.stream().map(this::expr).collect(Collectors.joining(", ", "(", ")"));
    }

    private String optional(Optional<Expr> value) {
        return value.map(this::expr).orElse("none");
    }

    private static String flag(boolean on, String text) {
        return on ? " [" + text + "]" : "";
    }

    String expr(Expr expr) {
        return switch (expr) {
            case Expr.Column column ->
                column.schema().map(s -> s + "/").orElse("")
                        + column.table().map(t -> t + "/").orElse("")
                        + column.name();
            case Expr.Value value -> value(value.source());
            case Expr.Comparison(var operator, var left, var right, var _) ->
                operator + "(" + expr(left) + ", " + expr(right) + ")";
            case Expr.In(var left, var items, var negated, var _) ->
                (negated ? "NOT_IN(" : "IN(") + expr(left) + ", " + list(items) + ")";
            case Expr.EqualsAny(var left, var array, var _) -> "EQUALS_ANY(" + expr(left) + ", " + expr(array) + ")";
            case Expr.ArrayOf(var items, var _) -> "ARRAY" + list(items);
            case Expr.Row(var items, var _) -> "ROW" + list(items);
            case Expr.Between(var value, var low, var high, var negated, var _) ->
                (negated ? "NOT_BETWEEN" : "BETWEEN") + list(List.of(value, low, high));
            case Expr.IsNull(var value, var negated, var _) ->
                (negated ? "IS_NOT_NULL(" : "IS_NULL(") + expr(value) + ")";
            case Expr.And(var terms, var _) -> "AND" + list(terms);
            case Expr.Or(var terms, var _) -> "OR" + list(terms);
            case Expr.Not(var value, var _) -> "NOT(" + expr(value) + ")";
            case Expr.Call call -> call(call);
            case Expr.Subquery(var kind, var operands, var query, var _) ->
                kind + (operands.isEmpty() ? "" : list(operands)) + "[" + nested(query) + "]";
            case Expr.Collate(var value, var collation, var _) -> "COLLATE(" + expr(value) + ", " + collation + ")";
            case Expr.CastOf(var value, var type, var _) -> "CAST(" + expr(value) + " as " + type + ")";
            case Expr.Star(var table, var _) -> table.map(t -> t + ".").orElse("") + "*";
            case Expr.Other(var what, var children, var _) -> "«" + what + "»" + list(children);
        };
    }

    private String call(Expr.Call call) {
        return call.schema().map(s -> s + "/").orElse("")
                + call.name()
                + (call.distinct() ? " distinct" : "")
                + (call.star() ? "(*)" : list(call.arguments()))
                + (call.orderBy().isEmpty() ? "" : " order " + order(call.orderBy()))
                + (call.withinGroup().isEmpty() ? "" : " within group " + order(call.withinGroup()))
                + call.filter().map(filter -> " filter " + expr(filter)).orElse("")
                + call.window()
                        .map(window -> " over " + list(window.partitionBy()) + order(window.orderBy()))
                        .orElse("");
    }

    private String value(ValueSource source) {
        return switch (source) {
            case ValueSource.Slot slot -> value(slot.in(text));
            case ValueSource.Parameter(var number) -> "$" + number;
            case ValueSource.Cast(var value, var type, var modified) ->
                value(value) + "::" + type + (modified ? "(…)" : "");
            case ValueSource.Literal(var literal) ->
                switch (literal) {
                    case SqlLiteral.Quoted(var text) -> "'" + text + "'";
                    case SqlLiteral.Number(var digits) -> digits;
                    case SqlLiteral.Bool(var bool) -> String.valueOf(bool);
                    case SqlLiteral.Null() -> "null";
                };
        };
    }

    private String text(Span span) {
        return new String(
                tokens.sql(), span.start(), span.end() - span.start(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
