package dev.kintsugi.merge.compare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.BaseEncoding;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.plan.MergePlan.TextOrder;
import dev.kintsugi.value.Oids;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Every order is a total order, and its prefix and canonical form agree with it, whatever bytes of the right form
/// come.
class TypeOrderTest {
    private static final ImmutableList<Integer> BYTES_8 =
            ImmutableList.of(Oids.INT8, Oids.FLOAT8, Oids.MONEY, Oids.TIME, Oids.TIMESTAMP, Oids.XID8, Oids.PG_LSN);
    private static final ImmutableList<Integer> BYTES_4 = ImmutableList.of(Oids.INT4, Oids.OID, Oids.FLOAT4, Oids.DATE);
    private static final ImmutableList<Integer> ANY_BYTES =
            ImmutableList.of(Oids.TEXT, Oids.BPCHAR, Oids.BYTEA, Oids.NAME, Oids.VARCHAR);

    /// Three values of one type.
    @SuppressWarnings("ArrayRecordComponent") // never compared as a record
    record Case(int typeOid, byte[] a, byte[] b, byte[] c) {
        @Override
        public String toString() {
            BaseEncoding hex = BaseEncoding.base16().lowerCase();
            return typeOid + ": " + hex.encode(a) + " " + hex.encode(b) + " " + hex.encode(c);
        }
    }

    @Property(tries = 5000)
    void isATotalOrder(@ForAll("cases") Case it) {
        TypeOrder order = TypeOrders.builtIn(it.typeOid).orElseThrow();
        int ab = compare(order, it.a, it.b);
        int bc = compare(order, it.b, it.c);
        int ac = compare(order, it.a, it.c);
        assertThat(compare(order, it.a, it.a)).isZero();
        assertThat(compare(order, it.b, it.a)).isEqualTo(-ab);
        if (ab <= 0 && bc <= 0) {
            assertThat(ac).isLessThanOrEqualTo(0).isEqualTo(ab == 0 ? bc : bc == 0 ? ab : -1);
        }
    }

    @Property(tries = 5000)
    void prefixAndCanonicalFormAgree(@ForAll("cases") Case it) {
        TypeOrder order = TypeOrders.builtIn(it.typeOid).orElseThrow();
        int ab = compare(order, it.a, it.b);
        int prefixes = Long.compare(order.prefix(it.a, 0, it.a.length), order.prefix(it.b, 0, it.b.length));
        assertThat(prefixes).isIn(ab, 0);
        assertThat(order.prefixDecides() && prefixes == 0).isEqualTo(order.prefixDecides() && ab == 0);
        assertThat(canonical(order, it.a).equals(canonical(order, it.b))).isEqualTo(ab == 0);
    }

    @Example
    void refusesWhatItCannotOrder() {
        TypeOrders types = new TypeOrders(ImmutableMap.of());
        assertThatThrownBy(() -> types.ordering(Oids.TEXT, TextOrder.UNKNOWN))
                .isInstanceOfSatisfying(
                        RouterException.class,
                        e -> assertThat(e.error().hint().orElseThrow()).contains("COLLATE \"C\""));
        assertThatThrownBy(() -> types.ordering(Oids.JSON, TextOrder.BYTES)).hasMessageContaining("type json");
        assertThatThrownBy(() -> types.equality(Oids.JSONB)).hasMessageContaining("type jsonb");
        assertThatThrownBy(() -> types.equality(16_400))
                .isInstanceOfSatisfying(
                        RouterException.class, e -> assertThat(e.error().code()).isEqualTo("0A000"))
                .hasMessageContaining("16400");
        assertThat(types.ordering(Oids.INT4, TextOrder.UNKNOWN)).isNotNull();
        assertThat(types.equality(Oids.TEXT)).isNotNull();
    }

    @Example
    void refusesValuesOfAnotherWidth() {
        TypeOrder order = TypeOrders.builtIn(Oids.INT8).orElseThrow();
        assertThatThrownBy(() -> order.prefix(new byte[4], 0, 4))
                .isInstanceOfSatisfying(
                        RouterException.class, e -> assertThat(e.error().code()).isEqualTo("08P01"));
    }

