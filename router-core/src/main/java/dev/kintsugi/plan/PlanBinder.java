package dev.kintsugi.plan;

import dev.kintsugi.shard.ShardMap;
import dev.kintsugi.shard.ShardSet;
import dev.kintsugi.value.BindValues;

/// Turns a routing and bound values into shards.
public final class PlanBinder {
    private PlanBinder() {}

    /// The shards that an execution needs. The empty set means that any one shard serves: the statement reads
    /// nothing that is sharded, or no sharded row can match.
    ///
    /// @throws dev.kintsugi.error.RouterException 55000 if no shard owns a key to be stored, 22P03 if a
    ///     binary parameter is malformed
    public static ShardSet shards(Routing routing, BindValues values, ShardMap map) {
        return switch (routing) {
            case Routing.AnyShard _ -> ShardSet.empty();
            case Routing.HomeShard _ -> ShardSet.of(ShardMap.HOME);
            case Routing.AllShards _ -> map.allShards();
            case Routing.ByKey byKey -> {
                ShardSet found =
                        byKey.fixed().isPresent() ? ShardSet.of(byKey.fixed().getAsInt()) : ShardSet.empty();
                for (Routing.TableKeys keys : byKey.tables()) {
                    found = found.union(KeyResolver.resolve(
                            keys.group(), keys.condition(), values, map.shards().size()));
                }
                yield found;
            }
        };
    }
}
