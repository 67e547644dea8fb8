package dev.kintsugi.execute.explain;

import dev.kintsugi.execute.RowSink;
import dev.kintsugi.merge.Row;

/// Takes all rows of a merge and sends none: what matters was seen on their way.
interface DroppedRows extends RowSink {
    @Override
    default void begin() {}

    @Override
    default boolean writable() {
        return true;
    }

    @Override
    default void row(Row row) {}

    @Override
    default void complete(long rows) {}
}
