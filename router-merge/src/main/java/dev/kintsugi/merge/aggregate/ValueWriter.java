package dev.kintsugi.merge.aggregate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.kintsugi.merge.compare.BigEndian;
import dev.kintsugi.value.BinaryValues;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.PgNumeric;
import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Builds the body of a DataRow value by value, in the text Postgres prints or in its binary format.
public final class ValueWriter {
    private static final int NULL_LENGTH = -1;
    private static final byte[] TEXT_TRUE = {'t'};
    private static final byte[] TEXT_FALSE = {'f'};
    private static final byte[] BINARY_TRUE = {1};
    private static final byte[] BINARY_FALSE = {0};

    private byte[] buffer = new byte[128];
    private int length;

    /// Starts a row; `columns` values must follow.
    public void begin(int columns) {
        length = 0;
        reserve(Short.BYTES);
        BigEndian.putInt2(buffer, 0, columns);
        length = Short.BYTES;
    }

    /// The finished row in an array of its own.
    public byte[] finish() {
        return Arrays.copyOf(buffer, length);
    }

    public void nullValue() {
        reserve(Integer.BYTES);
        BigEndian.putInt4(buffer, length, NULL_LENGTH);
        length += Integer.BYTES;
    }

    /// A value that is in the wanted format already, or NULL.
    public void bytes(byte @Nullable [] value) {
        if (value == null) {
            nullValue();
            return;
        }
        header(value.length);
        System.arraycopy(value, 0, buffer, length, value.length);
        length += value.length;
    }

    public void bool(boolean value, Format format) {
        bytes(
                switch (format) {
                    case TEXT -> value ? TEXT_TRUE : TEXT_FALSE;
                    case BINARY -> value ? BINARY_TRUE : BINARY_FALSE;
                });
    }

    public void int8(long value, Format format) {
        switch (format) {
            case TEXT -> text(Long.toString(value));
            case BINARY -> {
                header(Long.BYTES);
                BigEndian.putInt8(buffer, length, value);
                length += Long.BYTES;
            }
        }
    }

    public void float4(float value, Format format) {
        switch (format) {
            case TEXT -> text(FloatText.of(value));
            case BINARY -> {
                header(Float.BYTES);
                BigEndian.putInt4(buffer, length, Float.floatToRawIntBits(value));
                length += Float.BYTES;
            }
        }
    }

    public void float8(double value, Format format) {
        switch (format) {
            case TEXT -> text(FloatText.of(value));
            case BINARY -> {
                header(Double.BYTES);
                BigEndian.putInt8(buffer, length, Double.doubleToRawLongBits(value));
                length += Double.BYTES;
            }
        }
    }

    public void numeric(PgNumeric value, Format format) {
        switch (format) {
            case TEXT -> text(text(value));
            case BINARY -> bytes(BinaryValues.encodeNumeric(value));
        }
    }

    private static String text(PgNumeric value) {
        return switch (value) {
            case PgNumeric.Finite(BigDecimal finite) -> finite.toPlainString();
            case PgNumeric.NaN _ -> "NaN";
            case PgNumeric.Infinity(boolean negative) -> negative ? "-Infinity" : "Infinity";
        };
    }

    private void text(String ascii) {
        bytes(ascii.getBytes(ISO_8859_1));
    }

    private void header(int valueLength) {
        reserve(Integer.BYTES + valueLength);
        BigEndian.putInt4(buffer, length, valueLength);
        length += Integer.BYTES;
    }

    private void reserve(int count) {
        int needed = Math.addExact(length, count);
        if (needed > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(needed, Math.min(buffer.length, 1 << 29) * 2));
        }
    }
}
