package dev.kintsugi.plan;

import dev.kintsugi.plan.Routing.TableKeys;
import dev.kintsugi.shard.ColocationGroup;
import dev.kintsugi.shard.ShardingFunction;
import dev.kintsugi.sql.StatementScan;
import dev.kintsugi.sql.ValueSource;
import java.util.Optional;

/// The shortest way from a value to its shard: all tables of the statement have one integer for their key, and that is
/// the constant or parameter `source`. It answers as [KeyResolver] does, but allocates nothing.
public record IntegerKey(ValueSource source, long least, long greatest, ShardingFunction function) {
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
        return alike ? source(first.condition()).flatMap(source -> of(source, first.group())) : Optional.empty();
    }

    private static Optional<ValueSource> source(KeyCondition condition) {
        ValueSource source = switch (condition) {
            case KeyCondition.Equal(int _, ValueSource value) -> value;
            case KeyCondition.StoredKey(var values) -> values.getFirst();
            case KeyCondition.Any _, KeyCondition.Never _, KeyCondition.OneOf _, KeyCondition.AnyElement _ -> null;
            case KeyCondition.Compare _, KeyCondition.IsNull _, KeyCondition.And _, KeyCondition.Or _ -> null;
        };
        return source instanceof ValueSource.Slot || source instanceof ValueSource.Parameter
                ? Optional.of(source)
                : Optional.empty();
    }

    private static Optional<IntegerKey> of(ValueSource source, ColocationGroup group) {
        if (group.keyTypes().size() != 1) {
            return Optional.empty();
        }
        return switch (group.keyTypes().getFirst()) {
            case INT2 -> Optional.of(new IntegerKey(source, Short.MIN_VALUE, Short.MAX_VALUE, group.function()));
            case INT4 -> Optional.of(new IntegerKey(source, Integer.MIN_VALUE, Integer.MAX_VALUE, group.function()));
            case INT8 -> Optional.of(new IntegerKey(source, Long.MIN_VALUE, Long.MAX_VALUE, group.function()));
            case TEXT, VARCHAR, BPCHAR, UUID, DATE, TIMESTAMP, TIMESTAMPTZ, NUMERIC, BOOL, BYTEA -> Optional.empty();
        };
    }

    /// The shard that the text needs, or -1 if there is none or this is not the way to tell.
    int shard(StatementScan scan) {
        if (!(source instanceof ValueSource.Slot slot) || !scan.isPlainInteger(slot.number())) {
            return -1;
        }
        long digits = scan.integer(slot.number());
        return shard(slot.negated() ? -digits : digits);
    }

    /// The number of the parameter that is the key, counted from 1, or 0 if a constant is.
    public int parameter() {
        return source instanceof ValueSource.Parameter parameter ? parameter.number() : 0;
    }

    /// The shard of a key, or -1 if there is none or this is not the way to tell.
    public int shard(long key) {
        return key < least || key > greatest ? -1 : function.shardOf(key);
    }
}
