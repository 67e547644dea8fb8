package dev.kintsugi.execute;

import dev.kintsugi.merge.Row;
import dev.kintsugi.wire.BackendEncoder;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/// Rows as DataRow messages.
public final class DataRowSink implements RowSink {
    private final ClientOutput output;
    private final Consumer<ByteBuf> description;

    public DataRowSink(ClientOutput output) {
        this(output, _ -> {});
    }

    /// `description` encodes what goes before the first row.
    public DataRowSink(ClientOutput output, Consumer<ByteBuf> description) {
        this.output = output;
        this.description = description;
    }

    @Override
    public void begin() {
        description.accept(output.buffer());
    }

    @Override
    public boolean writable() {
        return output.writable();
    }

    @Override
    public void row(Row row) {
        BackendEncoder.dataRow(row, output.buffer());
        output.commitIfLarge();
    }

    @Override
    public boolean takesDataRows() {
        return true;
    }

    @Override
    public void relay(ByteBuf buffer, int start, int length) {
        output.relay(buffer, start, length);
    }

    @Override
    public void complete(long rows) {
        BackendEncoder.commandComplete("SELECT " + rows, output.buffer());
    }
}
