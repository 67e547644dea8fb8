package dev.kintsugi.merge.aggregate;

import dev.kintsugi.value.Format;

/// bool_and, every and bool_or: NULL partials are skipped, NULL of none.
final class BoolAccumulator implements Accumulator {
    private static final byte NONE = 0;
    private static final byte FALSE = 1;
    private static final byte TRUE = 2;

    private final int column;
    private final byte decisive;
    private final Format format;
    private byte[] states = new byte[16];

    /// @param or true for bool_or, where one true decides; false for bool_and, where one false does
    BoolAccumulator(int column, boolean or, Format format) {
        this.column = column;
        this.decisive = or ? TRUE : FALSE;
        this.format = format;
    }

    @Override
    public int bytesPerGroup() {
        return 1;
    }

    @Override
    public int add(int group, Fields row) {
        states = Growth.toHold(states, group);
        if (!row.isNull(column) && states[group] != decisive) {
            states[group] = Partials.bool(row, column) ? TRUE : FALSE;
        }
        return 0;
    }

    @Override
    public void write(int group, ValueWriter out) {
        if (states[group] == NONE) {
            out.nullValue();
        } else {
            out.bool(states[group] == TRUE, format);
        }
    }
}
