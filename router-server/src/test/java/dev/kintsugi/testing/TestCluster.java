package dev.kintsugi.testing;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.demo.PostgresCluster;
import dev.kintsugi.demo.Shop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Shards and an oracle that hold the same shop, shared by all tests of this JVM and closed when it exits.
///
/// Tests may read the shop's tables and must not change them; they may create tables of their own. All addresses are
/// the
/// superuser's in the database `shop`; [PostgresAddress#as] gives another user.
public record TestCluster(PostgresAddress oracle, ImmutableList<PostgresAddress> shards) {
    /// The number of orders in the shared shop.
    public static final long ORDERS = 2_000;

    private static final Map<Integer, TestCluster> SHARED = new HashMap<>();
    private static final Map<String, PostgresAddress> SERVERS = new HashMap<>();
    private static @Nullable PostgresProvider provider;
    private static @Nullable PostgresAddress sharedOracle;

    /// The shop on so many shards (1 to 4), started when first asked for; the oracle is the same for all.
    public static synchronized TestCluster shop(int shards) {
        try {
            TestCluster cluster = SHARED.get(shards);
            if (cluster == null) {
                cluster = start(shards);
                SHARED.put(shards, cluster);
            }
            return cluster;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// A private cluster, without the shop, whose servers can be killed and started again; the caller closes it.
    public static PostgresCluster crashable() throws IOException {
        return PostgresCluster.open();
    }

    /// Writes the router's configuration for this cluster; port 0 takes any free port.
    public void writeConfig(Path directory, int port) throws IOException {
        Shop.writeConfig(directory, port, shards);
    }

    /// A server without the shop, for databases of a test's own; started when its name is first asked for.
    public static synchronized PostgresAddress server(String name) throws IOException {
        PostgresAddress server = SERVERS.get(name);
        if (server == null) {
            server = provider().start(ImmutableList.of(name)).get(0);
            SERVERS.put(name, server);
        }
        return server;
    }

    private static PostgresProvider provider() throws IOException {
        PostgresProvider chosen = provider;
        if (chosen == null) {
            PostgresProvider opened = PostgresProvider.choose();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> closeQuietly(opened), "test-cluster-close"));
            chosen = opened;
            provider = opened;
        }
        return chosen;
    }

    private static TestCluster start(int shards) throws IOException {
        List<String> names = new ArrayList<>();
        for (int ordinal = 0; ordinal < shards; ordinal++) {
            names.add("s%dof%d".formatted(ordinal, shards));
        }
        boolean needsOracle = sharedOracle == null;
        if (needsOracle) {
            names.add("oracle");
        }
        ImmutableList<PostgresAddress> servers = provider().start(names);
        ImmutableList<PostgresAddress> shardServers = servers.subList(0, shards);
        new Shop(ORDERS).load(shardServers, needsOracle ? Optional.of(servers.getLast()) : Optional.empty());
        PostgresAddress oracle = sharedOracle == null ? inShop(servers.getLast()) : sharedOracle;
        sharedOracle = oracle;
        return new TestCluster(
                oracle, shardServers.stream().map(TestCluster::inShop).collect(ImmutableList.toImmutableList()));
    }

    private static PostgresAddress inShop(PostgresAddress server) {
        return server.as(server.user(), Shop.DATABASE);
    }

    private static void closeQuietly(PostgresProvider provider) {
        try {
            provider.close();
        } catch (IOException failure) {
            System.err.println("could not remove the test servers: " + failure.getMessage());
        }
    }
}
