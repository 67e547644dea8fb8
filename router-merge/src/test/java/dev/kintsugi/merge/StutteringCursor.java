package dev.kintsugi.merge;

import static com.google.common.base.Preconditions.checkState;

import java.util.Random;

/// Answers PENDING at random moments before it passes its input's rows on, always the same for one seed.
public final class StutteringCursor implements RowCursor {
    private final RowCursor input;
    private final Random random;
    private Signal last = Signal.PENDING;

    public StutteringCursor(RowCursor input, long seed) {
        this.input = input;
        this.random = new Random(seed);
    }

    @Override
    public Signal advance() {
        last = random.nextInt(3) == 0 ? Signal.PENDING : input.advance();
        return last;
    }

    @Override
    public Row row() {
        checkState(last == Signal.ROW, "row asked for after %s", last);
        return input.row();
    }

    @Override
    public void close() {
        input.close();
    }
}
