package dev.kintsugi.proof;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.demo.PlainConnection;
import java.io.IOException;
import java.util.stream.Collectors;

/// Tables with their rows, and how they are spread.
interface Dataset {
    /// The name of the database that clients see, and the beginning of the real ones' names.
    String name();

    /// The text of `shardmap.toml` for so many shards, `s0`, `s1` …
    String shardMap(int shards);

    ImmutableList<Sharded> sharded();

    /// What leaves one shard its rows, run where all rows are.
    default String deletes(int shard, int shards) {
        return sharded().stream()
                .map(table -> table.deleteOthers(shard, shards))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /// Creates the tables in an empty database, with all rows, as their owner.
    void fill(PlainConnection connection) throws IOException;

    /// A table spread by hash: `hash` is the SQL function that Postgres hashes a partition key of the key's type
    /// with.
    record Sharded(String table, String key, String hash) {
        /// What leaves one shard its rows: the arithmetic of `PARTITION BY HASH` for one key and 4096 slots.
        ///
        /// It asks Postgres for the hash, so the router's own is checked against it. A NULL key is in slot 0.
        String deleteOthers(int shard, int shards) {
            String slot = "coalesce(((%s(%s, 8816678312871386365) & 4095) + 2275) & 4095, 0)".formatted(hash, key);
            return "DELETE FROM %s WHERE %s NOT BETWEEN %d AND %d;"
                    .formatted(table, slot, shard * 4096 / shards, (shard + 1) * 4096 / shards - 1);
        }
    }
}
