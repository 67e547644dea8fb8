package dev.kintsugi.execute;

import dev.kintsugi.merge.Row;

/// Where the rows of a scatter run go.
public interface RowSink {
    void row(Row row);

    /// Whether a row is sent as the DataRow message in which it came.
    boolean takesDataRows();

    /// Encodes what follows the last row: CommandComplete, with what comes before it.
    void complete(long rows);
}
