package dev.kintsugi.value;

import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/// The binary forms of Postgres' types on the wire (each type's `send` and `receive` functions), big-endian.
///
/// Decoders take a window of a buffer that they do not keep, and answer bytes that are no value of the type with a
/// [RouterException] of SQLSTATE 22P03.
public final class BinaryValues {
    private static final int NUMERIC_HEADER = 8;
    private static final int BASE = 10_000;
    private static final int DIGITS_PER_WORD = 4;
    private static final BigInteger BIG_BASE = BigInteger.valueOf(BASE);

    private static final int POSITIVE = 0x0000;
    private static final int NEGATIVE = 0x4000;
    private static final int NAN = 0xC000;
    private static final int PLUS_INFINITY = 0xD000;
    private static final int MINUS_INFINITY = 0xF000;
    private static final int MAX_SCALE = 0x3FFF;
    /// numeric_send takes bits of an infinity's header for a display scale; the same bytes are sent here.
    private static final int INFINITY_SCALE = 32;

    /// So many base-10000 digits always fit a long.
    private static final int WORDS_OF_LONG = 4;

    private BinaryValues() {}

    public static short int2(byte[] bytes, int offset, int length) {
        return sized(bytes, offset, length, Short.BYTES).getShort();
    }

    public static int int4(byte[] bytes, int offset, int length) {
        return sized(bytes, offset, length, Integer.BYTES).getInt();
    }

    public static long int8(byte[] bytes, int offset, int length) {
        return sized(bytes, offset, length, Long.BYTES).getLong();
    }

    public static float float4(byte[] bytes, int offset, int length) {
        return sized(bytes, offset, length, Float.BYTES).getFloat();
    }

    public static double float8(byte[] bytes, int offset, int length) {
        return sized(bytes, offset, length, Double.BYTES).getDouble();
    }

    /// Any byte but 0 is true.
    public static boolean bool(byte[] bytes, int offset, int length) {
        return sized(bytes, offset, length, Byte.BYTES).get() != 0;
    }

    public static KeyValue.Uuid uuid(byte[] bytes, int offset, int length) {
        ByteBuffer buffer = sized(bytes, offset, length, 2 * Long.BYTES);
        return new KeyValue.Uuid(buffer.getLong(), buffer.getLong());
    }

