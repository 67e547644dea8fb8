package dev.kintsugi.sql;

/// One term of ORDER BY; `nullsFirst` is resolved (DESC without NULLS … puts them first), `usingOperator` tells
/// `USING op`, whose order the router does not know.
public record OrderItem(Expr expression, boolean descending, boolean nullsFirst, boolean usingOperator) {}
