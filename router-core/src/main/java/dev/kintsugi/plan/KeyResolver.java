package dev.kintsugi.plan;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.common.math.LongMath;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.shard.ColocationGroup;
import dev.kintsugi.shard.ShardSet;
import dev.kintsugi.sql.ValueSource;
import dev.kintsugi.value.BindValue;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Constant;
import dev.kintsugi.value.KeyArrays;
import dev.kintsugi.value.KeyCoercion;
import dev.kintsugi.value.KeyMatch;
import dev.kintsugi.value.KeyText;
import dev.kintsugi.value.KeyType;
import dev.kintsugi.value.KeyValue;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Finds the shards that a key condition leads to, once the values are bound: always a superset of those that hold
/// matching rows.
///
/// A column's *candidates* are the values that a condition leaves it; a condition that leaves finitely many to every
/// key column leads to the shards of their combinations. What it does not limit leads to all shards.
public final class KeyResolver {
    /// Beyond so many combinations of candidates all shards are asked.
    static final int MAX_COMBINATIONS = 10_000;

    private final ColocationGroup group;
    private final BindValues values;
    private final int shardCount;

    private KeyResolver(ColocationGroup group, BindValues values, int shardCount) {
        this.group = group;
        this.values = values;
        this.shardCount = shardCount;
    }

    /// The shards, out of `shardCount`, for one execution; empty if no row can match. A stored key leads to exactly
    /// one shard, or to all if its value is beyond the router.
    ///
    /// @throws RouterException 55000 if no shard owns a key to be stored, 22P03 if a binary parameter is
    ///     malformed, 08P01 if a parameter was not bound
    public static ShardSet resolve(ColocationGroup group, KeyCondition condition, BindValues values, int shardCount) {
        return new KeyResolver(group, values, shardCount).shards(condition);
    }

    private ShardSet all() {
        return ShardSet.all(shardCount);
    }

    private ShardSet shards(KeyCondition condition) {
        return switch (condition) {
            case KeyCondition.Any _ -> all();
            case KeyCondition.Never _ -> ShardSet.empty();
            case KeyCondition.Equal(int column, ValueSource value)
            when group.keyTypes().size() == 1 -> shardsOfEqual(KeyCoercion.compared(type(column), constant(value)));
            case KeyCondition.Equal _, KeyCondition.OneOf _, KeyCondition.AnyElement _, KeyCondition.IsNull _ ->
                shardsOfCandidates(condition);
            case KeyCondition.Compare compare -> shardsInRange(compare);
            case KeyCondition.And(ImmutableList<KeyCondition> terms) -> {
                // With one key column the terms' own sets say as much as their candidates together.
                ShardSet found = group.keyTypes().size() == 1 ? all() : shardsOfCandidates(condition);
                for (KeyCondition term : terms) {
                    found = found.intersect(shards(term));
                }
                yield found;
            }
            case KeyCondition.Or(ImmutableList<KeyCondition> terms) -> {
                ShardSet found = ShardSet.empty();
                for (KeyCondition term : terms) {
                    found = found.union(shards(term));
                }
                yield found;
            }
            case KeyCondition.StoredKey(ImmutableList<ValueSource> key) -> shardOfStored(key);
        };
    }

    /// Most statements come here: one key column, one value.
    private ShardSet shardsOfEqual(KeyMatch match) {
        return switch (match) {
            case KeyMatch.Exactly(KeyValue value) -> {
                OptionalInt owner = group.function().shardOf(ImmutableList.of(value));
                yield owner.isPresent() ? ShardSet.of(owner.getAsInt()) : ShardSet.empty();
            }
            case KeyMatch.Nothing _ -> ShardSet.empty();
            case KeyMatch.Unknown _ -> all();
        };
    }

    private ShardSet shardsOfCandidates(KeyCondition condition) {
        if (group.keyTypes().size() == 1) {
            return shardsOfColumn(candidates(condition, 0));
        }
        ImmutableList<Optional<ImmutableSet<KeyValue>>> columns = IntStream.range(
                        0, group.keyTypes().size())
                .mapToObj(column -> candidates(condition, column))
                .collect(ImmutableList.toImmutableList());
        if (columns.stream()
                .anyMatch(column -> column.isPresent() && column.get().isEmpty())) {
            return ShardSet.empty();
        }
        if (columns.stream().anyMatch(Optional::isEmpty)) {
            return all();
        }
        ImmutableList<ImmutableSet<KeyValue>> listed =
                columns.stream().flatMap(Optional::stream).collect(ImmutableList.toImmutableList());
        return combinations(listed) > MAX_COMBINATIONS ? all() : shardsOfKeys(Sets.cartesianProduct(listed));
    }

