package dev.kintsugi.value;

import com.google.common.io.BaseEncoding;
import java.math.BigDecimal;
import java.util.Arrays;

/// One value of a sharding key, decoded: equal values of a type are equal records.
public sealed interface KeyValue {
    /// smallint, integer, bigint.
    record Int(long value) implements KeyValue {}

    /// text, varchar, and bpchar (whose trailing blanks are gone).
    record Text(String value) implements KeyValue {}

    /// The sixteen bytes as two big-endian longs.
    record Uuid(long high, long low) implements KeyValue {}

    /// Days since 2000-01-01; `Integer.MIN_VALUE` and `MAX_VALUE` are the infinities.
    record Date(int days) implements KeyValue {}

    /// Microseconds since 2000-01-01 (UTC for timestamptz); `Long.MIN_VALUE` and `MAX_VALUE` are the infinities.
    record Timestamp(long micros) implements KeyValue {}

    /// A numeric, NaN and infinities included; the scale does not count, so trailing zeros are gone.
    record Numeric(PgNumeric value) implements KeyValue {
        public Numeric {
            if (value instanceof PgNumeric.Finite(BigDecimal number)) {
                value = new PgNumeric.Finite(number.stripTrailingZeros());
            }
        }
    }

    record Bool(boolean value) implements KeyValue {}

    /// The bytes must not be changed by the holder.
    @SuppressWarnings("ArrayRecordComponent") // equality is defined below
    record Bytes(byte[] value) implements KeyValue {
        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes(byte[] bytes) && Arrays.equals(value, bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(value);
        }

        @Override
        public String toString() {
            return "\\x" + BaseEncoding.base16().lowerCase().encode(value);
        }
    }

    /// SQL NULL.
    record Null() implements KeyValue {
        public static final Null INSTANCE = new Null();
    }
}
