package dev.kintsugi.merge;

import java.util.OptionalLong;

/// Skips the first `offset` rows and gives at most `count` after them; closes its input with the last one.
final class LimitCursor implements RowCursor {
    private static final Row NO_ROW = new Row(new byte[0], 0, 0);

    private final RowCursor input;
    private long toSkip;
    private long toGive;
    private boolean ended;
    private Row row = NO_ROW;

    /// @param count not negative; empty for no limit
    /// @param offset not negative
    LimitCursor(RowCursor input, OptionalLong count, long offset) {
        this.input = input;
        this.toSkip = offset;
        // more rows than this never come
        this.toGive = count.orElse(Long.MAX_VALUE);
    }

    @Override
    public Signal advance() {
        if (toGive == 0) {
            end();
        }
        if (ended) {
            return Signal.END;
        }
        Signal signal = input.advance();
        while (signal == Signal.ROW && toSkip > 0) {
            toSkip--;
            signal = input.advance();
        }
        if (signal == Signal.ROW) {
            row = input.row();
            if (--toGive == 0) {
                end();
            }
        }
        return signal;
    }

    private void end() {
        if (!ended) {
            ended = true;
            input.close();
        }
    }

    @Override
    public Row row() {
        return row;
    }

    @Override
    public void close() {
        ended = true;
        input.close();
    }
}