    /// A numeric with its display scale; digits beyond that scale are cut off, as the server does.
    public static PgNumeric numeric(byte[] bytes, int offset, int length) {
        if (length < NUMERIC_HEADER) {
            throw malformed();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        int words = buffer.getShort();
        int weight = buffer.getShort();
        int sign = Short.toUnsignedInt(buffer.getShort());
        int scale = Short.toUnsignedInt(buffer.getShort());
        if (words < 0 || scale > MAX_SCALE || length != NUMERIC_HEADER + words * Short.BYTES) {
            throw malformed();
        }
        return switch (sign) {
            case POSITIVE, NEGATIVE -> {
                BigInteger magnitude = magnitude(buffer, words);
                BigDecimal number = new BigDecimal(
                        sign == NEGATIVE ? magnitude.negate() : magnitude, (words - weight - 1) * DIGITS_PER_WORD);
                yield new PgNumeric.Finite(number.setScale(scale, RoundingMode.DOWN));
            }
            case NAN -> PgNumeric.NaN.INSTANCE;
            case PLUS_INFINITY -> new PgNumeric.Infinity(false);
            case MINUS_INFINITY -> new PgNumeric.Infinity(true);
            default -> throw malformed();
        };
    }

    private static BigInteger magnitude(ByteBuffer buffer, int words) {
        if (words <= WORDS_OF_LONG) {
            long magnitude = 0;
            for (int i = 0; i < words; i++) {
                magnitude = magnitude * BASE + word(buffer);
            }
            return BigInteger.valueOf(magnitude);
        }
        BigInteger magnitude = BigInteger.ZERO;
        for (int i = 0; i < words; i++) {
            magnitude = magnitude.multiply(BIG_BASE).add(BigInteger.valueOf(word(buffer)));
        }
        return magnitude;
    }

    private static int word(ByteBuffer buffer) {
        int word = buffer.getShort();
        if (word < 0 || word >= BASE) {
            throw malformed();
        }
        return word;
    }

    /// The server's own form: no leading or trailing zero digits, the display scale kept.
    public static byte[] encodeNumeric(PgNumeric number) {
        return switch (number) {
            case PgNumeric.Finite(BigDecimal value) -> encodeFinite(value);
            case PgNumeric.NaN() -> special(NAN, 0);
            case PgNumeric.Infinity(boolean negative) ->
                special(negative ? MINUS_INFINITY : PLUS_INFINITY, INFINITY_SCALE);
        };
    }

    private static byte[] special(int sign, int scale) {
        return ByteBuffer.allocate(NUMERIC_HEADER)
                .putShort(4, (short) sign)
                .putShort(6, (short) scale)
                .array();
    }

    private static byte[] encodeFinite(BigDecimal value) {
        int fractionWords = Math.ceilDiv(value.scale(), DIGITS_PER_WORD);
        String digits =
                value.unscaledValue().abs().toString() + "0".repeat(fractionWords * DIGITS_PER_WORD - value.scale());
        String aligned = "0".repeat(Math.floorMod(-digits.length(), DIGITS_PER_WORD)) + digits;
        int first = 0;
        int last = aligned.length() / DIGITS_PER_WORD;
        int weight = last - fractionWords - 1;
        while (first < last && wordAt(aligned, first) == 0) {
            first++;
            weight--;
        }
        while (first < last && wordAt(aligned, last - 1) == 0) {
            last--;
        }
        ByteBuffer buffer = ByteBuffer.allocate(NUMERIC_HEADER + (last - first) * Short.BYTES)
                .putShort((short) (last - first))
                .putShort((short) (first == last ? 0 : weight))
                .putShort((short) (value.signum() < 0 ? NEGATIVE : POSITIVE))
                .putShort((short) value.scale());
        for (int word = first; word < last; word++) {
            buffer.putShort(wordAt(aligned, word));
        }
        return buffer.array();
    }

    private static short wordAt(String digits, int word) {
        int start = word * DIGITS_PER_WORD;
        return (short) Integer.parseInt(digits, start, start + DIGITS_PER_WORD, 10);
    }

    /// The value as a constant of its type; Opaque for text that Postgres will refuse and for very long numbers.
    static Constant constant(ConstantType type, byte[] bytes, int offset, int length) {
        return switch (type) {
            case INT2 -> new Constant.Typed(type, new KeyValue.Int(int2(bytes, offset, length)));
            case INT4 -> new Constant.Typed(type, new KeyValue.Int(int4(bytes, offset, length)));
            case INT8 -> new Constant.Typed(type, new KeyValue.Int(int8(bytes, offset, length)));
            case NUMERIC -> numericConstant(numeric(bytes, offset, length));
            case FLOAT4 -> new Constant.Floating(type, float4(bytes, offset, length));
            case FLOAT8 -> new Constant.Floating(type, float8(bytes, offset, length));
            case TEXT, VARCHAR, BPCHAR -> {
                Optional<String> text = Utf8.decode(bytes, offset, length);
                yield text.map(string -> TextInput.read(type, string)).orElse(Constant.Opaque.INSTANCE);
            }
            case UUID -> new Constant.Typed(type, uuid(bytes, offset, length));
            case DATE -> new Constant.Typed(type, new KeyValue.Date(int4(bytes, offset, length)));
            case TIMESTAMP, TIMESTAMPTZ ->
                new Constant.Typed(type, new KeyValue.Timestamp(int8(bytes, offset, length)));
            case BOOL -> new Constant.Typed(type, new KeyValue.Bool(bool(bytes, offset, length)));
            case BYTEA ->
                new Constant.Typed(type, new KeyValue.Bytes(Arrays.copyOfRange(bytes, offset, offset + length)));
        };
    }

    private static Constant numericConstant(PgNumeric number) {
        return number instanceof PgNumeric.Finite(BigDecimal value) && !NumberInput.isSmall(value)
                ? Constant.Opaque.INSTANCE
                : NumberInput.numeric(number);
    }

    private static ByteBuffer sized(byte[] bytes, int offset, int length, int expected) {
        if (length != expected) {
            throw malformed();
        }
        return ByteBuffer.wrap(bytes, offset, length);
    }

    static RouterException malformed() {
        return new RouterException(
                SqlState.INVALID_BINARY_REPRESENTATION, "incorrect binary data format in bind parameter");
    }
}
