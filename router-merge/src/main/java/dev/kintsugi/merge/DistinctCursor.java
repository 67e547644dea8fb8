package dev.kintsugi.merge;

/// Lets a row pass if no row before it has an equal key.
final class DistinctCursor implements RowCursor {
    private final RowCursor input;
    private final KeyColumns key;
    private final RowFields fields;
    private final KeyTable seen;

    DistinctCursor(RowCursor input, KeyColumns key, RowFields fields, MemoryBudget budget) {
        this.input = input;
        this.key = key;
        this.fields = fields;
        this.seen = new KeyTable(budget);
    }

    @Override
    public Signal advance() {
        while (true) {
            Signal signal = input.advance();
            if (signal != Signal.ROW || isNew(input.row())) {
                return signal;
            }
        }
    }

    private boolean isNew(Row row) {
        fields.read(row);
        int before = seen.size();
        return seen.add(key.of(fields)) == before;
    }

    @Override
    public Row row() {
        return input.row();
    }

    @Override
    public void close() {
        input.close();
    }
}
