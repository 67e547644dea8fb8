package dev.kintsugi.merge.aggregate;

import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.merge.compare.BigEndian;
import dev.kintsugi.value.PgNumeric;
import java.math.BigDecimal;
import java.math.BigInteger;

/// The binary format of numeric: int16 each of digit count, weight, sign and display scale, then base-10000 digits.
final class NumericCodec {
    private static final int HEADER = 8;
    private static final int DIGITS_OF_BASE = 4;
    private static final int POSITIVE = 0;
    private static final int NEGATIVE = 0x4000;
    private static final int NAN = 0xC000;
    private static final int POSITIVE_INFINITY = 0xD000;
    private static final int NEGATIVE_INFINITY = 0xF000;
    private static final int DIGITS_IN_A_LONG = 4;

    private NumericCodec() {}

    /// @throws RouterException 22P03 if the bytes are no numeric
    static PgNumeric decode(byte[] bytes, int start, int length) {
        if (length < HEADER || length != HEADER + 2 * BigEndian.int2(bytes, start)) {
            throw malformed();
        }
        return switch (BigEndian.int2(bytes, start + 4) & 0xFFFF) {
            case POSITIVE -> new PgNumeric.Finite(magnitude(bytes, start));
            case NEGATIVE -> new PgNumeric.Finite(magnitude(bytes, start).negate());
            case NAN -> PgNumeric.NaN.INSTANCE;
            case POSITIVE_INFINITY -> new PgNumeric.Infinity(false);
            case NEGATIVE_INFINITY -> new PgNumeric.Infinity(true);
            default -> throw malformed();
        };
    }

    private static BigDecimal magnitude(byte[] bytes, int start) {
        int count = BigEndian.int2(bytes, start);
        int weight = BigEndian.int2(bytes, start + 2);
        int displayScale = BigEndian.int2(bytes, start + 6);
        BigInteger unscaled = digits(bytes, start + HEADER, count);
        BigDecimal value = new BigDecimal(unscaled, DIGITS_OF_BASE * (count - 1 - weight));
        // what lies beyond the display scale is zeros that fill the last base-10000 digit
        BigDecimal stripped = value.scale() > displayScale ? value.stripTrailingZeros() : value;
        return stripped.scale() > displayScale ? stripped : stripped.setScale(displayScale);
    }

    private static BigInteger digits(byte[] bytes, int start, int count) {
        if (count <= DIGITS_IN_A_LONG) {
            long value = 0;
            for (int i = 0; i < count; i++) {
                value = value * 10_000 + BigEndian.int2(bytes, start + 2 * i);
            }
            return BigInteger.valueOf(value);
        }
        StringBuilder decimal = new StringBuilder(DIGITS_OF_BASE * count);
        for (int i = 0; i < count; i++) {
            int digit = BigEndian.int2(bytes, start + 2 * i);
            decimal.append((char) ('0' + digit / 1000))
                    .append((char) ('0' + digit / 100 % 10))
                    .append((char) ('0' + digit / 10 % 10))
                    .append((char) ('0' + digit % 10));
        }
        return new BigInteger(decimal.toString());
    }

    static byte[] encode(PgNumeric value) {
        return switch (value) {
            case PgNumeric.Finite(BigDecimal finite) -> encode(finite);
            case PgNumeric.NaN _ -> header(0, 0, NAN, 0);
            case PgNumeric.Infinity(boolean negative) ->
                // numeric_send keeps no display scale for infinities either
                header(0, 0, negative ? NEGATIVE_INFINITY : POSITIVE_INFINITY, 0);
        };
    }

    private static byte[] encode(BigDecimal value) {
        int fractionDigits = (value.scale() + DIGITS_OF_BASE - 1) / DIGITS_OF_BASE;
        short[] digits = base10000(value.setScale(fractionDigits * DIGITS_OF_BASE).unscaledValue().abs());
        int weight = digits.length - fractionDigits - 1;
        int end = digits.length;
        while (end > 0 && digits[end - 1] == 0) {
            end--;
        }
        byte[] encoded = header(
                end, end == 0 ? 0 : weight, value.signum() < 0 ? NEGATIVE : POSITIVE, value.scale());
        for (int i = 0; i < end; i++) {
            BigEndian.putInt2(encoded, HEADER + 2 * i, digits[i]);
        }
        return encoded;
    }

    /// The digits of a magnitude, the greatest first; none for zero.
    private static short[] base10000(BigInteger magnitude) {
        String decimal = magnitude.toString();
        int count = magnitude.signum() == 0 ? 0 : (decimal.length() + DIGITS_OF_BASE - 1) / DIGITS_OF_BASE;
        short[] digits = new short[count];
        int end = decimal.length();
        for (int i = count - 1; i >= 0; i--, end -= DIGITS_OF_BASE) {
            digits[i] = (short) Integer.parseInt(decimal, Math.max(0, end - DIGITS_OF_BASE), end, 10);
        }
        return digits;
    }

    private static byte[] header(int count, int weight, int sign, int displayScale) {
        byte[] bytes = new byte[HEADER + 2 * count];
        BigEndian.putInt2(bytes, 0, count);
        BigEndian.putInt2(bytes, 2, weight);
        BigEndian.putInt2(bytes, 4, sign);
        BigEndian.putInt2(bytes, 6, displayScale);
        return bytes;
    }

    private static RouterException malformed() {
        return new RouterException(SqlState.INVALID_BINARY_REPRESENTATION, "a shard sent a malformed numeric");
    }
}
