package dev.kintsugi.merge.aggregate;

import dev.kintsugi.merge.compare.TypeOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// min or max: the row with the least or greatest `column` gives its `shown` column; the first of equals stays.
final class ExtremeAccumulator implements Accumulator {
    private final int column;
    private final int shown;
    private final TypeOrder order;
    private final boolean greatest;
    private byte[] @Nullable [] best = new byte[16] @Nullable [];
    private byte[] @Nullable [] results = new byte[16] @Nullable [];

    ExtremeAccumulator(int column, int shown, TypeOrder order, boolean greatest) {
        this.column = column;
        this.shown = shown;
        this.order = order;
        this.greatest = greatest;
    }

    @Override
    public int bytesPerGroup() {
        return 2 * Long.BYTES;
    }

    @Override
    public int add(int group, Fields row) {
        best = Growth.toHold(best, group);
        results = Growth.toHold(results, group);
        if (row.isNull(column) || !isBetter(best[group], row)) {
            return 0;
        }
        int before = held(best[group]) + held(results[group]);
        byte[] value = copy(row, column);
        best[group] = value;
        results[group] = shown == column ? value : copy(row, shown);
        return held(best[group]) + held(results[group]) - before;
    }

    private boolean isBetter(byte @Nullable [] current, Fields row) {
        if (current == null) {
            return true;
        }
        int comparison = order.compare(row.bytes(), row.start(column), row.length(column), current, 0, current.length);
        return greatest ? comparison > 0 : comparison < 0;
    }

    @Override
    public void write(int group, ValueWriter out) {
        out.bytes(results[group]);
    }

    private static byte[] copy(Fields row, int column) {
        int start = row.start(column);
        return Arrays.copyOfRange(row.bytes(), start, start + row.length(column));
    }

    private static int held(byte @Nullable [] value) {
        return value == null ? 0 : Growth.heldBytes(value);
    }
}
