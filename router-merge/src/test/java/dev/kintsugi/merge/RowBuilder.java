package dev.kintsugi.merge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.io.BaseEncoding;
import dev.kintsugi.merge.aggregate.ValueWriter;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.PgNumeric;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes rows for tests, value by value, and reads them back.
public final class RowBuilder {
    private final List<byte @Nullable []> values = new ArrayList<>();

    public static RowBuilder row() {
        return new RowBuilder();
    }

    /// A row of bigints; null is NULL.
    public static Row ofInt8(@Nullable Long... numbers) {
        RowBuilder builder = row();
        for (Long number : numbers) {
            if (number == null) {
                builder.nullValue();
            } else {
                builder.int8(number);
            }
        }
        return builder.build();
    }

    public RowBuilder int8(long value) {
        return bytes(ByteBuffer.allocate(8).putLong(value).array());
    }

    public RowBuilder int4(int value) {
        return bytes(ByteBuffer.allocate(4).putInt(value).array());
    }

    public RowBuilder float8(double value) {
        return bytes(ByteBuffer.allocate(8).putDouble(value).array());
    }

    public RowBuilder float4(float value) {
        return bytes(ByteBuffer.allocate(4).putFloat(value).array());
    }

    public RowBuilder bool(boolean value) {
        return bytes(new byte[] {(byte) (value ? 1 : 0)});
    }

    public RowBuilder text(String value) {
        return bytes(value.getBytes(UTF_8));
    }

    public RowBuilder numeric(String value) {
        ValueWriter writer = new ValueWriter();
        writer.begin(1);
        writer.numeric(
                switch (value) {
                    case "NaN" -> PgNumeric.NaN.INSTANCE;
                    case "Infinity" -> new PgNumeric.Infinity(false);
                    case "-Infinity" -> new PgNumeric.Infinity(true);
                    default -> new PgNumeric.Finite(new BigDecimal(value));
                },
                Format.BINARY);
        byte[] row = writer.finish();
        return bytes(Arrays.copyOfRange(row, 6, row.length));
    }

    public RowBuilder nullValue() {
        values.add(null);
        return this;
    }

    public RowBuilder bytes(byte[] value) {
        values.add(value);
        return this;
    }

    /// The row as a window into a larger buffer, as rows from the network are.
    public Row build() {
        int length = 2;
        for (byte[] value : values) {
            length += 4 + (value == null ? 0 : value.length);
        }
        int offset = 3;
        ByteBuffer buffer = ByteBuffer.allocate(offset + length + 5);
        buffer.position(offset).putShort((short) values.size());
        for (byte[] value : values) {
            if (value == null) {
                buffer.putInt(-1);
            } else {
                buffer.putInt(value.length).put(value);
            }
        }
        return new Row(buffer.array(), offset, length);
    }

    /// The values' bytes in hex, `null` for NULL.
    public static List<String> hex(Row row) {
        List<String> found = new ArrayList<>();
        for (byte[] value : values(row)) {
            found.add(value == null ? "null" : BaseEncoding.base16().lowerCase().encode(value));
        }
        return found;
    }

    /// The values as text, `null` for NULL.
    public static List<String> text(Row row) {
        List<String> found = new ArrayList<>();
        for (byte[] value : values(row)) {
            found.add(value == null ? "null" : new String(value, UTF_8));
        }
        return found;
    }

    /// The bigint in a column that is not NULL.
    public static long int8(Row row, int column) {
        byte[] value = values(row).get(column);
        if (value == null) {
            throw new AssertionError("column " + column + " is NULL");
        }
        return ByteBuffer.wrap(value).getLong();
    }

    private static List<byte @Nullable []> values(Row row) {
        ByteBuffer buffer = ByteBuffer.wrap(row.buffer(), row.offset(), row.length());
        int count = buffer.getShort();
        List<byte @Nullable []> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = buffer.getInt();
            if (length < 0) {
                found.add(null);
            } else {
                byte[] value = new byte[length];
                buffer.get(value);
                found.add(value);
            }
        }
        if (buffer.hasRemaining()) {
            throw new AssertionError(buffer.remaining() + " bytes behind the last column");
        }
        return found;
    }
}
