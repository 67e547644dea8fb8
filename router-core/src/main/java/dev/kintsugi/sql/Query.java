package dev.kintsugi.sql;

import com.google.common.collect.ImmutableList;
import java.util.Optional;

/// A SELECT, VALUES, or set operation with what surrounds it: CTEs, ORDER BY, LIMIT, locking.
///
/// The clause spans cover the clause with its keywords and are what a rewrite replaces; they are absent with the
/// clause. `locking` tells FOR UPDATE / SHARE and the like. `limit` absent with `limitSpan` present means LIMIT ALL.
public record Query(
        ImmutableList<Cte> ctes,
        boolean recursive,
        Body body,
        ImmutableList<OrderItem> orderBy,
        Optional<Span> orderBySpan,
        Optional<Expr> limit,
        Optional<Span> limitSpan,
        Optional<Expr> offset,
        Optional<Span> offsetSpan,
        boolean withTies,
        boolean locking,
        Span span) {
    /// What a query is made of.
    public sealed interface Body {}

    /// One SELECT. `selectListSpan` is the text between SELECT [DISTINCT [ON (…)]] and FROM (or what follows),
    /// which may be empty. `into` tells SELECT INTO.
    public record Block(
            Optional<Distinct> distinct,
            ImmutableList<SelectItem> items,
            Span selectListSpan,
            ImmutableList<FromItem> from,
            Optional<Expr> where,
            GroupBy groupBy,
            Optional<Expr> having,
            Optional<Span> havingSpan,
            boolean into)
            implements Body {}

    public record SetOperation(Kind kind, boolean all, Query left, Query right) implements Body {
        public enum Kind {
            UNION,
            INTERSECT,
            EXCEPT
        }
    }

    public record Values(ImmutableList<ImmutableList<Expr>> rows) implements Body {}

    /// SELECT DISTINCT, or DISTINCT ON when `on` is not empty.
    public record Distinct(ImmutableList<Expr> on) {}

    /// GROUP BY; `groupingSets` tells ROLLUP, CUBE, GROUPING SETS or DISTINCT, which `expressions` then only lists.
    public record GroupBy(ImmutableList<Expr> expressions, boolean groupingSets, Optional<Span> span) {
        public static final GroupBy NONE = new GroupBy(ImmutableList.of(), false, Optional.empty());

        public boolean isPresent() {
            return span.isPresent();
        }
    }

    /// A common table expression; its body may write.
    public record Cte(String name, ImmutableList<String> columnAliases, StatementShape body) {}
}
