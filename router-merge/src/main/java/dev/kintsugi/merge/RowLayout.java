package dev.kintsugi.merge;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.value.Format;

/// Types and formats of the columns of a row stream.
public record RowLayout(ImmutableList<Column> columns) {
    public record Column(int typeOid, Format format) {}
}
