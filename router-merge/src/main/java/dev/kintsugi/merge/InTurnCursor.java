package dev.kintsugi.merge;

import com.google.common.primitives.ImmutableIntArray;
import java.util.List;

/// Takes rows from its inputs in a given order, passing over those that have ended; then what is left, input by input.
final class InTurnCursor implements RowCursor {
    private final RowCursor[] inputs;
    private final ImmutableIntArray turns;
    private final boolean[] ended;
    private int turn;
    private int current;

    InTurnCursor(List<RowCursor> inputs, ImmutableIntArray turns) {
        this.inputs = inputs.toArray(RowCursor[]::new);
        this.turns = turns;
        this.ended = new boolean[this.inputs.length];
    }

    @Override
    public Signal advance() {
        for (; turn < turns.length() + inputs.length; turn++) {
            boolean inTurn = turn < turns.length();
            current = inTurn ? turns.get(turn) : turn - turns.length();
            if (ended[current]) {
                continue;
            }
            switch (inputs[current].advance()) {
                case ROW -> {
                    turn += inTurn ? 1 : 0;
                    return Signal.ROW;
                }
                case PENDING -> {
                    return Signal.PENDING;
                }
                case END -> ended[current] = true;
            }
        }
        return Signal.END;
    }

    @Override
    public Row row() {
        return inputs[current].row();
    }

    @Override
    public void close() {
        for (RowCursor input : inputs) {
            input.close();
        }
    }
}
