package dev.kintsugi.sql;

import dev.kintsugi.value.SqlLiteral;

/// Where a value comes from when the statement runs.
public sealed interface ValueSource {
    /// A constant of the text.
    record Literal(SqlLiteral value) implements ValueSource {}

    /// `$number`, counted from 1.
    record Parameter(int number) implements ValueSource {}

    /// A value cast to a type (`x::bigint`, `CAST(x AS uuid)`, `date '…'`); `typeName` is lower case, without
    /// modifiers, as written (`int8`, `bigint`, `timestamp with time zone`).
    record Cast(ValueSource value, String typeName, boolean hasModifier) implements ValueSource {}
}