    private ShardSet shardsOfColumn(Optional<ImmutableSet<KeyValue>> listed) {
        if (listed.isEmpty() || listed.get().size() > MAX_COMBINATIONS) {
            return all();
        }
        ShardSet found = ShardSet.empty();
        for (KeyValue value : listed.get()) {
            OptionalInt owner = group.function().shardOf(ImmutableList.of(value));
            if (owner.isPresent()) {
                found = found.union(ShardSet.of(owner.getAsInt()));
            }
        }
        return found;
    }

    private static long combinations(ImmutableList<ImmutableSet<KeyValue>> columns) {
        long combinations = 1;
        for (ImmutableSet<KeyValue> column : columns) {
            combinations = LongMath.saturatedMultiply(combinations, column.size());
        }
        return combinations;
    }

    private ShardSet shardsOfKeys(Set<List<KeyValue>> keys) {
        return ShardSet.of(keys.stream()
                .map(key -> group.function().shardOf(ImmutableList.copyOf(key)))
                .flatMapToInt(OptionalInt::stream));
    }

    /// The values that the condition leaves a key column, or empty if they cannot be listed.
    private Optional<ImmutableSet<KeyValue>> candidates(KeyCondition condition, int column) {
        return switch (condition) {
            case KeyCondition.Equal(int keyColumn, ValueSource value)
            when keyColumn == column -> listed(ImmutableList.of(KeyCoercion.compared(type(column), constant(value))));
            case KeyCondition.OneOf(int keyColumn, ImmutableList<ValueSource> sources)
            when keyColumn == column -> listed(KeyCoercion.comparedInList(type(column), constants(sources)));
            case KeyCondition.AnyElement(int keyColumn, ValueSource array)
            when keyColumn == column -> listed(elements(type(column), array));
            case KeyCondition.IsNull(int keyColumn)
            when keyColumn == column -> Optional.of(ImmutableSet.of(KeyValue.Null.INSTANCE));
            case KeyCondition.Never _ -> Optional.of(ImmutableSet.of());
            case KeyCondition.And(ImmutableList<KeyCondition> terms) -> {
                Optional<ImmutableSet<KeyValue>> common = Optional.empty();
                for (KeyCondition term : terms) {
                    Optional<ImmutableSet<KeyValue>> more = candidates(term, column);
                    common = common.isPresent() && more.isPresent()
                            ? Optional.of(
                                    Sets.intersection(common.get(), more.get()).immutableCopy())
                            : common.or(() -> more);
                }
                yield common;
            }
            case KeyCondition.Or(ImmutableList<KeyCondition> terms) -> {
                ImmutableSet.Builder<KeyValue> union = ImmutableSet.builder();
                for (KeyCondition term : terms) {
                    Optional<ImmutableSet<KeyValue>> more = candidates(term, column);
                    if (more.isEmpty()) {
                        yield Optional.empty();
                    }
                    union.addAll(more.get());
                }
                yield Optional.of(union.build());
            }
            case KeyCondition.Equal _,
                    KeyCondition.OneOf _,
                    KeyCondition.AnyElement _,
                    KeyCondition.IsNull _,
                    KeyCondition.Any _,
                    KeyCondition.Compare _,
                    KeyCondition.StoredKey _ -> Optional.empty();
        };
    }

