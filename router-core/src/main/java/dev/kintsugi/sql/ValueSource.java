package dev.kintsugi.sql;

import dev.kintsugi.value.SqlLiteral;

/// Where a value comes from when the statement runs.
public sealed interface ValueSource {
    /// A constant whose value is known to the plan: NULL, TRUE, FALSE, and what the statement's meaning hangs on.
    record Literal(SqlLiteral value) implements ValueSource {}

    /// The constant number `number`, from 0, of the statement's text: where its value stands, not the value itself.
    /// `negated` tells a minus before a number.
    record Slot(int number, boolean negated) implements ValueSource {}

    /// `$number`, counted from 1.
    record Parameter(int number) implements ValueSource {}

    /// A value cast to a type (`x::bigint`, `CAST(x AS uuid)`, `date '…'`); `typeName` is lower case, without
    /// modifiers, as written (`int8`, `bigint`, `timestamp with time zone`).
    record Cast(ValueSource value, String typeName, boolean hasModifier) implements ValueSource {}

    /// The same source with the values that the constants have in `text` in the place of slots.
    ///
    /// @throws dev.kintsugi.error.RouterException 42601 and the like for a constant with a broken escape
    default ValueSource in(StatementText text) {
        return switch (this) {
            case Slot(int number, boolean negated) -> new Literal(text.literal(number, negated));
            case Cast(ValueSource value, String typeName, boolean hasModifier) ->
                new Cast(value.in(text), typeName, hasModifier);
            case Literal _, Parameter _ -> this;
        };
    }
}
