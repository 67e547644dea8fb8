package dev.kintsugi.shard;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Optional;

/// One immutable version of the cluster's layout; a change publishes a new one with a higher epoch.
///
/// Shards are known by ordinal, their place in `shards`. The *home* shard (ordinal 0) answers catalog queries.
public record ShardMap(
        long epoch,
        ImmutableList<String> shards,
        ImmutableMap<String, ColocationGroup> groups,
        ImmutableMap<TableName, TableDistribution> tables) {
    public static final int HOME = 0;

    public Optional<TableDistribution> distribution(TableName table) {
        return Optional.ofNullable(tables.get(table));
    }

    public ShardSet allShards() {
        return ShardSet.all(shards.size());
    }
}
