package dev.kintsugi.merge.aggregate;

import dev.kintsugi.value.Format;

/// count: the sum of the shards' counts, 0 of none.
final class CountAccumulator implements Accumulator {
    private final int column;
    private final Format format;
    private long[] counts = new long[16];

    CountAccumulator(int column, Format format) {
        this.column = column;
        this.format = format;
    }

    @Override
    public int bytesPerGroup() {
        return Long.BYTES;
    }

    @Override
    public int add(int group, Fields row) {
        counts = Growth.toHold(counts, group);
        if (!row.isNull(column)) {
            counts[group] = Partials.addBigint(counts[group], Partials.int8(row, column));
        }
        return 0;
    }

    @Override
    public void write(int group, ValueWriter out) {
        out.int8(counts[group], format);
    }
}
