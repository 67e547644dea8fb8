package dev.kintsugi.plan;

import dev.kintsugi.plan.Routing.TableKeys;
import dev.kintsugi.shard.ColocationGroup;
import dev.kintsugi.shard.ShardingFunction;
import dev.kintsugi.sql.StatementScan;
import dev.kintsugi.sql.ValueSource;
import java.util.Optional;

/// The shortest way from a text to its shard: all its tables have one integer for their key, and that is the constant
/// `slot`. It answers as [KeyResolver] does, but allocates nothing.
record IntegerKey(ValueSource.Slot slot, long least, long greatest, ShardingFunction function) {
    /// The way for a routing, if it is as simple as that.
    static Optional<IntegerKey> of(Routing routing) {
        if (!(routing instanceof Routing.ByKey byKey)
                || byKey.fixed().isPresent()
                || byKey.tables().isEmpty()) {
            return Optional.empty();
        }
        TableKeys first = byKey.tables().getFirst();
        boolean alike = byKey.tables().stream()
                .allMatch(keys ->
                        keys.group().equals(first.group()) && keys.condition().equals(first.condition()));
        return alike ? slot(first.condition()).flatMap(slot -> of(slot, first.group())) : Optional.empty();
    }

    private static Optional<ValueSource.Slot> slot(KeyCondition condition) {
        ValueSource source = switch (condition) {
            case KeyCondition.Equal(int _, ValueSource value) -> value;
            case KeyCondition.StoredKey(var values) -> values.getFirst();
            case KeyCondition.Any _, KeyCondition.Never _, KeyCondition.OneOf _, KeyCondition.AnyElement _ -> null;
            case KeyCondition.Compare _, KeyCondition.IsNull _, KeyCondition.And _, KeyCondition.Or _ -> null;
        };
        return source instanceof ValueSource.Slot slot ? Optional.of(slot) : Optional.empty();
    }

    private static Optional<IntegerKey> of(ValueSource.Slot slot, ColocationGroup group) {
        if (group.keyTypes().size() != 1) {
            return Optional.empty();
        }
        return switch (group.keyTypes().getFirst()) {
            case INT2 -> Optional.of(new IntegerKey(slot, Short.MIN_VALUE, Short.MAX_VALUE, group.function()));
            case INT4 -> Optional.of(new IntegerKey(slot, Integer.MIN_VALUE, Integer.MAX_VALUE, group.function()));
            case INT8 -> Optional.of(new IntegerKey(slot, Long.MIN_VALUE, Long.MAX_VALUE, group.function()));
            case TEXT, VARCHAR, BPCHAR, UUID, DATE, TIMESTAMP, TIMESTAMPTZ, NUMERIC, BOOL, BYTEA -> Optional.empty();
        };
    }

    /// The shard that the text needs, or -1 if there is none or this is not the way to tell.
    int shard(StatementScan scan) {
        if (!scan.isPlainInteger(slot.number())) {
            return -1;
        }
        long digits = scan.integer(slot.number());
        long key = slot.negated() ? -digits : digits;
        return key < least || key > greatest ? -1 : function.shardOf(key);
    }
}