    @Example
    void ordersEnumsByDefinition() {
        TypeOrders types = new TypeOrders(ImmutableMap.of(16_400, ImmutableList.of("sad", "ok", "happy", "Ök")));
        TypeOrder order = types.ordering(16_400, TextOrder.UNKNOWN);
        assertThat(compare(order, utf8("sad"), utf8("ok"))).isNegative();
        assertThat(compare(order, utf8("happy"), utf8("ok"))).isPositive();
        assertThat(compare(order, utf8("Ök"), utf8("happy"))).isPositive();
        assertThat(compare(order, utf8("ok"), utf8("ok"))).isZero();
        assertThatThrownBy(() -> compare(order, utf8("new"), utf8("ok")))
                .isInstanceOfSatisfying(
                        RouterException.class, e -> assertThat(e.error().code()).isEqualTo("55000"));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    private static int compare(TypeOrder order, byte[] a, byte[] b) {
        // inside larger buffers, so that a wrong start shows
        byte[] left = shifted(a, 3);
        byte[] right = shifted(b, 5);
        return Integer.signum(order.compare(left, 3, a.length, right, 5, b.length));
    }

    private static byte[] shifted(byte[] bytes, int by) {
        byte[] shifted = new byte[bytes.length + by + 4];
        Arrays.fill(shifted, (byte) 0x5A);
        System.arraycopy(bytes, 0, shifted, by, bytes.length);
        return shifted;
    }

    static ByteBuffer canonical(TypeOrder order, byte[] value) {
        KeyBytes out = new KeyBytes();
        order.canonical(value, 0, value.length, out);
        return ByteBuffer.wrap(out.bytes(), 0, out.length());
    }

    @Provide
    Arbitrary<Case> cases() {
        return Arbitraries.oneOf(
                triples(Arbitraries.of(BYTES_8), longs()),
                triples(
                        Arbitraries.of(BYTES_4),
                        Arbitraries.integers()
                                .map(v -> ByteBuffer.allocate(4).putInt(v).array())),
                triples(Arbitraries.of(ANY_BYTES), fewBytes(12)),
                triples(
                        Arbitraries.just(Oids.UUID),
                        Arbitraries.bytes().array(byte[].class).ofSize(16)),
                triples(Arbitraries.just(Oids.NUMERIC), numerics()),
                triples(Arbitraries.just(Oids.INTERVAL), intervals()),
                triples(Arbitraries.just(Oids.TIMETZ), timesWithZone()),
                triples(Arbitraries.just(Oids.VARBIT), bits()),
                triples(Arbitraries.just(Oids.INET), networks()));
    }

    private static Arbitrary<Case> triples(Arbitrary<Integer> types, Arbitrary<byte[]> values) {
        return Combinators.combine(types, values, values, values).as(Case::new);
    }

    private static Arbitrary<byte[]> longs() {
        Arbitrary<Long> special = Arbitraries.of(
                0L, Long.MIN_VALUE, Double.doubleToRawLongBits(Double.NaN), 0xFFF8_0000_0000_0001L, 1L, -1L);
        return Arbitraries.oneOf(special, Arbitraries.longs())
                .map(v -> ByteBuffer.allocate(8).putLong(v).array());
    }

    private static Arbitrary<byte[]> fewBytes(int maxLength) {
        return Arbitraries.of((byte) 0, (byte) ' ', (byte) 'a', (byte) 0x80, (byte) 0xFF)
                .array(byte[].class)
                .ofMinSize(0)
                .ofMaxSize(maxLength);
    }

    private static Arbitrary<byte[]> numerics() {
        Arbitrary<short[]> digits = Arbitraries.of((short) 0, (short) 1, (short) 5000, (short) 9999)
                .array(short[].class)
                .ofMinSize(0)
                .ofMaxSize(4);
        Arbitrary<Integer> signs = Arbitraries.of(0, 0, 0, 0x4000, 0x4000, 0xC000, 0xD000, 0xF000);
        return Combinators.combine(
                        digits,
                        Arbitraries.integers().between(-2, 2),
                        signs,
                        Arbitraries.integers().between(0, 9))
                .as((digit, weight, sign, scale) -> {
                    boolean special = sign > 0x4000;
                    int count = special ? 0 : digit.length;
                    ByteBuffer buffer = ByteBuffer.allocate(8 + 2 * count)
                            .putShort((short) count)
                            .putShort(weight.shortValue())
                            .putShort(sign.shortValue())
                            .putShort(scale.shortValue());
                    for (int i = 0; i < count; i++) {
                        buffer.putShort(digit[i]);
                    }
                    return buffer.array();
                });
    }

    private static Arbitrary<byte[]> intervals() {
        Arbitrary<Long> micros = Arbitraries.oneOf(
                Arbitraries.longs(), Arbitraries.integers().between(-3, 3).map(day -> day * 86_400_000_000L));
        Arbitrary<Integer> days =
                Arbitraries.oneOf(Arbitraries.integers(), Arbitraries.integers().between(-61, 61));
        Arbitrary<Integer> months =
                Arbitraries.oneOf(Arbitraries.integers(), Arbitraries.integers().between(-2, 2));
        return Combinators.combine(micros, days, months)
                .as((time, day, month) -> ByteBuffer.allocate(16)
                        .putLong(time)
                        .putInt(day)
                        .putInt(month)
                        .array());
    }

    private static Arbitrary<byte[]> timesWithZone() {
        return Combinators.combine(
                        Arbitraries.longs().between(0, 3),
                        Arbitraries.integers().between(-2, 2))
                .as((time, zone) -> ByteBuffer.allocate(12)
                        .putLong(time * 1_000_000)
                        .putInt(zone)
                        .array());
    }

    private static Arbitrary<byte[]> bits() {
        return Combinators.combine(Arbitraries.integers().between(0, 20), Arbitraries.integers())
                .as((count, bits) -> {
                    int size = (count + 7) / 8;
                    int used = count == 0 ? 0 : (bits & 0xF81F_F000) & (-1 << (32 - count));
                    byte[] all = ByteBuffer.allocate(4).putInt(used).array();
                    return ByteBuffer.allocate(4 + size)
                            .putInt(count)
                            .put(all, 0, size)
                            .array();
                });
    }

    private static Arbitrary<byte[]> networks() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 32),
                        Arbitraries.of(0, 1, 0x0A000001, 0x0A000100, 0x80000000, 0xFFFFFFFF))
                .as((v4, mask, address) -> {
                    int size = v4 ? 4 : 16;
                    byte[] bytes = new byte[4 + size];
                    bytes[0] = (byte) (v4 ? 2 : 3);
                    bytes[1] = mask.byteValue();
                    bytes[3] = (byte) size;
                    ByteBuffer.wrap(bytes).putInt(4 + size - 4, address);
                    return bytes;
                });
    }
}
