package dev.kintsugi.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.RouterException;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ParameterTest {
    /// A key type with one of its values.
    record Key(KeyType type, KeyValue value) {}

    @Property
    void textAndBinaryAgree(@ForAll("keys") Key key) {
        KeyMatch expected = new KeyMatch.Exactly(key.value());
        int oid = key.type().oid();
        assertThat(KeyCoercion.parameter(key.type(), text(oid, print(key)))).isEqualTo(expected);
        assertThat(KeyCoercion.parameter(key.type(), text(Oids.UNSPECIFIED, print(key))))
                .isEqualTo(expected);
        assertThat(KeyCoercion.parameter(key.type(), binary(oid, encode(key.value()))))
                .isEqualTo(expected);
        assertThat(KeyCoercion.literal(key.type(), new SqlLiteral.Quoted(print(key))))
                .isEqualTo(expected);
    }

    @Property
    void arraysGiveTheirElements(@ForAll("keysOfOneType") List<Key> keys, @ForAll boolean withNull) {
        KeyType type = keys.getFirst().type();
        ImmutableList.Builder<KeyMatch> expected = ImmutableList.builder();
        keys.forEach(key -> expected.add(new KeyMatch.Exactly(key.value())));
        StringBuilder text = new StringBuilder(" {");
        for (Key key : keys) {
            text.append(text.length() > 2 ? " , " : "")
                    .append('"')
                    .append(print(key).replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        }
        if (withNull) {
            expected.add(KeyMatch.Nothing.INSTANCE);
            text.append(",nUlL");
        }
        text.append("} ");
        assertThat(KeyArrays.elements(type, text(Oids.UNSPECIFIED, text.toString())))
                .isEqualTo(expected.build());
        assertThat(KeyArrays.literal(type, new SqlLiteral.Quoted(text.toString())))
                .isEqualTo(expected.build());
        assertThat(KeyArrays.elements(type, binary(Oids.UNSPECIFIED, encodeArray(type, keys, withNull))))
                .isEqualTo(expected.build());
    }

    @Property
    void numericsSurviveTheirBinaryForm(
            @ForAll BigInteger unscaled, @ForAll @IntRange(max = 40) int scale, @ForAll @IntRange(max = 9) int before) {
        PgNumeric number = new PgNumeric.Finite(new BigDecimal(unscaled, scale));
        byte[] bytes = BinaryValues.encodeNumeric(number);
        byte[] buffer = new byte[before + bytes.length + 3];
        System.arraycopy(bytes, 0, buffer, before, bytes.length);
        assertThat(BinaryValues.numeric(buffer, before, bytes.length)).isEqualTo(number);
    }

    @Property
    void aCutOrBrokenNumericIsRefusedOrRead(@ForAll byte[] bytes) {
        try {
            BinaryValues.numeric(bytes, 0, bytes.length);
        } catch (RouterException refusal) {
            assertThat(refusal.error().code()).isEqualTo("22P03");
        }
    }

    @Property
    void wholeFloatsMatchTheirInteger(@ForAll @LongRange(min = -(1L << 53) + 1, max = (1L << 53) - 1) long number) {
        byte[] bytes = ByteBuffer.allocate(8).putDouble((double) number).array();
        assertThat(KeyCoercion.parameter(KeyType.INT8, binary(Oids.FLOAT8, bytes)))
                .isEqualTo(new KeyMatch.Exactly(new KeyValue.Int(number)));
    }

    @Test
    void numericBinaryFormIsTheServers() {
        assertThat(BinaryValues.encodeNumeric(new PgNumeric.Finite(new BigDecimal("-12345.60"))))
                .isEqualTo(shorts(3, 1, 0x4000, 2, 1, 2345, 6000));
        assertThat(BinaryValues.encodeNumeric(new PgNumeric.Finite(new BigDecimal("0.00"))))
                .isEqualTo(shorts(0, 0, 0, 2));
        assertThat(BinaryValues.encodeNumeric(new PgNumeric.Finite(new BigDecimal("0.00001"))))
                .isEqualTo(shorts(1, -2, 0, 5, 1000));
        assertThat(BinaryValues.encodeNumeric(PgNumeric.NaN.INSTANCE)).isEqualTo(shorts(0, 0, 0xC000, 0));
        assertThat(BinaryValues.numeric(shorts(0, 0, 0xF000, 0), 0, 8)).isEqualTo(new PgNumeric.Infinity(true));
        // digits beyond the scale do not exist, as in numeric_recv
        assertThat(BinaryValues.numeric(shorts(2, 0, 0, 1, 1, 2900), 0, 12))
                .isEqualTo(new PgNumeric.Finite(new BigDecimal("1.2")));
    }

    @Test
    void numericsOfForeignTypesAreCompared() {
        assertThat(match(KeyType.INT4, text(Oids.NUMERIC, "7.00"))).isEqualTo("7");
        assertThat(match(KeyType.INT4, text(Oids.NUMERIC, "7.5"))).isEqualTo("nothing");
        assertThat(match(
                        KeyType.INT2,
                        binary(Oids.INT4, ByteBuffer.allocate(4).putInt(70000).array())))
                .isEqualTo("nothing");
        assertThat(match(KeyType.INT8, text(Oids.FLOAT8, "1e3"))).isEqualTo("1000");
        assertThat(match(KeyType.INT8, text(Oids.FLOAT8, "NaN"))).isEqualTo("unknown");
        assertThat(match(KeyType.INT8, text(Oids.FLOAT4, "16777216"))).isEqualTo("unknown");
        assertThat(match(KeyType.NUMERIC, text(Oids.FLOAT8, "1"))).isEqualTo("unknown");
    }

    @Test
    void textOfForeignTypesIsCompared() {
        assertThat(match(KeyType.TEXT, text(Oids.VARCHAR, "a "))).isEqualTo("a ");
        assertThat(match(KeyType.VARCHAR, text(Oids.BPCHAR, "a "))).isEqualTo("unknown");
        assertThat(match(KeyType.BPCHAR, text(Oids.BPCHAR, "a "))).isEqualTo("a");
        assertThat(match(KeyType.BPCHAR, text(Oids.TEXT, "a "))).isEqualTo("a");
        assertThat(match(KeyType.TEXT, text(Oids.NAME, "a"))).isEqualTo("unknown");
        assertThat(match(KeyType.TEXT, binary(Oids.TEXT, new byte[] {'a', 0}))).isEqualTo("unknown");
        assertThat(match(KeyType.TEXT, binary(Oids.TEXT, new byte[] {(byte) 0xC3})))
                .isEqualTo("unknown");
        assertThat(match(KeyType.UUID, text(Oids.TEXT, "550e8400-e29b-41d4-a716-446655440000")))
                .isEqualTo("unknown");
    }

    @Test
    void bytesOfAnUnspecifiedTypeMeanNothing() {
        assertThat(match(KeyType.INT8, binary(Oids.UNSPECIFIED, new byte[8]))).isEqualTo("unknown");
        assertThat(match(KeyType.INT8, text(Oids.UNKNOWN, "8"))).isEqualTo("8");
    }

    @Test
    void nullMatchesNothingAndIsStored() {
        BindValue nothing = new BindValue(Oids.INT8, Format.BINARY, null);
        assertThat(match(KeyType.INT8, nothing)).isEqualTo("nothing");
        assertThat(KeyCoercionTest.print(KeyCoercion.storedParameter(KeyType.INT8, nothing)))
                .isEqualTo("null");
        assertThat(KeyArrays.elements(KeyType.INT8, nothing)).containsExactly(KeyMatch.Nothing.INSTANCE);
    }

    @Test
    void malformedBinaryIsRefused() {
        for (KeyType type : KeyType.values()) {
            if (type != KeyType.TEXT && type != KeyType.VARCHAR && type != KeyType.BPCHAR && type != KeyType.BYTEA) {
                assertThatThrownBy(() -> KeyCoercion.parameter(type, binary(type.oid(), new byte[3])))
                        .isInstanceOfSatisfying(
                                RouterException.class,
                                refusal -> assertThat(refusal.error().code()).isEqualTo("22P03"));
            }
        }
    }

    @Test
    void arraysOutsideTheCommonFormAreUnknown() {
        for (String text :
                List.of("{{1},{2}}", "[0:1]={1,2}", "{1,,2}", "{1", "1", "{1}2", "{1,}", "{\\1}", "{1\"2\"}")) {
            assertThat(KeyArrays.elements(KeyType.INT8, text(Oids.INT8_ARRAY, text)))
                    .as(text)
                    .containsExactly(KeyMatch.Unknown.INSTANCE);
        }
        assertThat(KeyArrays.elements(KeyType.INT8, text(Oids.INT8_ARRAY, " { } ")))
                .isEmpty();
        assertThat(KeyArrays.elements(KeyType.INT8, text(Oids.INT8, "{1}"))).containsExactly(KeyMatch.Unknown.INSTANCE);
        assertThat(KeyArrays.elements(KeyType.TEXT, text(Oids.TEXT_ARRAY, "{ a b , \"\" ,\"null\"}")))
                .extracting(KeyCoercionTest::print)
                .containsExactly("a b", "", "null");
    }

    @Test
    void arraysKeepTheTypeOfTheirElements() {
        assertThat(KeyArrays.elements(KeyType.INT8, text(Oids.NUMERIC_ARRAY, "{1.0,2.5}")))
                .extracting(KeyCoercionTest::print)
                .containsExactly("1", "nothing");
        assertThat(KeyArrays.cast(KeyType.INT8, "numeric[]", false, new SqlLiteral.Quoted("{1.0,2.5}")))
                .extracting(KeyCoercionTest::print)
                .containsExactly("1", "nothing");
        assertThat(KeyArrays.cast(KeyType.INT8, "bigint[]", false, text(Oids.INT8_ARRAY, "{3}")))
                .extracting(KeyCoercionTest::print)
                .containsExactly("3");
        assertThat(KeyArrays.cast(KeyType.INT8, "bigint[]", false, text(Oids.TEXT, "{3}")))
                .containsExactly(KeyMatch.Unknown.INSTANCE);
    }

    @Test
    void malformedBinaryArraysAreRefused() {
        byte[] good = encodeArray(KeyType.INT8, List.of(new Key(KeyType.INT8, new KeyValue.Int(1))), true);
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> KeyArrays.elements(KeyType.INT8, binary(Oids.INT8_ARRAY, cut)))
                    .isInstanceOf(RouterException.class);
        }
        byte[] longer = Arrays.copyOf(good, good.length + 1);
        assertThatThrownBy(() -> KeyArrays.elements(KeyType.INT8, binary(Oids.INT8_ARRAY, longer)))
                .isInstanceOf(RouterException.class);
    }

    @Provide
    Arbitrary<Key> keys() {
        return Arbitraries.of(KeyType.class).flatMap(ParameterTest::keysOf);
    }

    @Provide
    Arbitrary<List<Key>> keysOfOneType() {
        return Arbitraries.of(KeyType.class)
                .flatMap(type -> keysOf(type).list().ofMinSize(1).ofMaxSize(6));
    }

    private static Arbitrary<Key> keysOf(KeyType type) {
        long micros = 200_000_000_000_000_000L;
        Arbitrary<? extends KeyValue> values = switch (type) {
            case INT2 -> Arbitraries.shorts().map(KeyValue.Int::new);
            case INT4 -> Arbitraries.integers().map(KeyValue.Int::new);
            case INT8 -> Arbitraries.longs().map(KeyValue.Int::new);
            case TEXT, VARCHAR -> storableText().map(KeyValue.Text::new);
            case BPCHAR -> storableText().map(text -> new KeyValue.Text(text.replaceAll(" +$", "")));
            case UUID -> Arbitraries.longs().map(high -> new KeyValue.Uuid(high, high * 31));
            case DATE -> Arbitraries.integers().between(-700_000, 2_900_000).map(KeyValue.Date::new);
            case TIMESTAMP, TIMESTAMPTZ ->
                Arbitraries.longs().between(-micros / 4, micros).map(KeyValue.Timestamp::new);
            case NUMERIC -> Arbitraries.bigDecimals().map(number -> new KeyValue.Numeric(new PgNumeric.Finite(number)));
            case BOOL -> Arbitraries.of(true, false).map(KeyValue.Bool::new);
            case BYTEA -> Arbitraries.bytes().array(byte[].class).ofMaxSize(30).map(KeyValue.Bytes::new);
        };
        return values.map(value -> new Key(type, value));
    }

    private static Arbitrary<String> storableText() {
        return Arbitraries.strings()
                .withChars("ab \"\\{},é✓")
                .withCharRange('\u0001', '\u00FF')
                .ofMaxLength(12)
                .map(text -> text.length() > 8 ? text + "😀" : text);
    }

    /// The form in which a client would write it; timestamptz with its offset.
    private static String print(Key key) {
        return KeyText.print(key.value()) + (key.type() == KeyType.TIMESTAMPTZ ? "+00" : "");
    }

    private static byte[] encode(KeyValue value) {
        return switch (value) {
            case KeyValue.Int(long number) ->
                ByteBuffer.allocate(8).putLong(number).array();
            case KeyValue.Text(String text) -> text.getBytes(UTF_8);
            case KeyValue.Uuid(long high, long low) ->
                ByteBuffer.allocate(16).putLong(high).putLong(low).array();
            case KeyValue.Date(int days) -> ByteBuffer.allocate(4).putInt(days).array();
            case KeyValue.Timestamp(long micros) ->
                ByteBuffer.allocate(8).putLong(micros).array();
            case KeyValue.Numeric(PgNumeric number) -> BinaryValues.encodeNumeric(number);
            case KeyValue.Bool(boolean bool) -> new byte[] {(byte) (bool ? 1 : 0)};
            case KeyValue.Bytes(byte[] bytes) -> bytes;
            case KeyValue.Null() -> throw new IllegalArgumentException();
        };
    }

    private static byte[] encodeArray(KeyType type, List<Key> keys, boolean withNull) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int header : new int[] {1, withNull ? 1 : 0, type.oid(), keys.size() + (withNull ? 1 : 0), 1}) {
            bytes.writeBytes(int4(header));
        }
        for (Key key : keys) {
            byte[] element = narrowed(type, encode(key.value()));
            bytes.writeBytes(int4(element.length));
            bytes.writeBytes(element);
        }
        if (withNull) {
            bytes.writeBytes(int4(-1));
        }
        return bytes.toByteArray();
    }

    private static byte[] narrowed(KeyType type, byte[] bytes) {
        return switch (type) {
            case INT2 -> Arrays.copyOfRange(bytes, 6, 8);
            case INT4 -> Arrays.copyOfRange(bytes, 4, 8);
            case INT8, TEXT, VARCHAR, BPCHAR, UUID, DATE, TIMESTAMP, TIMESTAMPTZ, NUMERIC, BOOL, BYTEA -> bytes;
        };
    }

    private static byte[] int4(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    private static byte[] shorts(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * 2);
        for (int value : values) {
            buffer.putShort((short) value);
        }
        return buffer.array();
    }

    private static String match(KeyType key, BindValue value) {
        return KeyCoercionTest.print(KeyCoercion.parameter(key, value));
    }

    private static BindValue text(int oid, String text) {
        return new BindValue(oid, Format.TEXT, text.getBytes(UTF_8));
    }

    private static BindValue binary(int oid, byte[] bytes) {
        byte[] sized = switch (oid) {
            case Oids.INT2 -> bytes.length == 8 ? Arrays.copyOfRange(bytes, 6, 8) : bytes;
            case Oids.INT4 -> bytes.length == 8 ? Arrays.copyOfRange(bytes, 4, 8) : bytes;
            default -> bytes;
        };
        return new BindValue(oid, Format.BINARY, sized);
    }
}
