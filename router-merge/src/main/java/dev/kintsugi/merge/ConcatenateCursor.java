package dev.kintsugi.merge;

import java.util.List;

/// Takes rows from whichever input has one, in turn, so that no input waits for ever.
final class ConcatenateCursor implements RowCursor {
    private final RowCursor[] inputs;
    private final RowCursor[] open;
    private int openCount;
    private int turn;
    private int current;

    ConcatenateCursor(List<RowCursor> inputs) {
        this.inputs = inputs.toArray(RowCursor[]::new);
        this.open = this.inputs.clone();
        this.openCount = open.length;
    }

    @Override
    public Signal advance() {
        int asked = 0;
        while (asked < openCount) {
            if (turn >= openCount) {
                turn = 0;
            }
            switch (open[turn].advance()) {
                case ROW -> {
                    current = turn++;
                    return Signal.ROW;
                }
                case PENDING -> {
                    turn++;
                    asked++;
                }
                case END -> removeOpen(turn);
            }
        }
        return openCount == 0 ? Signal.END : Signal.PENDING;
    }

    private void removeOpen(int index) {
        openCount--;
        System.arraycopy(open, index + 1, open, index, openCount - index);
    }

    @Override
    public Row row() {
        return open[current].row();
    }

    @Override
    public void close() {
        for (RowCursor input : inputs) {
            input.close();
        }
    }
}
