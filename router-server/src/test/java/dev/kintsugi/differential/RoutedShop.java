package dev.kintsugi.differential;

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
import java.util.Optional;

/// A router over a number of shards, and the oracle beside it; both hold the same shop and the same odd tables.
///
/// `-Dkintsugi.plan_cache=0B` runs the tests without cached plans, `-Dkintsugi.plan_cache=12KiB` with room for one or
/// two.
record RoutedShop(int shards, TestCluster cluster, RouterServer router, TypeNames oracleTypes, TypeNames homeTypes)
        implements Routed, AutoCloseable {
    private static final ImmutableList<String> TABLES =
            ImmutableList.of("countries", "products", "customers", "orders", "order_items", "events");

    private static final String PLAN_CACHE = System.getProperty("kintsugi.plan_cache", "32MiB");

    static RoutedShop open(int shards) throws IOException, ConfigException {
        TestCluster cluster = TestCluster.shop(shards);
        Path directory = Files.createTempDirectory("routed-shop");
        try {
            OddTables.create(cluster);
            cluster.writeConfig(directory, 0);
            Files.writeString(
                    directory.resolve("kintsugi.toml"),
                    "\n[limits]\nplan_cache = \"%s\"\n".formatted(PLAN_CACHE),
                    StandardOpenOption.APPEND);
            OddTables.map(directory.resolve(ConfigLoader.SHARD_MAP_FILE));
            return new RoutedShop(
                    shards,
                    cluster,
                    RouterServer.start(ConfigLoader.load(directory)),
                    TypeNames.of(cluster.oracle()),
                    TypeNames.of(cluster.shards().get(0)));
        } finally {
            MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }

    @Override
    public WireSession toOracle() throws IOException {
        return WireSession.open(cluster.oracle().as(Shop.USER, Shop.DATABASE), oracleTypes);
    }

    @Override
    public WireSession toRouter() throws IOException {
        return WireSession.open(new PostgresAddress("127.0.0.1", router.port(), Shop.USER, Shop.DATABASE), homeTypes);
    }

    /// A count and a checksum of every table on every shard, asked directly.
    ImmutableList<ImmutableList<Optional<String>>> checksums() throws IOException {
        ImmutableList.Builder<ImmutableList<Optional<String>>> sums = ImmutableList.builder();
        for (PostgresAddress shard : cluster.shards()) {
            try (PlainConnection connection = PlainConnection.open(shard)) {
                for (String table : TABLES) {
                    sums.addAll(connection.query(
                            "SELECT '%1$s', count(*), sum(hashtextextended(t::text, 0)) FROM %1$s t".formatted(table)));
                }
            }
        }
        return sums.build();
    }

    @Override
    public void close() {
        router.close();
    }
}
