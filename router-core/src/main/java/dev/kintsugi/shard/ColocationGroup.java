package dev.kintsugi.shard;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.value.KeyType;

/// Tables that keep equal keys on the same shard: one list of key types, one sharding function.
public record ColocationGroup(String name, ImmutableList<KeyType> keyTypes, ShardingFunction function) {}
