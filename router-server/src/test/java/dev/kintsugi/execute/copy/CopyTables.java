package dev.kintsugi.execute.copy;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.kintsugi.config.ConfigException;
import dev.kintsugi.config.ConfigLoader;
import dev.kintsugi.demo.PlainConnection;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.demo.Shop;
import dev.kintsugi.server.RouterServer;
import dev.kintsugi.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A router over tables to be loaded, with keys of several types, and one Postgres with the same tables.
final class CopyTables implements AutoCloseable {
    static final ImmutableList<String> TABLES =
            ImmutableList.of("copy_n", "copy_t", "copy_u", "copy_p", "copy_d", "copy_r");

    private static final String SCHEMA = """
        CREATE TABLE copy_n (n int CHECK (n <> 13), gone int, id bigint NOT NULL, note text,
          doubled text GENERATED ALWAYS AS (note || note) STORED, d numeric(8,2), b boolean DEFAULT true);
        ALTER TABLE copy_n DROP COLUMN gone;
        CREATE TABLE copy_t (k text, v int DEFAULT 7);
        CREATE TABLE copy_u (x text NOT NULL, u uuid);
        CREATE TABLE copy_p (k2 bigint, x int, k1 text, y text);
        CREATE TABLE copy_d (d date, x text);
        CREATE TABLE copy_r (code int, name text DEFAULT 'none', made timestamptz DEFAULT now());
        CREATE DOMAIN copy_moment AS timestamptz DEFAULT now();
        CREATE TABLE copy_m (code int, made copy_moment);
        GRANT ALL ON copy_n, copy_t, copy_u, copy_p, copy_d, copy_r, copy_m TO PUBLIC;
        """;

    private static final String MAP = """

        copy_n = { group = "customer", key = "id" }
        copy_t = { group = "copy_text", key = "k" }
        copy_u = { group = "event", key = "u" }
        copy_p = { group = "copy_pair", key = ["k1", "k2"] }
        copy_d = { group = "copy_date", key = "d" }
        copy_r = { reference = true }
        copy_m = { reference = true }

        [groups.copy_text]
        key = ["text"]

        [groups.copy_pair]
        key = ["text", "bigint"]

        [groups.copy_date]
        key = ["date"]
        """;

    private static final Set<PostgresAddress> CREATED = new HashSet<>();

    private final TestCluster cluster;
    private final RouterServer router;

    private CopyTables(TestCluster cluster, RouterServer router) {
        this.cluster = cluster;
        this.router = router;
    }

    static CopyTables open(int shards, String settings) throws IOException, ConfigException {
        TestCluster cluster = TestCluster.shop(shards);
        create(cluster.oracle());
        for (PostgresAddress shard : cluster.shards()) {
            create(shard);
        }
        Path directory = Files.createTempDirectory("copy-tables");
        try {
            cluster.writeConfig(directory, 0);
            append(directory.resolve(ConfigLoader.SHARD_MAP_FILE), MAP);
            append(directory.resolve(ConfigLoader.SETTINGS_FILE), settings);
            return new CopyTables(cluster, RouterServer.start(ConfigLoader.load(directory)));
        } finally {
            MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, "\n" + text, StandardOpenOption.APPEND);
    }

    private static synchronized void create(PostgresAddress server) throws IOException {
        if (CREATED.add(server)) {
            try (PlainConnection connection = PlainConnection.open(server)) {
                connection.query(SCHEMA);
            }
        }
    }

    PostgresAddress oracle() {
        return cluster.oracle().as(Shop.USER, Shop.DATABASE);
    }

    PostgresAddress router() {
        return new PostgresAddress("127.0.0.1", router.port(), Shop.USER, Shop.DATABASE);
    }

    ImmutableList<PostgresAddress> shards() {
        return cluster.shards();
    }

    /// Removes all rows everywhere.
    void clear() throws IOException {
        for (PostgresAddress server : servers()) {
            try (PlainConnection connection = PlainConnection.open(server)) {
                connection.query("TRUNCATE " + String.join(", ", TABLES));
            }
        }
    }

    private List<PostgresAddress> servers() {
        return ImmutableList.<PostgresAddress>builder()
                .add(cluster.oracle())
                .addAll(cluster.shards())
                .build();
    }

    /// The rows of a table on one shard, its key columns only.
    ImmutableList<ImmutableList<Optional<String>>> keys(PostgresAddress shard, String table, List<String> columns)
            throws IOException {
        try (PlainConnection connection = PlainConnection.open(shard)) {
            return connection.query("SELECT " + String.join(", ", columns) + " FROM " + table).stream()
                    .collect(toImmutableList());
        }
    }

    @Override
    public void close() {
        router.close();
    }
}
