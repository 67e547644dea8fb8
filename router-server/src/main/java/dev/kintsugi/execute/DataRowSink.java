package dev.kintsugi.execute;

import dev.kintsugi.merge.Row;
import dev.kintsugi.wire.BackendEncoder;

/// Rows as DataRow messages.
public final class DataRowSink implements RowSink {
    private final ClientOutput output;

    public DataRowSink(ClientOutput output) {
        this.output = output;
    }

    @Override
    public void row(Row row) {
        BackendEncoder.dataRow(row, output.buffer());
    }

    @Override
    public boolean takesDataRows() {
        return true;
    }

    @Override
    public void complete(long rows) {
        BackendEncoder.commandComplete("SELECT " + rows, output.buffer());
    }
}
