package dev.kintsugi.execute;

import dev.kintsugi.merge.Row;
import dev.kintsugi.wire.BackendEncoder;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/// Rows as DataRow messages.
public final class DataRowSink implements RowSink {
    private final ClientOutput output;
    private final Consumer<ByteBuf> description;
    private boolean described;

    public DataRowSink(ClientOutput output) {
        this(output, _ -> {});
    }

    /// `description` encodes what goes before the first row, or the end.
    public DataRowSink(ClientOutput output, Consumer<ByteBuf> description) {
        this.output = output;
        this.description = description;
    }

    private void describe() {
        if (!described) {
            described = true;
            description.accept(output.buffer());
        }
    }

    @Override
    public boolean writable() {
        return output.writable();
    }

    @Override
    public void row(Row row) {
        describe();
        BackendEncoder.dataRow(row, output.buffer());
        output.commitIfLarge();
    }

    @Override
    public void complete(long rows) {
        describe();
        BackendEncoder.commandComplete("SELECT " + rows, output.buffer());
    }
}
