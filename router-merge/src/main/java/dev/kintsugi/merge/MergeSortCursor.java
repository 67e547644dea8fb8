package dev.kintsugi.merge;

import java.util.Arrays;
import java.util.List;

/// Merges inputs that are sorted alike; equal rows come in the order of the inputs.
///
/// A tree of losers (Knuth, The Art of Computer Programming 3, 5.4.1): `losers[0]` is the input whose row comes
/// next, every other node keeps the input that lost the match there, so the next row costs one match a level. The
/// last winner is advanced only when the row after it is asked for, and no other input is advanced with it.
/// Invariant while the tree stands: every input that has not ended has its row in `heads`.
final class MergeSortCursor implements RowCursor {
    private static final int EMPTY = -1;

    private final RowCursor[] inputs;
    private final RowOrder order;
    private final KeyedRow[] heads;
    private final boolean[] ended;
    private final int[] losers;
    private final boolean[] behind;
    private int countBehind;
    private boolean built;

    MergeSortCursor(List<RowCursor> inputs, RowOrder order) {
        this.inputs = inputs.toArray(RowCursor[]::new);
        this.order = order;
        int count = this.inputs.length;
        this.heads = new KeyedRow[count];
        Arrays.setAll(heads, _ -> order.newPlace());
        this.ended = new boolean[count];
        this.behind = new boolean[count];
        Arrays.fill(behind, true);
        this.countBehind = count;
        this.losers = new int[Math.max(1, count)];
        Arrays.fill(losers, EMPTY);
    }

    @Override
    public Signal advance() {
        return built ? advanceWinner() : build();
    }

    /// Asks every input for its first row before the first match, so that all of them start to send.
    private Signal build() {
        for (int input = 0; input < inputs.length; input++) {
            if (behind[input] && pull(input)) {
                behind[input] = false;
                countBehind--;
            }
        }
        if (countBehind > 0) {
            return Signal.PENDING;
        }
        for (int input = 0; input < inputs.length; input++) {
            enter(input);
        }
        built = true;
        return signal();
    }

    private Signal advanceWinner() {
        int winner = losers[0];
        if (winner == EMPTY || ended[winner]) {
            return Signal.END;
        }
        if (!pull(winner)) {
            return Signal.PENDING;
        }
        replay(winner);
        return signal();
    }

    /// Whether the input now has its next row in place or has ended.
    private boolean pull(int input) {
        return switch (inputs[input].advance()) {
            case ROW -> {
                order.load(heads[input], inputs[input].row());
                yield true;
            }
            case PENDING -> false;
            case END -> {
                ended[input] = true;
                yield true;
            }
        };
    }

    /// Lets an input climb while the tree is built: at an empty node it waits for its opponent.
    private void enter(int input) {
        int winner = input;
        for (int node = (input + inputs.length) >> 1; node > 0; node >>= 1) {
            int opponent = losers[node];
            if (opponent == EMPTY) {
                losers[node] = winner;
                return;
            }
            if (beats(opponent, winner)) {
                losers[node] = winner;
                winner = opponent;
            }
        }
        losers[0] = winner;
    }

    private void replay(int input) {
        int winner = input;
        for (int node = (input + inputs.length) >> 1; node > 0; node >>= 1) {
            int opponent = losers[node];
            if (beats(opponent, winner)) {
                losers[node] = winner;
                winner = opponent;
            }
        }
        losers[0] = winner;
    }

    private boolean beats(int left, int right) {
        if (ended[left] || ended[right]) {
            return ended[right] && (!ended[left] || left < right);
        }
        int comparison = order.compare(heads[left], heads[right]);
        return comparison != 0 ? comparison < 0 : left < right;
    }

    private Signal signal() {
        return losers[0] == EMPTY || ended[losers[0]] ? Signal.END : Signal.ROW;
    }

    @Override
    public Row row() {
        return heads[losers[0]].row;
    }

    @Override
    public void close() {
        for (RowCursor input : inputs) {
            input.close();
        }
    }
}
