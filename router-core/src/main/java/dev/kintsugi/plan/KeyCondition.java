package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.sql.Expr;
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
}
