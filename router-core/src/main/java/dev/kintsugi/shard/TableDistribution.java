package dev.kintsugi.shard;

import com.google.common.collect.ImmutableList;

/// Where the rows of one table live.
public sealed interface TableDistribution {
    /// Rows are spread by the key columns, which stand in the order of the group's key types.
    record Sharded(ColocationGroup group, ImmutableList<String> keyColumns) implements TableDistribution {}

    /// Every shard holds all rows.
    record Reference() implements TableDistribution {}

    /// One shard holds all rows.
    record Single(int shard) implements TableDistribution {}
}
