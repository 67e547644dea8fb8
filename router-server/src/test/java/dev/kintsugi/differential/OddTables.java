package dev.kintsugi.differential;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;
import dev.kintsugi.demo.PlainConnection;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.shard.ShardingFunction;
import dev.kintsugi.testing.TestCluster;
import dev.kintsugi.value.KeyValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// Tables beside the shop with columns of every kind of type, name and collation: `odd/tables.sql`.
///
/// Each server gives the types other OIDs.
final class OddTables {
    /// The sharded ones with their keys.
    private static final ImmutableMap<String, String> KEYS = ImmutableMap.of(
            "kinds", "id",
            "Mixed Case", "Id",
            "customers", "id",
            "countries", "id",
            "notes", "id",
            "stamped", "id");

    private static final ImmutableList<String> REFERENCES = ImmutableList.of("codes", "labels", "tokens");

    private static final long MOST_KEYS = 60;
    private static final Set<PostgresAddress> CREATED = new HashSet<>();

    private OddTables() {}

    /// Creates the tables on all servers of `cluster` that do not have them yet.
    static synchronized void create(TestCluster cluster) throws IOException {
        create(cluster.oracle(), 0, "");
        ShardingFunction function = ShardingFunction.Hash.even(cluster.shards().size());
        for (int ordinal = 0; ordinal < cluster.shards().size(); ordinal++) {
            int shard = ordinal;
            String others = LongStream.rangeClosed(1, MOST_KEYS)
                    .filter(id -> owner(function, id) != shard)
                    .mapToObj(Long::toString)
                    .collect(Collectors.joining(", "));
            StringBuilder deletes = new StringBuilder();
            if (!others.isEmpty()) {
                KEYS.forEach((table, key) ->
                        deletes.append("DELETE FROM odd.\"%s\" WHERE \"%s\" IN (%s);".formatted(table, key, others)));
            }
            create(cluster.shards().get(ordinal), ordinal + 1, deletes.toString());
        }
    }

    private static int owner(ShardingFunction function, long id) {
        return function.shardOf(ImmutableList.of(new KeyValue.Int(id))).orElseThrow();
    }

    private static void create(PostgresAddress server, int shift, String deletes) throws IOException {
        if (!CREATED.add(server)) {
            return;
        }
        try (PlainConnection connection = PlainConnection.open(server)) {
            for (int i = 0; i < shift; i++) {
                connection.query("CREATE TYPE public.shift_%d AS ENUM ()".formatted(i));
            }
            connection.query(Resources.toString(Resources.getResource("odd/tables.sql"), UTF_8));
            connection.query(deletes);
            connection.query("GRANT USAGE ON SCHEMA odd TO PUBLIC; GRANT ALL ON ALL TABLES IN SCHEMA odd TO PUBLIC;"
                    + " GRANT ALL ON ALL SEQUENCES IN SCHEMA odd TO PUBLIC");
        }
    }

    /// Adds the tables to a shop's shard map.
    static void map(Path shardMap) throws IOException {
        String lines = KEYS.entrySet().stream()
                .map(entry -> "\"odd.%s\" = { group = \"customer\", key = \"%s\" }\n"
                        .formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining());
        String references = REFERENCES.stream()
                .map("\"odd.%s\" = { reference = true }\n"::formatted)
                .collect(Collectors.joining());
        Files.writeString(shardMap, "\n" + lines + references, StandardOpenOption.APPEND);
    }
}
