package dev.kintsugi.execute;

import dev.kintsugi.merge.Row;

/// Where the rows of a scatter run go.
public interface RowSink {
    /// The rows can be merged and are about to come: encodes what goes before the first.
    void begin();

    /// Whether it takes more at the moment.
    boolean writable();

    void row(Row row);

    /// There are no more rows at the moment, or it does not take them.
    default void pumped() {}

    /// Encodes what follows the last row: CommandComplete, with what comes before it.
    void complete(long rows);
}
