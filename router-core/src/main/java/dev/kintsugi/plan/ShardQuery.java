package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;

/// The statement that every shard of a scatter runs, and what is done with its rows.
///
/// `columns` describes the shard statement's result columns in order; the client's visible columns come first.
public record ShardQuery(String sql, ImmutableList<ShardColumn> columns, MergePlan merge) {
    /// In which format a shard is asked to send a column.
    public sealed interface ShardColumn {
        /// The format that the client asked for its column number `clientColumn` (from 0).
        record AsClient(int clientColumn) implements ShardColumn {}

        /// Binary, whatever the client asked for: the router computes or compares with it.
        record Binary() implements ShardColumn {
            public static final Binary INSTANCE = new Binary();
        }
    }

    /// Whether the shards' rows reach the client unchanged, in any order.
    public boolean isPlainConcatenation() {
        boolean plain = merge.union() instanceof MergePlan.Union.Concatenate
                && merge.steps().isEmpty()
                && merge.visibleColumns() == columns.size();
        for (int i = 0; plain && i < columns.size(); i++) {
            plain = columns.get(i) instanceof ShardColumn.AsClient(int clientColumn) && clientColumn == i;
        }
        return plain;
    }
}
