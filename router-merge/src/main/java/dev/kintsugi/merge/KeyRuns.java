package dev.kintsugi.merge;

import java.util.function.BooleanSupplier;

/// Sorted rows, cut between rows of different sort keys when that is wanted: `advance` answers END there, and
/// [#nextRun] goes on.
///
/// What is kept for the keys of one run is not needed for the next, if the sort keys are part of them.
final class KeyRuns implements RowCursor {
    private final RowCursor input;
    private final RowOrder order;
    private final BooleanSupplier cutWanted;
    private KeyedRow last;
    private KeyedRow candidate;
    private boolean isLastKnown;
    private boolean held;
    private boolean released;

    KeyRuns(RowCursor input, RowOrder order, BooleanSupplier cutWanted) {
        this.input = input;
        this.order = order;
        this.cutWanted = cutWanted;
        this.last = order.newPlace();
        this.candidate = order.newPlace();
    }

    @Override
    public Signal advance() {
        if (held) {
            if (!released) {
                return Signal.END;
            }
            held = false;
            released = false;
            isLastKnown = false;
            return Signal.ROW;
        }
        Signal signal = input.advance();
        if (signal != Signal.ROW || !cutWanted.getAsBoolean()) {
            return signal;
        }
        order.load(candidate, input.row());
        held = isLastKnown && order.compare(last, candidate) != 0;
        if (!isLastKnown) {
            isLastKnown = true;
            KeyedRow free = last;
            last = candidate;
            candidate = free;
        }
        return held ? Signal.END : Signal.ROW;
    }

    /// Whether there is another run; its first row is the next one.
    boolean nextRun() {
        released = held;
        return held;
    }

    @Override
    public Row row() {
        return input.row();
    }

    @Override
    public void close() {
        input.close();
    }
}
