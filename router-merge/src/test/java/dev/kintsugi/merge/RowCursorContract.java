package dev.kintsugi.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every cursor must do; a new cursor's test extends this and is done with the edge cases.
abstract class RowCursorContract {
    private static final int SEEDS = 200;

    /// What the inputs give.
    abstract List<List<Row>> inputs();

    /// The cursor under test over inputs that give the rows of [#inputs].
    abstract RowCursor open(List<RowCursor> inputs);

    /// The rows that must come, in this order.
    abstract List<Row> expected();

    /// Whether any order of the expected rows is right.
    boolean anyOrder() {
        return false;
    }

    @Test
    void givesItsRowsAndThenEndsForEver() {
        try (RowCursor cursor = open(List.copyOf(lists()))) {
            assertExpected(Rows.drain(cursor));
            assertThat(cursor.advance()).isEqualTo(RowCursor.Signal.END);
            assertThat(cursor.advance()).isEqualTo(RowCursor.Signal.END);
        }
    }

    @Test
    void givesTheSameRowsWheneverInputsArePending() {
        for (long seed = 0; seed < SEEDS; seed++) {
            List<RowCursor> stuttering = new ArrayList<>();
            for (RowCursor input : lists()) {
                stuttering.add(new StutteringCursor(input, seed * 31 + stuttering.size()));
            }
            try (RowCursor cursor = open(stuttering)) {
                assertExpected(Rows.drain(cursor));
                cursor.advance();
                assertThat(cursor.advance()).as("seed %s", seed).isNotEqualTo(RowCursor.Signal.ROW);
            }
        }
    }

    @Test
    void isPendingWhileAllInputsAre() {
        List<RowCursor> silent = new ArrayList<>();
        inputs().forEach(_ -> silent.add(new SilentCursor()));
        try (RowCursor cursor = open(silent)) {
            assertThat(cursor.advance()).isEqualTo(RowCursor.Signal.PENDING);
            assertThat(cursor.advance()).isEqualTo(RowCursor.Signal.PENDING);
        }
    }

    @Test
    void closesItsInputsWheneverItIsClosed() {
        int rows = expected().size();
        for (int taken = 0; taken <= rows; taken++) {
            List<ListCursor> inputs = lists();
            RowCursor cursor = open(List.copyOf(inputs));
            for (int i = 0; i < taken; i++) {
                assertThat(cursor.advance()).isEqualTo(RowCursor.Signal.ROW);
            }
            cursor.close();
            cursor.close();
            assertThat(inputs).allMatch(ListCursor::isClosed);
        }
    }

    @Test
    void keepsRowsThatItGave() {
        List<Row> rows = new ArrayList<>();
        List<List<String>> seen = new ArrayList<>();
        try (RowCursor cursor = open(List.copyOf(lists()))) {
            while (cursor.advance() == RowCursor.Signal.ROW) {
                rows.add(cursor.row());
                seen.add(RowBuilder.hex(cursor.row()));
            }
        }
        assertThat(Rows.hex(rows)).isEqualTo(seen);
    }

    private List<ListCursor> lists() {
        return inputs().stream().map(ListCursor::new).toList();
    }

    private void assertExpected(List<Row> rows) {
        if (anyOrder()) {
            assertThat(Rows.hex(rows)).containsExactlyInAnyOrderElementsOf(Rows.hex(expected()));
        } else {
            assertThat(Rows.hex(rows)).isEqualTo(Rows.hex(expected()));
        }
    }

    /// Never has a row.
    private static final class SilentCursor implements RowCursor {
        @Override
        public Signal advance() {
            return Signal.PENDING;
        }

        @Override
        public Row row() {
            throw new AssertionError("there is no row");
        }

        @Override
        public void close() {}
    }
}
