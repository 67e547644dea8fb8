package dev.kintsugi.plan;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.StatementText;
import dev.kintsugi.sql.ValueSource;

/// What a statement says about the sharding key of one table, values not yet known; a superset of the truth.
///
/// `keyColumn` is the index of the column in the key.
public sealed interface KeyCondition {
    /// Nothing is known: every shard.
    record Any() implements KeyCondition {
        public static final Any INSTANCE = new Any();
    }

    /// No row can match: no shard.
    record Never() implements KeyCondition {
        public static final Never INSTANCE = new Never();
    }

    record Equal(int keyColumn, ValueSource value) implements KeyCondition {}

    record OneOf(int keyColumn, ImmutableList<ValueSource> values) implements KeyCondition {}

    /// `= ANY (array)`: a parameter of an array type, or an array literal such as `'{1,2}'`.
    record AnyElement(int keyColumn, ValueSource array) implements KeyCondition {}

    /// `key op value`, useful for range maps only.
    record Compare(int keyColumn, Expr.Operator operator, ValueSource value) implements KeyCondition {}

    record IsNull(int keyColumn) implements KeyCondition {}

    record And(ImmutableList<KeyCondition> terms) implements KeyCondition {}

    record Or(ImmutableList<KeyCondition> terms) implements KeyCondition {}

    /// The key of a row to be stored: every column given, NULL being a value like any other.
    record StoredKey(ImmutableList<ValueSource> values) implements KeyCondition {}

    /// The same condition with the values that constants have in `text`; terms that are equal then are one.
    default KeyCondition in(StatementText text) {
        return switch (this) {
            case Any _, Never _, IsNull _ -> this;
            case Equal(int keyColumn, ValueSource value) -> new Equal(keyColumn, value.in(text));
            case OneOf(int keyColumn, ImmutableList<ValueSource> values) -> new OneOf(keyColumn, all(values, text));
            case AnyElement(int keyColumn, ValueSource array) -> new AnyElement(keyColumn, array.in(text));
            case Compare(int keyColumn, Expr.Operator operator, ValueSource value) ->
                new Compare(keyColumn, operator, value.in(text));
            case And(ImmutableList<KeyCondition> terms) -> KeyConditions.and(each(terms, text));
            case Or(ImmutableList<KeyCondition> terms) -> KeyConditions.or(each(terms, text));
            case StoredKey(ImmutableList<ValueSource> values) -> new StoredKey(all(values, text));
        };
    }

    private static ImmutableList<ValueSource> all(ImmutableList<ValueSource> values, StatementText text) {
        return values.stream().map(value -> value.in(text)).collect(toImmutableList());
    }

    private static ImmutableList<KeyCondition> each(ImmutableList<KeyCondition> terms, StatementText text) {
        return terms.stream().map(term -> term.in(text)).collect(toImmutableList());
    }
}
