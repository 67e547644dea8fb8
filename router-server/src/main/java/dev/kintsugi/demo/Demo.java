package dev.kintsugi.demo;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A running demo: servers, rows, router; says on `out` what it does and where everything is.
final class Demo implements AutoCloseable {
    private static final String TRY = """
        try:
          SELECT * FROM customers WHERE id = 42;
          SELECT status, count(*), sum(total) FROM orders WHERE total <> 'NaN' GROUP BY status ORDER BY status;
          SELECT id, placed_at, total FROM orders ORDER BY placed_at DESC, id LIMIT 10;
          SELECT country, count(*) FROM customers GROUP BY country ORDER BY count(*) DESC, country LIMIT 5;
          EXPLAIN (ROUTER) SELECT count(*) FROM customers JOIN orders ON orders.customer_id = customers.id;
          UPDATE customers SET rating = 5 WHERE credit > 9000;
          \\connect kintsugi
          SHOW POOLS;\
        """;

    private final RouterStarter routerStarter;
    private final PostgresCluster cluster;
    private final PrintWriter out;
    private @Nullable AutoCloseable router;
    private boolean closed;

    Demo(RouterStarter routerStarter, PostgresCluster cluster, PrintWriter out) {
        this.routerStarter = routerStarter;
        this.cluster = cluster;
        this.out = out;
    }

    /// Starts everything and prints the addresses, and then `ready`.
    ///
    /// @throws Exception what the router's start throws, or an IOException when servers or rows fail
    void start(int shards, int port, long orders, boolean withOracle) throws Exception {
        ImmutableList<PostgresServer> servers = startServers(shards, withOracle);
        ImmutableList<PostgresAddress> addresses =
                servers.stream().map(PostgresServer::address).collect(ImmutableList.toImmutableList());
        ImmutableList<PostgresAddress> shardAddresses = addresses.subList(0, shards);
        Optional<PostgresAddress> oracle = withOracle ? Optional.of(addresses.getLast()) : Optional.empty();

        Shop shop = new Shop(orders);
        Step loading = new Step("loading %d orders".formatted(orders));
        shop.load(shardAddresses, oracle);
        loading.done();

        Path config = cluster.newDirectory("config");
        Shop.writeConfig(config, port, shardAddresses);
        startRouter(config);
        PostgresAddress address = new PostgresAddress("127.0.0.1", port, Shop.USER, Shop.DATABASE);
        say("router " + address.uri());
        oracle.ifPresent(
                server -> say("oracle " + server.as(Shop.USER, Shop.DATABASE).uri()));
        say("psql '%s'".formatted(address.uri()));
        say(TRY);
        say("ready");
    }

    private ImmutableList<PostgresServer> startServers(int shards, boolean withOracle) throws IOException {
        List<String> names = new ArrayList<>();
        for (int ordinal = 0; ordinal < shards; ordinal++) {
            names.add("s" + ordinal);
        }
        if (withOracle) {
            names.add("oracle");
        }
        Step starting = new Step("starting %d server%s".formatted(names.size(), names.size() == 1 ? "" : "s"));
        ImmutableList<PostgresServer> servers = cluster.start(names);
        starting.done();
        return servers;
    }

    private synchronized void startRouter(Path config) throws Exception {
        if (closed) {
            throw new IOException("the demo was closed");
        }
        router = routerStarter.start(config);
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /// Stops the router, then the servers, and removes their files.
    @Override
    public void close() {
        stopRouter();
        try {
            cluster.close();
        } catch (IOException failure) {
            say("could not remove everything: " + failure.getMessage());
        }
    }

    private synchronized void stopRouter() {
        closed = true;
        if (router == null) {
            return;
        }
        try {
            router.close();
        } catch (Exception failure) {
            say("the router did not stop cleanly: " + failure);
        }
        router = null;
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }

    /// One line of progress: what begins, and how long it took.
    private final class Step {
        private final long begin = System.nanoTime();

        Step(String what) {
            out.print(what + " … ");
            out.flush();
        }

        void done() {
            say("%.1f s".formatted((System.nanoTime() - begin) / 1e9));
        }
    }
}
