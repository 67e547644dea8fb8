package dev.kintsugi.merge.aggregate;

import dev.kintsugi.value.Format;
import dev.kintsugi.value.Oids;
import dev.kintsugi.value.PgNumeric;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// avg: the sum of the shards' sums divided by the sum of their counts; NULL of nothing.
sealed interface AverageAccumulator extends Accumulator {
    /// A numeric average of bigint or numeric sums.
    final class OfNumeric implements AverageAccumulator {
        private static final int BYTES_OF_A_NUMERIC = 96;

        private final int sumColumn;
        private final int countColumn;
        private final boolean bigintSums;
        private final Format format;
        private @Nullable PgNumeric[] sums = new @Nullable PgNumeric[16];
        private long[] counts = new long[16];

        OfNumeric(int sumColumn, int countColumn, int sumTypeOid, Format format) {
            this.sumColumn = sumColumn;
            this.countColumn = countColumn;
            this.bigintSums = sumTypeOid == Oids.INT8;
            this.format = format;
        }

        @Override
        public int bytesPerGroup() {
            return BYTES_OF_A_NUMERIC + Long.BYTES;
        }

        @Override
        public int add(int group, Fields row) {
            sums = Growth.toHold(sums, group);
            counts = Growth.toHold(counts, group);
            if (!row.isNull(sumColumn)) {
                PgNumeric sum = sums[group];
                PgNumeric partial = partial(row);
                sums[group] = sum == null ? partial : Partials.addNumeric(sum, partial);
                counts[group] = Partials.addBigint(counts[group], Partials.int8(row, countColumn));
            }
            return 0;
        }

        private PgNumeric partial(Fields row) {
            if (!bigintSums) {
                return Partials.numeric(row, sumColumn);
            }
            return new PgNumeric.Finite(BigDecimal.valueOf(Partials.int8(row, sumColumn)));
        }

        @Override
        public void write(int group, ValueWriter out) {
            PgNumeric sum = sums[group];
            if (sum == null || counts[group] == 0) {
                out.nullValue();
            } else {
                out.numeric(NumericDivision.divide(sum, counts[group]), format);
            }
        }
    }

    /// A double precision average of double precision sums.
    final class OfFloat8 implements AverageAccumulator {
        private final int sumColumn;
        private final int countColumn;
        private final Format format;
        private double[] sums = new double[16];
        private long[] counts = new long[16];

        OfFloat8(int sumColumn, int countColumn, Format format) {
            this.sumColumn = sumColumn;
            this.countColumn = countColumn;
            this.format = format;
        }

        @Override
        public int bytesPerGroup() {
            return Double.BYTES + Long.BYTES;
        }

        @Override
        public int add(int group, Fields row) {
            sums = Growth.toHold(sums, group);
            counts = Growth.toHold(counts, group);
            if (!row.isNull(sumColumn)) {
                sums[group] = Partials.addDouble(sums[group], Partials.float8(row, sumColumn));
                counts[group] = Partials.addBigint(counts[group], Partials.int8(row, countColumn));
            }
            return 0;
        }

        @Override
        public void write(int group, ValueWriter out) {
            if (counts[group] == 0) {
                out.nullValue();
            } else {
                out.float8(sums[group] / counts[group], format);
            }
        }
    }
}
