package dev.kintsugi.sql;

import com.google.common.collect.ImmutableList;
import java.util.Optional;

/// What stands behind a query's body, while it is read.
final class QueryTail {
    ImmutableList<OrderItem> orderBy = ImmutableList.of();
    Optional<Span> orderBySpan = Optional.empty();
    Optional<Expr> limit = Optional.empty();
    Optional<Span> limitSpan = Optional.empty();
    Optional<Expr> offset = Optional.empty();
    Optional<Span> offsetSpan = Optional.empty();
    boolean withTies;
    boolean locking;

    boolean isEmpty() {
        return orderBySpan.isEmpty() && limitSpan.isEmpty() && offsetSpan.isEmpty() && !locking;
    }

    Query around(ImmutableList<Query.Cte> ctes, boolean recursive, Query.Body body, TokenCursor cursor, int first) {
        return around(ctes, recursive, body, cursor.spanFrom(first));
    }

    Query around(ImmutableList<Query.Cte> ctes, boolean recursive, Query.Body body, Span span) {
        return new Query(
                ctes,
                recursive,
                body,
                orderBy,
                orderBySpan,
                limit,
                limitSpan,
                offset,
                offsetSpan,
                withTies,
                locking,
                span);
    }
}
