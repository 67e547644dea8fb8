package dev.kintsugi.merge;

import java.util.function.LongSupplier;

/// Counts the rows that pass, their bytes, and the time it takes to get them.
public final class MeteredCursor implements RowCursor {
    private final RowCursor input;
    private final LongSupplier clock;
    private long rows;
    private long bytes;
    private long inside;
    private long first;
    private long last;

    /// @param clock nanoseconds from any point on
    public MeteredCursor(RowCursor input, LongSupplier clock) {
        this.input = input;
        this.clock = clock;
    }

    @Override
    public Signal advance() {
        long before = clock.getAsLong();
        Signal signal = input.advance();
        long now = clock.getAsLong();
        inside += now - before;
        if (signal == Signal.ROW) {
            rows++;
            bytes += input.row().length();
            last = now;
            first = rows == 1 ? now : first;
        }
        return signal;
    }

    @Override
    public Row row() {
        return input.row();
    }

    @Override
    public void close() {
        input.close();
    }

    public long rows() {
        return rows;
    }

    /// Bytes of the rows as bodies of DataRow messages.
    public long bytes() {
        return bytes;
    }

    /// Nanoseconds spent in `advance`, that of the inputs included.
    public long inside() {
        return inside;
    }

    /// When the first row came, by the clock; meaningless if none did.
    public long first() {
        return first;
    }

    /// When the last row came, by the clock; meaningless if none did.
    public long last() {
        return last;
    }
}
