package dev.kintsugi.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.shard.ShardingFunction.Hash;
import dev.kintsugi.shard.ShardingFunction.Listed;
import dev.kintsugi.shard.ShardingFunction.Range;
import dev.kintsugi.shard.ShardingFunction.Range.Part;
import dev.kintsugi.value.KeyValue;
import dev.kintsugi.value.PgNumeric;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ShardingFunctionTest {
    private static final KeyValue NULL = KeyValue.Null.INSTANCE;

    /// …10 → 0, 10…20 → 1, 30…40 → 2, 40… → 0.
    private static final Range RANGE = new Range(ImmutableList.of(
            part(Optional.empty(), Optional.of(10), 0),
            part(Optional.of(10), Optional.of(20), 1),
            part(Optional.of(30), Optional.of(40), 2),
            part(Optional.of(40), Optional.empty(), 0)));

    @Test
    void evenSlotsAreContiguousAndComplete() {
        assertThat(Hash.even(1).slotToShard().stream()).containsOnly(0);
        Hash three = Hash.even(3);
        assertThat(three.slotToShard().get(1364)).isZero();
        assertThat(three.slotToShard().get(1365)).isEqualTo(1);
        assertThat(three.slotToShard().get(2730)).isEqualTo(2);
        assertThat(three.slotToShard().get(4095)).isEqualTo(2);
        assertThatThrownBy(() -> Hash.even(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Hash.even(4097)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void evenSlotsDifferByAtMostOne(@ForAll @IntRange(min = 1, max = 4096) int shards) {
        int[] counts = new int[shards];
        Hash.even(shards).slotToShard().forEach(shard -> counts[shard]++);
        assertThat(Arrays.stream(counts).max().orElseThrow()
                        - Arrays.stream(counts).min().orElseThrow())
                .isLessThanOrEqualTo(1);
    }

    @Test
    void hashTakesTheShardOfTheSlot() {
        Hash slots = new Hash(ImmutableIntArray.copyOf(IntStream.range(0, Hash.SLOTS)));
        assertThat(slots.shardOf(key(42)).orElseThrow() % 1024).isEqualTo(610);
        assertThat(slots.shardOf(ImmutableList.of(NULL))).hasValue(0);
        assertThat(Hash.even(5).shardsBetween(Optional.of(number(1)), Optional.of(number(1))))
                .isEqualTo(ShardSet.all(5));
    }

    @Test
    void rangeIncludesItsStartAndExcludesItsEnd() {
        assertThat(RANGE.shardOf(key(Long.MIN_VALUE))).hasValue(0);
        assertThat(RANGE.shardOf(key(9))).hasValue(0);
        assertThat(RANGE.shardOf(key(10))).hasValue(1);
        assertThat(RANGE.shardOf(key(19))).hasValue(1);
        assertThat(RANGE.shardOf(key(20))).isEmpty();
        assertThat(RANGE.shardOf(key(29))).isEmpty();
        assertThat(RANGE.shardOf(key(30))).hasValue(2);
        assertThat(RANGE.shardOf(key(40))).hasValue(0);
        assertThat(RANGE.shardOf(ImmutableList.of(NULL))).isEmpty();
        assertThat(new Range(ImmutableList.of()).shardOf(key(1))).isEmpty();
    }

    @Test
    void rangeFindsTheShardsBetween() {
        assertThat(between(12, 15)).isEqualTo(ShardSet.of(1));
        assertThat(between(9, 10)).isEqualTo(ShardSet.of(0).union(ShardSet.of(1)));
        assertThat(between(20, 29)).isEqualTo(ShardSet.empty());
        assertThat(between(15, 12)).isEqualTo(ShardSet.of(1));
        assertThat(RANGE.shardsBetween(Optional.of(number(20)), Optional.empty()))
                .isEqualTo(ShardSet.of(0).union(ShardSet.of(2)));
        assertThat(RANGE.shardsBetween(Optional.empty(), Optional.of(number(9))))
                .isEqualTo(ShardSet.of(0));
        assertThat(RANGE.shardsBetween(Optional.empty(), Optional.empty())).isEqualTo(ShardSet.all(3));
    }

    @Property
    void everyKeyBetweenIsOnAShardBetween(
            @ForAll @IntRange(min = -5, max = 50) int a,
            @ForAll @IntRange(min = -5, max = 50) int b,
            @ForAll @IntRange(min = -5, max = 50) int c) {
        int[] sorted = IntStream.of(a, b, c).sorted().toArray();
        ShardSet shards = between(sorted[0], sorted[2]);
        RANGE.shardOf(key(sorted[1]))
                .ifPresent(shard -> assertThat(shards.contains(shard)).isTrue());
    }

    @Test
    void rangeRefusesPartsOutOfOrder() {
        assertThatThrownBy(() -> new Range(ImmutableList.of(
                        part(Optional.of(10), Optional.of(20), 0), part(Optional.of(19), Optional.of(30), 1))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Range(ImmutableList.of(part(Optional.of(10), Optional.of(10), 0))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void listedValuesAndTheRest() {
        ImmutableMap<KeyValue, Integer> values = ImmutableMap.of(number(1), 0, new KeyValue.Int(7), 2);
        assertThat(new Listed(values, OptionalInt.empty()).shardOf(key(7))).hasValue(2);
        assertThat(new Listed(values, OptionalInt.empty()).shardOf(key(8))).isEmpty();
        Listed withRest = new Listed(values, OptionalInt.of(1));
        assertThat(withRest.shardOf(key(8))).hasValue(1);
        assertThat(withRest.shardOf(ImmutableList.of(NULL))).isEmpty();
        assertThat(withRest.shardsBetween(Optional.of(number(2)), Optional.empty()))
                .isEqualTo(ShardSet.of(1).union(ShardSet.of(2)));
    }

    @Test
    void listedNumericsAreFoundWhateverTheirScale() {
        Listed listed = new Listed(ImmutableMap.of(numeric("1.50"), 3), OptionalInt.empty());
        assertThat(listed.shardOf(ImmutableList.of(numeric("1.5000")))).hasValue(3);
    }

    @Test
    void keysOrderAsInPostgres() {
        assertOrdered(numeric("-2"), numeric("1.5"), numeric("10"), numeric(PgNumeric.NaN.INSTANCE));
        assertOrdered(
                numeric(new PgNumeric.Infinity(true)),
                numeric("-99999"),
                numeric(new PgNumeric.Infinity(false)),
                numeric(PgNumeric.NaN.INSTANCE));
        assertOrdered(
                new KeyValue.Uuid(0, 1), new KeyValue.Uuid(1, 0), new KeyValue.Uuid(-1, 0), new KeyValue.Uuid(-1, -1));
        assertOrdered(bytes(1), bytes(1, 0), bytes(2), bytes(200));
        assertOrdered(new KeyValue.Bool(false), new KeyValue.Bool(true));
        assertOrdered(
                new KeyValue.Text("Z"), new KeyValue.Text("a"), new KeyValue.Text("\uFFFD"), new KeyValue.Text("😀"));
        assertOrdered(new KeyValue.Date(Integer.MIN_VALUE), new KeyValue.Date(0), new KeyValue.Date(Integer.MAX_VALUE));
        assertThatThrownBy(() -> KeyOrder.INSTANCE.compare(number(1), new KeyValue.Text("1")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void textOrdersByItsBytes(@ForAll String a, @ForAll String b) {
        boolean storable = StandardCharsets.UTF_8.newEncoder().canEncode(a)
                && StandardCharsets.UTF_8.newEncoder().canEncode(b);
        if (storable) {
            int bytewise =
                    Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
            assertThat(Integer.signum(KeyOrder.INSTANCE.compare(new KeyValue.Text(a), new KeyValue.Text(b))))
                    .isEqualTo(Integer.signum(bytewise));
        }
    }

    private static void assertOrdered(KeyValue... values) {
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values.length; j++) {
                assertThat(Integer.signum(KeyOrder.INSTANCE.compare(values[i], values[j])))
                        .as("%s and %s", values[i], values[j])
                        .isEqualTo(Integer.compare(i, j));
            }
        }
    }

    private static ShardSet between(int low, int high) {
        return RANGE.shardsBetween(Optional.of(number(low)), Optional.of(number(high)));
    }

    private static Part part(Optional<Integer> from, Optional<Integer> to, int shard) {
        return new Part(from.map(value -> number(value)), to.map(value -> number(value)), shard);
    }

    private static KeyValue number(long value) {
        return new KeyValue.Int(value);
    }

    private static KeyValue numeric(String digits) {
        return numeric(new PgNumeric.Finite(new BigDecimal(digits)));
    }

    private static KeyValue numeric(PgNumeric number) {
        return new KeyValue.Numeric(number);
    }

    private static KeyValue bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return new KeyValue.Bytes(bytes);
    }

    private static ImmutableList<KeyValue> key(long value) {
        return ImmutableList.of(number(value));
    }
}
