package dev.kintsugi.merge.aggregate;

import dev.kintsugi.value.Format;
import dev.kintsugi.value.PgNumeric;
import org.jspecify.annotations.Nullable;

/// sum: the shards' sums added up in their own type; NULL if all of them are.
sealed interface SumAccumulator extends Accumulator {
    /// bigint: what Postgres sums smallint and integer to.
    final class OfInt8 implements SumAccumulator {
        private final int column;
        private final Format format;
        private long[] sums = new long[16];
        private boolean[] present = new boolean[16];

        OfInt8(int column, Format format) {
            this.column = column;
            this.format = format;
        }

        @Override
        public int bytesPerGroup() {
            return Long.BYTES + 1;
        }

        @Override
        public int add(int group, Fields row) {
            sums = Growth.toHold(sums, group);
            present = Growth.toHold(present, group);
            if (!row.isNull(column)) {
                sums[group] = Partials.addBigint(sums[group], Partials.int8(row, column));
                present[group] = true;
            }
            return 0;
        }

        @Override
        public void write(int group, ValueWriter out) {
            if (present[group]) {
                out.int8(sums[group], format);
            } else {
                out.nullValue();
            }
        }
    }

    /// numeric, exactly.
    final class OfNumeric implements SumAccumulator {
        private static final int BYTES_OF_A_NUMERIC = 96;

        private final int column;
        private final Format format;
        private @Nullable PgNumeric[] sums = new @Nullable PgNumeric[16];

        OfNumeric(int column, Format format) {
            this.column = column;
            this.format = format;
        }

        @Override
        public int bytesPerGroup() {
            return BYTES_OF_A_NUMERIC;
        }

        @Override
        public int add(int group, Fields row) {
            sums = Growth.toHold(sums, group);
            if (!row.isNull(column)) {
                PgNumeric sum = sums[group];
                PgNumeric partial = Partials.numeric(row, column);
                sums[group] = sum == null ? partial : Partials.addNumeric(sum, partial);
            }
            return 0;
        }

        @Override
        public void write(int group, ValueWriter out) {
            PgNumeric sum = sums[group];
            if (sum == null) {
                out.nullValue();
            } else {
                out.numeric(sum, format);
            }
        }
    }

    /// real, in single precision as Postgres sums it.
    final class OfFloat4 implements SumAccumulator {
        private final int column;
        private final Format format;
        private float[] sums = new float[16];
        private boolean[] present = new boolean[16];

        OfFloat4(int column, Format format) {
            this.column = column;
            this.format = format;
        }

        @Override
        public int bytesPerGroup() {
            return Float.BYTES + 1;
        }

        @Override
        public int add(int group, Fields row) {
            sums = Growth.toHold(sums, group);
            present = Growth.toHold(present, group);
            if (!row.isNull(column)) {
                float partial = Partials.float4(row, column);
                sums[group] = present[group] ? Partials.addReal(sums[group], partial) : partial;
                present[group] = true;
            }
            return 0;
        }

        @Override
        public void write(int group, ValueWriter out) {
            if (present[group]) {
                out.float4(sums[group], format);
            } else {
                out.nullValue();
            }
        }
    }

    /// double precision.
    final class OfFloat8 implements SumAccumulator {
        private final int column;
        private final Format format;
        private double[] sums = new double[16];
        private boolean[] present = new boolean[16];

        OfFloat8(int column, Format format) {
            this.column = column;
            this.format = format;
        }

        @Override
        public int bytesPerGroup() {
            return Double.BYTES + 1;
        }

        @Override
        public int add(int group, Fields row) {
            sums = Growth.toHold(sums, group);
            present = Growth.toHold(present, group);
            if (!row.isNull(column)) {
                double partial = Partials.float8(row, column);
                sums[group] = present[group] ? Partials.addDouble(sums[group], partial) : partial;
                present[group] = true;
            }
            return 0;
        }

        @Override
        public void write(int group, ValueWriter out) {
            if (present[group]) {
                out.float8(sums[group], format);
            } else {
                out.nullValue();
            }
        }
    }
}
