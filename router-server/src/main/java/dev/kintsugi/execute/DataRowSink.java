package dev.kintsugi.execute;

import dev.kintsugi.merge.Row;
import dev.kintsugi.wire.BackendEncoder;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/// Rows as DataRow messages.
public final class DataRowSink implements RowSink {
    private final ClientOutput output;
    private final Consumer<ByteBuf> description;
    private final LongConsumer ending;

    public DataRowSink(ClientOutput output) {
        this(output, _ -> {});
    }

    /// `description` encodes what goes before the first row.
    public DataRowSink(ClientOutput output, Consumer<ByteBuf> description) {
        this(output, description, rows -> BackendEncoder.commandComplete("SELECT " + rows, output.buffer()));
    }

    /// `ending` gets the count of the command tag when all rows are sent, and has to tell the client.
    public DataRowSink(ClientOutput output, Consumer<ByteBuf> description, LongConsumer ending) {
        this.output = output;
        this.description = description;
        this.ending = ending;
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
        ending.accept(rows);
    }
}
