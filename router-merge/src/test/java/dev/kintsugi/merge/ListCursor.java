package dev.kintsugi.merge;

import static com.google.common.base.Preconditions.checkState;

import java.util.List;

/// Rows of a list; counts what is done to it and rejects what a cursor must not do to its input.
public final class ListCursor implements RowCursor {
    private final List<Row> rows;
    private int advances;
    private int position = -1;
    private boolean closed;

    public ListCursor(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    @Override
    public Signal advance() {
        checkState(!closed, "advanced after close");
        advances++;
        position = Math.min(position + 1, rows.size());
        return position < rows.size() ? Signal.ROW : Signal.END;
    }

    @Override
    public Row row() {
        checkState(position >= 0 && position < rows.size(), "no row at %s", position);
        return rows.get(position);
    }

    @Override
    public void close() {
        closed = true;
    }

    public boolean isClosed() {
        return closed;
    }

    public int advances() {
        return advances;
    }
}
