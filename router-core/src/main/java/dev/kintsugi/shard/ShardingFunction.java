package dev.kintsugi.shard;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.value.KeyValue;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// Maps a sharding key to the one shard that stores it.
public sealed interface ShardingFunction {
    /// The shard that owns the key, or empty if none does; `key` has a value for every column, NULL included.
    ///
    /// Under Hash a NULL column does not count, and a key of NULLs only is in slot 0; Range and Listed own no NULL.
    OptionalInt shardOf(ImmutableList<KeyValue> key);

    /// The shard that owns the key of one integer column, or -1 if none does.
    default int shardOf(long key) {
        return shardOf(ImmutableList.of(new KeyValue.Int(key))).orElse(-1);
    }

    /// A superset of the shards that own keys of one column from `low` to `high`, both inclusive; absent is open.
    ///
    /// Text is ordered by its UTF-8 bytes: a caller whose column has another collation must not ask.
    ShardSet shardsBetween(Optional<KeyValue> low, Optional<KeyValue> high);

    /// `slot = hash(key) mod 4096`; `slotToShard` gives each slot's shard ordinal, `owners` are all that it names.
    record Hash(ImmutableIntArray slotToShard, ShardSet owners) implements ShardingFunction {
        /// The number of slots, fixed for every group.
        public static final int SLOTS = 4096;

        public Hash {
            checkArgument(slotToShard.length() == SLOTS, "%s slots", slotToShard.length());
        }

        public Hash(ImmutableIntArray slotToShard) {
            this(slotToShard, ShardSet.of(slotToShard.stream()));
        }

        /// Shard `i` of `n` owns the slots from `i * 4096 / n` to below `(i + 1) * 4096 / n`.
        public static Hash even(int shardCount) {
            checkArgument(shardCount >= 1 && shardCount <= SLOTS, "%s shards for %s slots", shardCount, SLOTS);
            ImmutableIntArray.Builder slots = ImmutableIntArray.builder(SLOTS);
            for (int shard = 0; shard < shardCount; shard++) {
                int end = (shard + 1) * SLOTS / shardCount;
                for (int slot = shard * SLOTS / shardCount; slot < end; slot++) {
                    slots.add(shard);
                }
            }
            return new Hash(slots.build());
        }

        @Override
        public OptionalInt shardOf(ImmutableList<KeyValue> key) {
            return OptionalInt.of(slotToShard.get(PartitionHash.slot(key)));
        }

        /// Allocates nothing.
        @Override
        public int shardOf(long key) {
            return slotToShard.get(PartitionHash.slot(PartitionHash.rowHash(PartitionHash.hashInt(key))));
        }

        @Override
        public ShardSet shardsBetween(Optional<KeyValue> low, Optional<KeyValue> high) {
            return owners;
        }
    }

    /// Ranges in ascending order that do not overlap; keys between them have no shard. One key column.
    record Range(ImmutableList<Part> parts) implements ShardingFunction {
        /// From `from` (inclusive, absent: everything below) to `to` (exclusive, absent: everything above).
        public record Part(Optional<KeyValue> from, Optional<KeyValue> to, int shard) {
            private boolean beginsAfter(KeyValue key) {
                return from.isPresent() && KeyOrder.INSTANCE.compare(from.get(), key) > 0;
            }

            private boolean endsBefore(KeyValue key) {
                return to.isPresent() && KeyOrder.INSTANCE.compare(to.get(), key) <= 0;
            }

            private boolean isEmpty() {
                return from.isPresent() && endsBefore(from.get());
            }
        }

        public Range {
            for (Part part : parts) {
                checkArgument(!part.isEmpty(), "empty range %s", part);
            }
            for (int i = 1; i < parts.size(); i++) {
                Optional<KeyValue> from = parts.get(i).from();
                checkArgument(
                        from.isPresent() && parts.get(i - 1).endsBefore(from.get()), "overlapping ranges in %s", parts);
            }
        }

        @Override
        public OptionalInt shardOf(ImmutableList<KeyValue> key) {
            KeyValue value = onlyColumn(key);
            if (value instanceof KeyValue.Null) {
                return OptionalInt.empty();
            }
            int low = 0;
            int high = parts.size();
            // parts before `low` begin at or before the key; parts from `high` on begin after it
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (parts.get(middle).beginsAfter(value)) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return low == 0 || parts.get(low - 1).endsBefore(value)
                    ? OptionalInt.empty()
                    : OptionalInt.of(parts.get(low - 1).shard());
        }

        @Override
        public ShardSet shardsBetween(Optional<KeyValue> low, Optional<KeyValue> high) {
            return ShardSet.of(parts.stream()
                    .filter(part -> low.isEmpty() || !part.endsBefore(low.get()))
                    .filter(part -> high.isEmpty() || !part.beginsAfter(high.get()))
                    .mapToInt(Part::shard));
        }
    }

    /// Single values; keys that are not listed go to `otherwise`, or have no shard. One key column.
    record Listed(ImmutableMap<KeyValue, Integer> values, OptionalInt otherwise) implements ShardingFunction {
        @Override
        public OptionalInt shardOf(ImmutableList<KeyValue> key) {
            KeyValue value = onlyColumn(key);
            if (value instanceof KeyValue.Null) {
                return OptionalInt.empty();
            }
            Integer shard = values.get(value);
            return shard == null ? otherwise : OptionalInt.of(shard);
        }

        @Override
        public ShardSet shardsBetween(Optional<KeyValue> low, Optional<KeyValue> high) {
            IntStream listed = values.entrySet().stream()
                    .filter(entry -> low.isEmpty() || KeyOrder.INSTANCE.compare(low.get(), entry.getKey()) <= 0)
                    .filter(entry -> high.isEmpty() || KeyOrder.INSTANCE.compare(high.get(), entry.getKey()) >= 0)
                    .mapToInt(entry -> entry.getValue());
            return ShardSet.of(IntStream.concat(listed, otherwise.stream()));
        }
    }

    private static KeyValue onlyColumn(ImmutableList<KeyValue> key) {
        checkArgument(key.size() == 1, "%s key columns", key.size());
        return key.getFirst();
    }
}
