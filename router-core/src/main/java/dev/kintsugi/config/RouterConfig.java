package dev.kintsugi.config;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.kintsugi.shard.ShardMap;
import java.util.Optional;

/// Everything the three configuration files say, validated; printing it shows no secret.
///
/// `database` is the one name clients connect to. `workers` is the number of event loops, 0 for one per core. `shards`
/// are in the order of their ordinals and have the names of `shardMap.shards()`. `users` are by name.
public record RouterConfig(
        ListenConfig listen,
        String database,
        AdminConfig admin,
        Optional<MetricsConfig> metrics,
        int workers,
        PoolConfig pool,
        LimitsConfig limits,
        ImmutableList<ShardConfig> shards,
        ShardMap shardMap,
        ImmutableMap<String, UserConfig> users) {}
