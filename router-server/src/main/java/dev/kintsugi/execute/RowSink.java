package dev.kintsugi.execute;

import dev.kintsugi.merge.Row;
import io.netty.buffer.ByteBuf;

/// Where the rows of a scatter run go.
public interface RowSink {
    /// The rows can be merged and are about to come: encodes what goes before the first.
    void begin();

    /// Whether it takes more at the moment.
    boolean writable();

    void row(Row row);

    /// Whether a row is sent as the DataRow message in which it came, by [#relay].
    default boolean takesDataRows() {
        return false;
    }

    /// Takes DataRow messages in a row as they are; the bytes are the connection's again when its buffer ends.
    default void relay(ByteBuf buffer, int start, int length) {
        throw new IllegalStateException("rows are not taken as they come");
    }

    /// There are no more rows at the moment, or it does not take them.
    default void pumped() {}

    /// Encodes what follows the last row: CommandComplete, with what comes before it. `count` is what its tag
    /// counts.
    void complete(long count);
}
