package dev.kintsugi.sql;

import com.google.common.collect.ImmutableList;
import java.util.Optional;

/// An expression, as far as the planner must understand it; everything else is `Other` with its children kept, so that
/// no table, function or aggregate inside is overlooked.
///
/// `span` is the expression's own text, parentheses around it excluded.
public sealed interface Expr {
    Span span();

    /// `column`, `table.column` or `schema.table.column`. A whole-row reference (`t`) looks the same: the planner
    /// decides.
    record Column(Optional<String> schema, Optional<String> table, String name, Span span) implements Expr {}

    /// A constant or parameter, casts included.
    record Value(ValueSource source, Span span) implements Expr {}

    /// `left op right` with op one of `=`, `<`, `<=`, `>`, `>=`, `<>`; `IS NOT DISTINCT FROM` is `Other`.
    record Comparison(Operator operator, Expr left, Expr right, Span span) implements Expr {}

    /// `left [NOT] IN (items)`; for rows, `left` and the items are `Row`.
    record In(Expr left, ImmutableList<Expr> items, boolean negated, Span span) implements Expr {}

    /// `left = ANY (array)` where array is a parameter, an array literal text, or `ARRAY[…]` (then an `ArrayOf`).
    record EqualsAny(Expr left, Expr array, Span span) implements Expr {}

    record ArrayOf(ImmutableList<Expr> items, Span span) implements Expr {}

    record Row(ImmutableList<Expr> items, Span span) implements Expr {}

    record Between(Expr value, Expr low, Expr high, boolean negated, Span span) implements Expr {}

    record IsNull(Expr value, boolean negated, Span span) implements Expr {}

    record And(ImmutableList<Expr> terms, Span span) implements Expr {}

    record Or(ImmutableList<Expr> terms, Span span) implements Expr {}

    record Not(Expr value, Span span) implements Expr {}

    /// A call; `name` is folded, `schema` only if written. Special forms (`current_timestamp`, `coalesce`,
    /// `extract`) are calls too.
    record Call(
            Optional<String> schema,
            String name,
            ImmutableList<Expr> arguments,
            boolean star,
            boolean distinct,
            ImmutableList<OrderItem> orderBy,
            ImmutableList<OrderItem> withinGroup,
            Optional<Expr> filter,
            Optional<Window> window,
            Span span)
            implements Expr {}

    /// A subquery inside an expression: scalar, EXISTS, IN or ANY/ALL; `operands` are the expressions beside it
    /// (`x` of `x IN (SELECT …)`).
    record Subquery(SubqueryKind kind, ImmutableList<Expr> operands, Query query, Span span) implements Expr {}

    /// `expr COLLATE name`.
    record Collate(Expr value, QualifiedName collation, Span span) implements Expr {}

    /// A cast of something that is not a constant.
    record CastOf(Expr value, String typeName, Span span) implements Expr {}

    /// `*` or `t.*` in a select list.
    record Star(Optional<String> table, Span span) implements Expr {}

    /// Any other construct; `what` names it for error messages.
    record Other(String what, ImmutableList<Expr> children, Span span) implements Expr {
        /// `(row).*`: in a list it stands for as many values as the row has fields.
        static final String FIELDS = "field expansion";
    }

    /// Whether the expression may stand for several values, or none, in a list: what comes behind it has no known
    /// place.
    default boolean isExpansion() {
        return this instanceof Star || (this instanceof Other(String what, var _, var _) && what.equals(Other.FIELDS));
    }

    enum Operator {
        EQUAL("="),
        NOT_EQUAL("<>"),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">=");

        private final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }

        /// As it is written in SQL.
        public String symbol() {
            return symbol;
        }
    }

    enum SubqueryKind {
        SCALAR,
        EXISTS,
        IN,
        NOT_IN,
        ANY_ALL,
        ARRAY
    }

    /// `OVER (PARTITION BY … ORDER BY …)`, or `OVER name` with `name` present and the definition resolved into it.
    record Window(ImmutableList<Expr> partitionBy, ImmutableList<OrderItem> orderBy) {}
}
