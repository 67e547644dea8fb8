package dev.kintsugi.merge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Takes all rows of its input, then gives them sorted; equal rows keep their order.
final class SortCursor implements RowCursor {
    private final RowCursor input;
    private final RowOrder order;
    private final MemoryBudget budget;
    private final List<KeyedRow> rows = new ArrayList<>();
    private boolean collected;
    private int next;

    SortCursor(RowCursor input, RowOrder order, MemoryBudget budget) {
        this.input = input;
        this.order = order;
        this.budget = budget;
    }

    @Override
    public Signal advance() {
        while (!collected) {
            switch (input.advance()) {
                case ROW -> collect(input.row());
                case PENDING -> {
                    return Signal.PENDING;
                }
                case END -> {
                    collected = true;
                    rows.sort(order);
                }
            }
        }
        if (next == rows.size()) {
            return Signal.END;
        }
        next++;
        return Signal.ROW;
    }

    private void collect(Row row) {
        budget.take((long) row.length() + KeyedRow.heldBytes(order.keys()));
        KeyedRow place = order.newPlace();
        order.load(place, compact(row));
        rows.add(place);
    }

    /// A row that is a window into something larger would keep all of that alive, uncounted.
    private static Row compact(Row row) {
        if (row.length() == row.buffer().length) {
            return row;
        }
        byte[] own = Arrays.copyOfRange(row.buffer(), row.offset(), row.offset() + row.length());
        return new Row(own, 0, own.length);
    }

    @Override
    public Row row() {
        return rows.get(next - 1).row;
    }

    @Override
    public void close() {
        input.close();
    }
}
