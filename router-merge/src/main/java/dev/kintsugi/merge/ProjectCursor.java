package dev.kintsugi.merge;

import dev.kintsugi.merge.compare.BigEndian;
import java.util.Arrays;

/// Cuts each row to its first columns.
final class ProjectCursor implements RowCursor {
    private final RowCursor input;
    private final RowFields kept;
    private final int columns;

    /// @param inputColumns more than `columns`: a cut that keeps everything needs no cursor
    ProjectCursor(RowCursor input, int inputColumns, int columns) {
        this.input = input;
        this.kept = new RowFields(inputColumns, columns);
        this.columns = columns;
    }

    @Override
    public Signal advance() {
        return input.advance();
    }

    @Override
    public Row row() {
        Row whole = input.row();
        kept.read(whole);
        int end = columns == 0 ? whole.offset() + Short.BYTES : kept.end();
        byte[] cut = Arrays.copyOfRange(whole.buffer(), whole.offset(), end);
        BigEndian.putInt2(cut, 0, columns);
        return new Row(cut, 0, cut.length);
    }

    @Override
    public void close() {
        input.close();
    }
}