    private static Optional<ImmutableSet<KeyValue>> listed(ImmutableList<KeyMatch> matches) {
        ImmutableSet.Builder<KeyValue> values = ImmutableSet.builder();
        for (KeyMatch match : matches) {
            switch (match) {
                case KeyMatch.Exactly(KeyValue value) -> values.add(value);
                case KeyMatch.Nothing _ -> {}
                case KeyMatch.Unknown _ -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(values.build());
    }

    private ShardSet shardsInRange(KeyCondition.Compare compare) {
        if (group.keyTypes().size() > 1) {
            return all();
        }
        Constant constant = constant(compare.value());
        KeyType type = type(compare.keyColumn());
        return switch (compare.operator()) {
            case EQUAL -> shards(new KeyCondition.Equal(compare.keyColumn(), compare.value()));
            case NOT_EQUAL -> constant instanceof Constant.Null ? ShardSet.empty() : all();
            case LESS, LESS_OR_EQUAL ->
                switch (KeyCoercion.upperBound(type, constant)) {
                    case KeyMatch.Exactly(KeyValue high) ->
                        group.function().shardsBetween(Optional.empty(), Optional.of(high));
                    case KeyMatch.Nothing _ -> ShardSet.empty();
                    case KeyMatch.Unknown _ -> all();
                };
            case GREATER, GREATER_OR_EQUAL ->
                switch (KeyCoercion.lowerBound(type, constant)) {
                    case KeyMatch.Exactly(KeyValue low) ->
                        group.function().shardsBetween(Optional.of(low), Optional.empty());
                    case KeyMatch.Nothing _ -> ShardSet.empty();
                    case KeyMatch.Unknown _ -> all();
                };
        };
    }

    private ShardSet shardOfStored(ImmutableList<ValueSource> sources) {
        checkArgument(sources.size() == group.keyTypes().size(), "%s values for a key", sources.size());
        ImmutableList.Builder<KeyValue> key = ImmutableList.builder();
        for (int column = 0; column < sources.size(); column++) {
            if (!(KeyCoercion.stored(type(column), constant(sources.get(column)))
                    instanceof KeyMatch.Exactly(KeyValue value))) {
                return all();
            }
            key.add(value);
        }
        OptionalInt owner = group.function().shardOf(key.build());
        if (owner.isEmpty()) {
            throw new RouterException(noOwner(key.build()));
        }
        return ShardSet.of(owner.getAsInt());
    }

    private PgError noOwner(ImmutableList<KeyValue> key) {
        String printed = key.stream().map(KeyText::print).collect(Collectors.joining(", ", "(", ")"));
        return PgError.of(
                        SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                        "no shard owns key " + Ascii.truncate(printed, 100, "…"))
                .withDetail("The key belongs to colocation group \"" + group.name() + "\".")
                .withHint("Extend the shard map with a range or value for this key.");
    }

    private ImmutableList<Constant> constants(ImmutableList<ValueSource> sources) {
        ImmutableList.Builder<Constant> constants = ImmutableList.builderWithExpectedSize(sources.size());
        for (ValueSource source : sources) {
            constants.add(constant(source));
        }
        return constants.build();
    }

    private Constant constant(ValueSource source) {
        return switch (source) {
            case ValueSource.Literal(var literal) -> Constant.of(literal);
            case ValueSource.Slot slot -> throw unbound(slot);
            case ValueSource.Parameter(int number) -> Constant.of(parameter(number));
            case ValueSource.Cast(ValueSource value, String typeName, boolean hasModifier) ->
                constant(value).cast(typeName, hasModifier);
        };
    }

    private ImmutableList<KeyMatch> elements(KeyType type, ValueSource array) {
        return switch (array) {
            case ValueSource.Literal(var literal) -> KeyArrays.literal(type, literal);
            case ValueSource.Slot slot -> throw unbound(slot);
            case ValueSource.Parameter(int number) -> KeyArrays.elements(type, parameter(number));
            case ValueSource.Cast(ValueSource.Literal(var literal), String typeName, boolean hasModifier) ->
                KeyArrays.cast(type, typeName, hasModifier, literal);
            case ValueSource.Cast(ValueSource.Parameter(int number), String typeName, boolean hasModifier) ->
                KeyArrays.cast(type, typeName, hasModifier, parameter(number));
            case ValueSource.Cast(ValueSource.Slot slot, String _, boolean _) -> throw unbound(slot);
            case ValueSource.Cast(ValueSource.Cast _, String _, boolean _) ->
                ImmutableList.of(KeyMatch.Unknown.INSTANCE);
        };
    }

    private static IllegalStateException unbound(ValueSource.Slot slot) {
        return new IllegalStateException("constant " + slot.number() + " has no value: the plan is of no text yet");
    }

    private BindValue parameter(int number) {
        if (number < 1 || number > values.size()) {
            throw new RouterException(
                    SqlState.PROTOCOL_VIOLATION,
                    "bind message supplies " + values.size() + " parameters, but the statement reads $" + number);
        }
        return values.parameter(number);
    }

    private KeyType type(int column) {
        return group.keyTypes().get(column);
    }
}
