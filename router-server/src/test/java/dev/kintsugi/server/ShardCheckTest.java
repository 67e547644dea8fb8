package dev.kintsugi.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.BackendConnector;
import dev.kintsugi.backend.BackendPools;
import dev.kintsugi.backend.Transport;
import dev.kintsugi.config.ConfigLoader;
import dev.kintsugi.config.RouterConfig;
import dev.kintsugi.demo.PlainConnection;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.demo.Shop;
import dev.kintsugi.testing.TestCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `check --connect` finds on real shards. Every mistake is made in a schema of its own.
final class ShardCheckTest {
    private final TestCluster cluster = TestCluster.shop(2);

    @TempDir
    private Path directory;

    private ImmutableList<String> problems() throws Exception {
        RouterConfig config = ConfigLoader.load(directory);
        Transport transport = Transport.best();
        var loops = transport.eventLoops(1);
        try {
            var loop = loops.next();
            BackendConnector connector =
                    new BackendConnector(transport, config.pool().connectTimeout());
            BackendPools pools = new BackendPools(
                    loop,
                    connector,
                    RouterServer.addresses(config),
                    1,
                    config.pool().waitTimeout());
            return new ShardCheck(config, loop, pools).problems();
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    private void onShard(int shard, String sql) throws Exception {
        PostgresAddress address = cluster.shards().get(shard).as(Shop.USER, Shop.DATABASE);
        try (PlainConnection connection = PlainConnection.open(address)) {
            connection.query(sql);
        }
    }

    private void onBoth(String sql) throws Exception {
        onShard(0, sql);
        onShard(1, sql);
    }

    private void map(String tables) throws Exception {
        Files.writeString(directory.resolve("shardmap.toml"), """
            [groups.customer]
            key = ["bigint"]

            [groups.moment]
            key = ["text", "timestamp with time zone"]

            [tables]
            """ + tables);
    }

    @Test
    void theShopIsAsItShouldBe() throws Exception {
        cluster.writeConfig(directory, 0);
        assertThat(problems()).isEmpty();
    }

    @Test
    void everyMistakeIsFound() throws Exception {
        cluster.writeConfig(directory, 0);
        onBoth("CREATE SCHEMA wrong");
        try {
            onShard(0, "CREATE TYPE wrong.mood AS ENUM ('sad', 'glad')");
            onShard(1, "CREATE TYPE wrong.mood AS ENUM ('glad', 'sad')");
            onShard(0, "CREATE TABLE wrong.missing (id bigint)");
            onBoth("CREATE TABLE wrong.typed (id text)");
            onBoth("CREATE TABLE wrong.unkeyed (other bigint)");
            onShard(0, "CREATE TABLE wrong.unlike (id bigint, at date)");
            onShard(1, "CREATE TABLE wrong.unlike (id bigint, at timestamp)");
            onShard(0, "CREATE COLLATION wrong.sorting (provider = icu, locale = 'de')");
            onShard(1, "CREATE COLLATION wrong.sorting (provider = icu, locale = 'sv')");
            onBoth("CREATE TABLE wrong.texts (id bigint, t text COLLATE wrong.sorting)");
            onBoth("CREATE TABLE wrong.rows (id bigint); INSERT INTO wrong.rows SELECT generate_series(1, 100)");
            map("""
                "wrong.missing" = { group = "customer", key = "id" }
                "wrong.typed"   = { group = "customer", key = "id" }
                "wrong.unkeyed" = { group = "customer", key = "id" }
                "wrong.unlike"  = { reference = true }
                "wrong.texts"   = { group = "customer", key = "id" }
                "wrong.rows"    = { group = "customer", key = "id" }
                """);
            ImmutableList<String> problems = problems();
            assertThat(problems)
                    .anyMatch(line -> line.startsWith("shard s1: enum wrong.mood has the labels glad, sad, on s0 sad,"))
                    .anyMatch(line -> line.startsWith("shard s1: table wrong.missing does not exist"))
                    .anyMatch(line -> line.startsWith("shard s0: the sharding key id of wrong.typed is of type text"))
                    .anyMatch(line -> line.startsWith("shard s0: table wrong.unkeyed has no column id"))
                    .anyMatch(line -> line.contains("column 2 is at timestamp without time zone, not at date"))
                    .anyMatch(line -> line.matches("shard s0: \\d+ of 100 rows looked at in wrong.rows belong .*"))
                    .anyMatch(line -> line.matches("shard s1: \\d+ of 100 rows looked at in wrong.rows belong .*"))
                    .anyMatch(line ->
                            line.contains("column 2 is t text, not t text with collations \"sorting, provider i")
                                    && line.contains("ICU or builtin locale sv")
                                    && line.contains("ICU or builtin locale de"))
                    .hasSize(8)
                    .allMatch(line -> line.contains("(hint: "));
        } finally {
            onBoth("DROP SCHEMA wrong CASCADE");
        }
    }

    @Test
    void rowsOfTwoKeyColumnsAreFoundWhereTheyBelong() throws Exception {
        cluster.writeConfig(directory, 0);
        onBoth("CREATE SCHEMA two");
        try {
            onBoth("CREATE TABLE two.moments (who text, at timestamptz)");
            onShard(
                    0,
                    "INSERT INTO two.moments"
                            + " SELECT 'n' || n, '2024-03-31 00:00+00'::timestamptz + n * '7 min'::interval"
                            + " FROM generate_series(1, 500) n");
            // the server's own hash decides which of them shard 1 owns: slots from 2048 up
            onShard(
                    0,
                    "CREATE TABLE two.judge (who text, at timestamptz) PARTITION BY HASH (who, at);"
                            + " DELETE FROM two.moments m WHERE NOT EXISTS (SELECT FROM generate_series(0, 2047) r"
                            + " WHERE satisfies_hash_partition('two.judge'::regclass, 4096, r, m.who, m.at))");
            map("\"two.moments\" = { group = \"moment\", key = [\"who\", \"at\"] }");
            assertThat(problems()).isEmpty();
        } finally {
            onBoth("DROP SCHEMA two CASCADE");
        }
    }

    @Test
    void anUnreachableShardIsOneProblem() throws Exception {
        cluster.writeConfig(directory, 0);
        Path settings = directory.resolve("kintsugi.toml");
        int port = cluster.shards().get(1).port();
        Files.writeString(settings, Files.readString(settings).replace("port = " + port, "port = 1"));
        assertThat(problems()).singleElement().asString().startsWith("shard s1: cannot be asked: ");
    }
}
