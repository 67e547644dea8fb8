package dev.kintsugi.merge;

import java.util.List;

/// Takes all rows of the first input, then all of the second, and so on: what depends on the order of rows, such as
/// which of two equal values is shown or how floats add up, comes out the same every time.
final class InOrderCursor implements RowCursor {
    private final RowCursor[] inputs;
    private int current;

    InOrderCursor(List<RowCursor> inputs) {
        this.inputs = inputs.toArray(RowCursor[]::new);
    }

    @Override
    public Signal advance() {
        while (current < inputs.length) {
            Signal signal = inputs[current].advance();
            if (signal != Signal.END) {
                return signal;
            }
            current++;
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
