package dev.kintsugi.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.plan.KeyCondition.And;
import dev.kintsugi.plan.KeyCondition.Any;
import dev.kintsugi.plan.KeyCondition.AnyElement;
import dev.kintsugi.plan.KeyCondition.Compare;
import dev.kintsugi.plan.KeyCondition.Equal;
import dev.kintsugi.plan.KeyCondition.IsNull;
import dev.kintsugi.plan.KeyCondition.Never;
import dev.kintsugi.plan.KeyCondition.OneOf;
import dev.kintsugi.plan.KeyCondition.Or;
import dev.kintsugi.plan.KeyCondition.StoredKey;
import dev.kintsugi.shard.ColocationGroup;
import dev.kintsugi.shard.PartitionHash;
import dev.kintsugi.shard.ShardSet;
import dev.kintsugi.shard.ShardingFunction;
import dev.kintsugi.shard.ShardingFunction.Range.Part;
import dev.kintsugi.sql.Expr.Operator;
import dev.kintsugi.sql.ValueSource;
import dev.kintsugi.value.BindValue;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.KeyType;
import dev.kintsugi.value.KeyValue;
import dev.kintsugi.value.Oids;
import dev.kintsugi.value.SqlLiteral;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyResolverTest {
    /// As many shards as slots, so that every key shows its slot.
    private static final int SHARDS = 4096;

    private static final ShardSet ALL = ShardSet.all(SHARDS);
    private static final ShardingFunction SLOTS =
            new ShardingFunction.Hash(ImmutableIntArray.copyOf(IntStream.range(0, SHARDS)));

    private static final ColocationGroup HASH = group(SLOTS, KeyType.INT8);
    private static final ColocationGroup PAIR = group(SLOTS, KeyType.INT8, KeyType.TEXT);

    /// 0…10 → 0, 10…20 → 1, 20…30 → 2.
    private static final ColocationGroup RANGE = group(
            new ShardingFunction.Range(ImmutableList.of(part(0, 10, 0), part(10, 20, 1), part(20, 30, 2))),
            KeyType.INT8);

    private static final ColocationGroup LISTED = group(
            new ShardingFunction.Listed(ImmutableMap.of(new KeyValue.Text("eu"), 0), OptionalInt.of(1)), KeyType.TEXT);

    @Test
    void equalityFindsTheSlot() {
        assertThat(resolve(HASH, equal(0, number("42")))).isEqualTo(slots(42));
        assertThat(resolve(HASH, equal(0, number("42.0")))).isEqualTo(slots(42));
        assertThat(resolve(HASH, equal(0, number("42.5")))).isEqualTo(ShardSet.empty());
        assertThat(resolve(HASH, equal(0, quoted("nonsense")))).isEqualTo(ALL);
        assertThat(resolve(HASH, equal(0, cast(number("41.5"), "int4")))).isEqualTo(slots(42));
        assertThat(resolve(HASH, new IsNull(0))).isEqualTo(ShardSet.of(0));
        assertThat(resolve(HASH, Any.INSTANCE)).isEqualTo(ALL);
        assertThat(resolve(HASH, Never.INSTANCE)).isEqualTo(ShardSet.empty());
    }

    @Test
    void parametersAreRead() {
        BindValues values = text(Oids.INT8, "42");
        assertThat(KeyResolver.resolve(HASH, equal(0, new ValueSource.Parameter(1)), values, SHARDS))
                .isEqualTo(slots(42));
        ValueSource cast = cast(new ValueSource.Parameter(1), "bigint");
        assertThat(KeyResolver.resolve(HASH, equal(0, cast), text(Oids.UNSPECIFIED, " 42"), SHARDS))
                .isEqualTo(slots(42));
        assertThat(KeyResolver.resolve(HASH, equal(0, cast), text(Oids.TEXT, "42"), SHARDS))
                .isEqualTo(slots(42));
        assertThat(KeyResolver.resolve(HASH, equal(0, cast), text(Oids.NAME, "42"), SHARDS))
                .isEqualTo(ALL);
        assertThatThrownBy(() -> resolve(HASH, equal(0, new ValueSource.Parameter(1))))
                .isInstanceOfSatisfying(
                        RouterException.class,
                        refusal -> assertThat(refusal.error().code()).isEqualTo("08P01"));
    }

    @Test
    void listsAreUnions() {
        assertThat(resolve(HASH, oneOf(number("1"), number("2"), number("2.5"), literal(SqlLiteral.Null.INSTANCE))))
                .isEqualTo(slots(1, 2));
        assertThat(resolve(HASH, oneOf(number("1"), quoted("x")))).isEqualTo(ALL);
        assertThat(resolve(HASH, oneOf(number("1"), cast(number("2"), "float8"))))
                .isEqualTo(ALL);
        assertThat(resolve(HASH, new AnyElement(0, quoted("{1,2,NULL}")))).isEqualTo(slots(1, 2));
        assertThat(resolve(HASH, new AnyElement(0, cast(quoted("{3}"), "int4[]"))))
                .isEqualTo(slots(3));
        assertThat(resolve(HASH, new AnyElement(0, quoted("{{1}}")))).isEqualTo(ALL);
        assertThat(resolve(HASH, new AnyElement(0, quoted("{}")))).isEqualTo(ShardSet.empty());
        assertThat(KeyResolver.resolve(
                        HASH, new AnyElement(0, new ValueSource.Parameter(1)), text(Oids.INT4_ARRAY, "{7,8}"), SHARDS))
                .isEqualTo(slots(7, 8));
        assertThat(KeyResolver.resolve(
                        HASH,
                        new AnyElement(0, cast(new ValueSource.Parameter(1), "bigint[]")),
                        text(Oids.INT8_ARRAY, "{7,8}"),
                        SHARDS))
                .isEqualTo(slots(7, 8));
    }

    @Test
    void andNarrowsAndOrWidens() {
        assertThat(resolve(HASH, and(equal(0, number("1")), Any.INSTANCE))).isEqualTo(slots(1));
        assertThat(resolve(HASH, and(oneOf(number("1"), number("2")), oneOf(number("2"), number("3")))))
                .isEqualTo(slots(2));
        assertThat(resolve(HASH, and(equal(0, number("1")), equal(0, number("2")))))
                .isEqualTo(ShardSet.empty());
        assertThat(resolve(HASH, or(equal(0, number("1")), equal(0, number("2")))))
                .isEqualTo(slots(1, 2));
        assertThat(resolve(HASH, or(equal(0, number("1")), Any.INSTANCE))).isEqualTo(ALL);
        assertThat(resolve(HASH, or(equal(0, number("1")), Never.INSTANCE))).isEqualTo(slots(1));
        assertThat(resolve(HASH, new Or(ImmutableList.of()))).isEqualTo(ShardSet.empty());
        assertThat(resolve(HASH, new And(ImmutableList.of()))).isEqualTo(ALL);
    }

    @Test
    void severalColumnsCombine() {
        assertThat(resolve(PAIR, equal(0, number("42")))).isEqualTo(ALL);
        assertThat(resolve(PAIR, and(equal(0, number("42")), equal(1, quoted("abc")))))
                .isEqualTo(pairs(42, "abc"));
        assertThat(resolve(PAIR, and(equal(0, number("42")), oneOf(1, quoted("abc"), quoted("x")))))
                .isEqualTo(pairs(42, "abc").union(pairs(42, "x")));
        assertThat(resolve(PAIR, and(equal(0, number("42")), or(equal(1, quoted("abc")), equal(1, quoted("x"))))))
                .isEqualTo(pairs(42, "abc").union(pairs(42, "x")));
        assertThat(resolve(PAIR, and(equal(0, number("42")), and(Any.INSTANCE, equal(1, quoted("abc"))))))
                .isEqualTo(pairs(42, "abc"));
        assertThat(resolve(
                        PAIR,
                        or(
                                and(equal(0, number("1")), equal(1, quoted("a"))),
                                and(equal(0, number("2")), equal(1, quoted("b"))))))
                .isEqualTo(pairs(1, "a").union(pairs(2, "b")));
        assertThat(resolve(PAIR, and(equal(0, number("42")), new IsNull(1))))
                .isEqualTo(ShardSet.of(PartitionHash.slot(List.of(new KeyValue.Int(42)))));
        assertThat(resolve(PAIR, and(equal(0, number("42")), or(equal(1, quoted("abc")), Any.INSTANCE))))
                .isEqualTo(ALL);
        assertThat(resolve(PAIR, and(equal(0, number("4.2")), Any.INSTANCE))).isEqualTo(ShardSet.empty());
    }

    @Test
    void tooManyCombinationsAskEveryShard() {
        ImmutableList<ValueSource> numbers = IntStream.range(0, 101)
                .mapToObj(i -> number(Integer.toString(i)))
                .collect(ImmutableList.toImmutableList());
        ImmutableList<ValueSource> texts = IntStream.range(0, 100)
                .mapToObj(i -> quoted(Integer.toString(i)))
                .collect(ImmutableList.toImmutableList());
        assertThat(resolve(PAIR, and(new OneOf(0, numbers), new OneOf(1, texts))))
                .isEqualTo(ALL);
        assertThat(resolve(PAIR, and(new OneOf(0, numbers.subList(0, 100)), new OneOf(1, texts))))
                .isNotEqualTo(ALL);
    }

    @Test
    void rangesAreCompared() {
        assertThat(range(compare(Operator.LESS, number("5")))).isEqualTo(ShardSet.of(0));
        assertThat(range(compare(Operator.GREATER_OR_EQUAL, number("19.5"))))
                .isEqualTo(ShardSet.of(1).union(ShardSet.of(2)));
        assertThat(range(and(compare(Operator.GREATER, number("12")), compare(Operator.LESS, number("15")))))
                .isEqualTo(ShardSet.of(1));
        assertThat(range(compare(Operator.LESS, literal(SqlLiteral.Null.INSTANCE))))
                .isEqualTo(ShardSet.empty());
        assertThat(range(compare(Operator.LESS, quoted("x")))).isEqualTo(ShardSet.all(3));
        assertThat(range(compare(Operator.NOT_EQUAL, number("5")))).isEqualTo(ShardSet.all(3));
        assertThat(range(compare(Operator.EQUAL, number("5")))).isEqualTo(ShardSet.of(0));
        assertThat(range(equal(0, number("99")))).isEqualTo(ShardSet.empty());
        assertThat(range(new IsNull(0))).isEqualTo(ShardSet.empty());
        assertThat(resolve(HASH, compare(Operator.LESS, number("5")))).isEqualTo(ALL);
    }

    @Test
    void listsKnowTheRest() {
        assertThat(KeyResolver.resolve(LISTED, equal(0, quoted("eu")), BindValues.NONE, 2))
                .isEqualTo(ShardSet.of(0));
        assertThat(KeyResolver.resolve(LISTED, equal(0, quoted("us")), BindValues.NONE, 2))
                .isEqualTo(ShardSet.of(1));
        // the order of text is the column's collation, which the map does not know
        assertThat(KeyResolver.resolve(LISTED, compare(Operator.LESS, quoted("aa")), BindValues.NONE, 2))
                .isEqualTo(ShardSet.all(2));
    }

    @Test
    void aStoredKeyHasOneOwner() {
        assertThat(resolve(HASH, stored(number("41.5")))).isEqualTo(slots(42));
        assertThat(resolve(HASH, stored(literal(SqlLiteral.Null.INSTANCE)))).isEqualTo(ShardSet.of(0));
        assertThat(resolve(HASH, stored(quoted("4x")))).isEqualTo(ALL);
        assertThat(resolve(PAIR, stored(number("42"), quoted("abc")))).isEqualTo(pairs(42, "abc"));
        assertThat(resolve(HASH, or(stored(number("1")), stored(number("2"))))).isEqualTo(slots(1, 2));
    }

    @Test
    void aStoredKeyWithoutOwnerIsRefused() {
        assertThatThrownBy(() -> range(stored(number("99")))).isInstanceOfSatisfying(RouterException.class, refusal -> {
            assertThat(refusal.error().code()).isEqualTo("55000");
            assertThat(refusal.error().message()).isEqualTo("no shard owns key (99)");
            assertThat(refusal.error().hint()).isPresent();
        });
        assertThatThrownBy(() -> range(stored(literal(SqlLiteral.Null.INSTANCE))))
                .isInstanceOf(RouterException.class);
    }

    private static ShardSet resolve(ColocationGroup group, KeyCondition condition) {
        return KeyResolver.resolve(group, condition, BindValues.NONE, SHARDS);
    }

    private static ShardSet range(KeyCondition condition) {
        return KeyResolver.resolve(RANGE, condition, BindValues.NONE, 3);
    }

    private static ShardSet slots(long... keys) {
        ShardSet slots = ShardSet.empty();
        for (long key : keys) {
            slots = slots.union(ShardSet.of(PartitionHash.slot(List.of(new KeyValue.Int(key)))));
        }
        return slots;
    }

    private static ShardSet pairs(long number, String text) {
        return ShardSet.of(PartitionHash.slot(List.of(new KeyValue.Int(number), new KeyValue.Text(text))));
    }

    private static ColocationGroup group(ShardingFunction function, KeyType... types) {
        return new ColocationGroup("shop", ImmutableList.copyOf(types), function);
    }

    private static Part part(long from, long to, int shard) {
        return new Part(Optional.of(new KeyValue.Int(from)), Optional.of(new KeyValue.Int(to)), shard);
    }

    private static KeyCondition equal(int column, ValueSource value) {
        return new Equal(column, value);
    }

    private static KeyCondition oneOf(ValueSource... values) {
        return new OneOf(0, ImmutableList.copyOf(values));
    }

    private static KeyCondition oneOf(int column, ValueSource... values) {
        return new OneOf(column, ImmutableList.copyOf(values));
    }

    private static KeyCondition compare(Operator operator, ValueSource value) {
        return new Compare(0, operator, value);
    }

    private static KeyCondition and(KeyCondition... terms) {
        return new And(ImmutableList.copyOf(terms));
    }

    private static KeyCondition or(KeyCondition... terms) {
        return new Or(ImmutableList.copyOf(terms));
    }

    private static KeyCondition stored(ValueSource... values) {
        return new StoredKey(ImmutableList.copyOf(values));
    }

    private static ValueSource number(String digits) {
        return literal(new SqlLiteral.Number(digits));
    }

    private static ValueSource quoted(String text) {
        return literal(new SqlLiteral.Quoted(text));
    }

    private static ValueSource literal(SqlLiteral literal) {
        return new ValueSource.Literal(literal);
    }

    private static ValueSource cast(ValueSource value, String type) {
        return new ValueSource.Cast(value, type, false);
    }

    private static BindValues text(int oid, String text) {
        return new BindValues(ImmutableList.of(new BindValue(oid, Format.TEXT, text.getBytes(UTF_8))));
    }
}
