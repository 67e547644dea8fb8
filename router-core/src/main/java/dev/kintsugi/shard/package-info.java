/// The layout of a cluster: which table is spread how, and which shard owns which key.
///
/// A [ShardMap] is one immutable version of it. Shards are ordinals, sets of them a [ShardSet]. A
/// [ShardingFunction] maps a key to its shard; the hash is the one of `PARTITION BY HASH` ([PartitionHash]), so
/// that servers can check it.
@NullMarked
package dev.kintsugi.shard;

import org.jspecify.annotations.NullMarked;
