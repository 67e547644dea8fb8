package dev.kintsugi.merge.aggregate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A column's value in the first row of each group: how group keys come out.
final class FirstAccumulator implements Accumulator {
    private final int column;
    private byte[] @Nullable [] values = new byte[16] @Nullable [];
    private int groups;

    FirstAccumulator(int column) {
        this.column = column;
    }

    @Override
    public int bytesPerGroup() {
        return Long.BYTES;
    }

    @Override
    public int add(int group, Fields row) {
        if (group < groups) {
            return 0;
        }
        groups = group + 1;
        values = Growth.toHold(values, group);
        if (row.isNull(column)) {
            return 0;
        }
        int start = row.start(column);
        byte[] value = Arrays.copyOfRange(row.bytes(), start, start + row.length(column));
        values[group] = value;
        return Growth.heldBytes(value);
    }

    @Override
    public void write(int group, ValueWriter out) {
        out.bytes(values[group]);
    }
}
