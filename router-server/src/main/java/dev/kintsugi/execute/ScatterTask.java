package dev.kintsugi.execute;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.ShardStatement;
import dev.kintsugi.plan.ShardQuery;
import dev.kintsugi.plan.ShardQuery.ShardColumn;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Format;

/// A statement for several shards with nothing left to decide: what each runs, with which values, answered in which
/// formats. `typeOids` are the column types that every shard must have, empty if they need only agree.
public record ScatterTask(
        ShardQuery query,
        ShardStatement statement,
        BindValues values,
        ImmutableList<Format> clientFormats,
        ImmutableList<Integer> typeOids) {
    public ScatterTask(
            ShardQuery query, ShardStatement statement, BindValues values, ImmutableList<Format> clientFormats) {
        this(query, statement, values, clientFormats, ImmutableList.of());
    }

    /// The format of each column that the shards send.
    public ImmutableList<Format> shardFormats() {
        ImmutableList.Builder<Format> formats =
                ImmutableList.builderWithExpectedSize(query.columns().size());
        for (ShardColumn column : query.columns()) {
            formats.add(
                    switch (column) {
                        case ShardColumn.AsClient(int clientColumn) -> clientFormats.get(clientColumn);
                        case ShardColumn.Binary _ -> Format.BINARY;
                    });
        }
        return formats.build();
    }
}
