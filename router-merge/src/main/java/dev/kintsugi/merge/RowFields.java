package dev.kintsugi.merge;

import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.merge.aggregate.Fields;
import dev.kintsugi.merge.compare.BigEndian;

/// Finds the values inside a row; made once for a stream and pointed at one row after another.
final class RowFields implements Fields {
    private static final byte[] NOTHING = {};

    private final int columns;
    private final int[] starts;
    private final int[] lengths;
    private byte[] bytes = NOTHING;

    /// @param columns how many columns the rows have
    /// @param needed of how many of them, from the first, the values are asked for
    RowFields(int columns, int needed) {
        this.columns = columns;
        this.starts = new int[needed];
        this.lengths = new int[needed];
    }

    /// @throws RouterException 08P01 if the row has another number of columns
    void read(Row row) {
        byte[] buffer = row.buffer();
        int at = row.offset();
        if (BigEndian.int2(buffer, at) != columns) {
            throw new RouterException(
                    SqlState.PROTOCOL_VIOLATION,
                    "a shard sent a row of " + BigEndian.int2(buffer, at) + " columns where " + columns
                            + " were expected");
        }
        at += Short.BYTES;
        for (int column = 0; column < lengths.length; column++) {
            int length = BigEndian.int4(buffer, at);
            at += Integer.BYTES;
            starts[column] = at;
            lengths[column] = length;
            at += Math.max(length, 0);
        }
        bytes = buffer;
    }

    /// Where the last needed value ends.
    int end() {
        int last = lengths.length - 1;
        return starts[last] + Math.max(lengths[last], 0);
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public int start(int column) {
        return starts[column];
    }

    @Override
    public int length(int column) {
        return lengths[column];
    }
}
