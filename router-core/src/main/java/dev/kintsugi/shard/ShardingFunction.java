package dev.kintsugi.shard;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.value.KeyValue;
import java.util.Optional;
import java.util.OptionalInt;

/// Maps a sharding key to the one shard that stores it.
public sealed interface ShardingFunction {
    /// `slot = hash(key) mod 4096`; `slotToShard` gives each slot's shard ordinal.
    record Hash(ImmutableIntArray slotToShard) implements ShardingFunction {
        /// The number of slots, fixed for every group.
        public static final int SLOTS = 4096;

        public Hash {
            checkArgument(slotToShard.length() == SLOTS, "%s slots", slotToShard.length());
        }
    }

    /// Ranges in ascending order that do not overlap; keys between them have no shard. One key column.
    record Range(ImmutableList<Part> parts) implements ShardingFunction {
        /// From `from` (inclusive, absent: everything below) to `to` (exclusive, absent: everything above).
        public record Part(Optional<KeyValue> from, Optional<KeyValue> to, int shard) {}
    }

    /// Single values; keys that are not listed go to `otherwise`, or have no shard. One key column.
    record Listed(ImmutableMap<KeyValue, Integer> values, OptionalInt otherwise) implements ShardingFunction {}
}
