package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.sql.StatementText;
import dev.kintsugi.value.ResultColumn;

/// A statement that runs on several shards at once, up to the types of its columns.
///
/// The client's own statement is described by one shard first; that fixes names and types of the result and with them
/// the statement that the shards run.
public interface ScatterPlan {
    /// The shards' statement for a client statement whose result columns are `described`.
    ///
    /// @throws dev.kintsugi.error.RouterException 0A000 if the types turn out to be beyond what can be merged
    /// exactly
    ShardQuery resolve(ImmutableList<ResultColumn> described);

    /// The same plan for another text of the shape that it was planned for.
    ScatterPlan in(StatementText text);

    /// The shards' statement and the merge in words, one step a line, for EXPLAIN (ROUTER).
    default ImmutableList<String> explain() {
        return ImmutableList.of();
    }
}
