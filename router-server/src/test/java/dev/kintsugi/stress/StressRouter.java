package dev.kintsugi.stress;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// A router of a test's own in front of four shards with the tables of these tests, filled anew.
///
/// `stress_accounts` has two parts of 100 for each of [#OWNERS] owners; `stress_deferred` refuses equal numbers at
/// commit.
record StressRouter(RouterServer server, ImmutableList<PostgresAddress> shards) implements AutoCloseable {
    static final String USER = Shop.USER;
    static final String DATABASE = Shop.DATABASE;
    static final int OWNERS = 64;
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private static final String TABLES = """
        DROP TABLE IF EXISTS stress_accounts, stress_deferred, stress_log;
        CREATE TABLE stress_accounts (owner bigint, part int, balance bigint, PRIMARY KEY (owner, part));
        CREATE TABLE stress_deferred (owner bigint, n int, UNIQUE (owner, n) DEFERRABLE INITIALLY DEFERRED);
        CREATE TABLE stress_log (owner bigint, note text);
        INSERT INTO stress_deferred SELECT owner, 1 FROM generate_series(0, 63) owner;
        """;

    static StressRouter open(int poolSize) throws IOException, ConfigException {
        ImmutableList<PostgresAddress> shards = TestCluster.shop(4).shards();
        for (PostgresAddress shard : shards) {
            try (PlainConnection connection = PlainConnection.open(shard.as(USER, DATABASE))) {
                connection.query(TABLES);
            }
        }
        StressRouter router = new StressRouter(start(shards, poolSize, 5), shards);
        try (Talk talk = Talk.login(router.port())) {
            for (int owner = 0; owner < OWNERS; owner++) {
                talk.ask("INSERT INTO stress_accounts VALUES (%1$d, 0, 100), (%1$d, 1, 100)".formatted(owner));
            }
        }
        router.assertQuiet();
        return router;
    }

    /// A router in front of any servers.
    static RouterServer start(List<PostgresAddress> shards, int poolSize, int waitSeconds)
            throws IOException, ConfigException {
        Path directory = Files.createTempDirectory("stress");
        try {
            Shop.writeConfig(directory, 0, shards);
            append(directory.resolve(ConfigLoader.SHARD_MAP_FILE), """
                stress_accounts = { group = "customer", key = "owner" }
                stress_deferred = { group = "customer", key = "owner" }
                stress_log      = { group = "customer", key = "owner" }
                """);
            Path settings = directory.resolve("kintsugi.toml");
            append(settings, """
                [pool]
                size = %d
                wait_timeout = "%ds"
                connect_timeout = "2s"
                """.formatted(poolSize, waitSeconds));
            return RouterServer.start(ConfigLoader.load(directory));
        } finally {
            MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, "\n" + text, StandardOpenOption.APPEND);
    }

    int port() {
        return server.port();
    }

    Talk login(String... parameters) throws IOException {
        return Talk.login(port(), parameters);
    }

    /// Asks every shard directly; the rows of all, in the order of the shards.
    List<String> onShards(String sql) throws IOException {
        ImmutableList.Builder<String> rows = ImmutableList.builder();
        for (PostgresAddress shard : shards) {
            try (PlainConnection connection = PlainConnection.open(shard)) {
                connection
                        .query(sql)
                        .forEach(row -> rows.add(String.join(
                                "|",
                                row.stream().map(value -> value.orElse("NULL")).toList())));
            }
        }
        return rows.build();
    }

    /// Waits until nobody is connected, then asserts that nothing is held.
    void assertQuiet() throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while ((server.clients() > 0 || server.leases() > 0) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(2_000_000);
        }
        assertThat(server.clients()).as("clients").isZero();
        assertThat(server.leases()).as("leases").isZero();
        String open = "SELECT pid, state, query FROM pg_stat_activity WHERE usename = '" + USER
                + "' AND datname = current_database() AND state <> 'idle'";
        while (!onShards(open).isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(20_000_000);
        }
        assertThat(onShards(open)).as("transactions left on the shards").isEmpty();
    }

    @Override
    public void close() {
        server.close();
    }
}
