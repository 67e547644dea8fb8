package dev.kintsugi.merge;

import dev.kintsugi.merge.spill.Spill;
import dev.kintsugi.merge.spill.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes all rows of its input, then gives them sorted; equal rows keep their order.
///
/// Rows beyond the budget go to disk in sorted runs; meanwhile the cursor answers PENDING.
final class SortCursor implements RowCursor {
    private final RowCursor input;
    private final RowOrder order;
    private final MemoryBudget budget;
    private final Spill spill;
    private final SortedRuns runs;
    private List<KeyedRow> rows = new ArrayList<>();
    private @Nullable Work writing;
    private @Nullable RowCursor merged;
    private boolean collected;
    private boolean sorted;
    private int next;

    SortCursor(RowCursor input, RowOrder order, MemoryBudget budget, Spill spill) {
        this.input = input;
        this.order = order;
        this.budget = budget;
        this.spill = spill;
        this.runs = new SortedRuns(order, spill, budget.limitBytes());
    }

    @Override
    public Signal advance() {
        while (!sorted) {
            if (isWriting()) {
                return Signal.PENDING;
            }
            if (collected) {
                sorted = true;
                if (runs.isEmpty()) {
                    rows.sort(order);
                } else {
                    merged = runs.open();
                }
            } else {
                switch (input.advance()) {
                    case ROW -> collect(input.row());
                    case PENDING -> {
                        return Signal.PENDING;
                    }
                    case END -> {
                        collected = true;
                        if (!runs.isEmpty()) {
                            putAside();
                        }
                    }
                }
            }
        }
        RowCursor fromDisk = merged;
        if (fromDisk != null) {
            return fromDisk.advance();
        }
        if (next == rows.size()) {
            return Signal.END;
        }
        next++;
        return Signal.ROW;
    }

    private boolean isWriting() {
        Work current = writing;
        if (current == null) {
            return false;
        }
        if (!current.done()) {
            return true;
        }
        writing = null;
        return false;
    }

    private void collect(Row row) {
        long bytes = (long) row.length() + KeyedRow.heldBytes(order.keys());
        if (spill.isPossible() && !rows.isEmpty() && !budget.has(bytes)) {
            putAside();
        }
        if (spill.isPossible() && rows.isEmpty()) {
            budget.force(bytes); // a row that is larger than the budget has to be held somewhere
        } else {
            budget.take(bytes);
        }
        KeyedRow place = order.newPlace();
        order.load(place, compact(row));
        rows.add(place);
    }

    /// The rows so far are the worker's now, and uncounted: no others are taken before it is done.
    private void putAside() {
        writing = runs.add(rows);
        rows = new ArrayList<>();
        budget.clear();
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
        RowCursor fromDisk = merged;
        return fromDisk != null ? fromDisk.row() : rows.get(next - 1).row;
    }

    @Override
    public void close() {
        input.close();
        runs.close();
    }
}
