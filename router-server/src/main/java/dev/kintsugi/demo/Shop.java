package dev.kintsugi.demo;

import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import dev.kintsugi.shard.ShardingFunction;
import dev.kintsugi.value.KeyValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;

/// The demo's database `shop`: its schema, its rows spread over shards (and whole in an oracle), its configuration.
///
/// The rows depend on `orders` alone, so two clusters of different size hold the same shop.
public record Shop(long orders) {
    public static final String DATABASE = "shop";
    /// The owner of the tables: an ordinary role, no superuser.
    public static final String USER = "kintsugi";

    private static final String SCHEMA = resource("shop.sql");
    private static final String COUNTRIES = resource("countries.copy");

    /// Something that writes all rows of one table.
    private interface TableRows {
        void write(Spread spread) throws IOException;
    }

    /// Creates the database in every server, loads it, and analyzes it; the first of `shards` has ordinal 0.
    ///
    /// @param shards superuser addresses of empty servers, at least one
    /// @param oracle the superuser address of the server that gets all rows
    public void load(List<PostgresAddress> shards, Optional<PostgresAddress> oracle) throws IOException {
        ImmutableList.Builder<PostgresAddress> all = ImmutableList.builder();
        all.addAll(shards);
        oracle.ifPresent(all::add);
        onEach(all.build(), Shop::create);
        ShopRows rows = new ShopRows(orders, countryCodes());
        ShardingFunction.Hash slots = ShardingFunction.Hash.even(shards.size());
        InParallel.all(ImmutableList.of(
                copy("countries", shards, oracle, spread -> spread.toAll(COUNTRIES.getBytes(StandardCharsets.UTF_8))),
                copy("products", shards, oracle, spread -> products(rows, spread)),
                copy("customers", shards, oracle, spread -> customers(rows, slots, spread)),
                copy("orders", shards, oracle, spread -> orders(rows, slots, spread)),
                copy("order_items", shards, oracle, spread -> items(rows, slots, spread)),
                copy("events", shards, oracle, spread -> events(rows, slots, spread))));
        onEach(all.build(), Shop::analyze);
    }

    /// The number of rows that [#load] puts into the sharded tables, give or take the random number of order lines.
    public long rows() {
        return orders * 3 + orders / 10 + orders / 2;
    }

    private static void create(PostgresAddress server) throws IOException {
        try (PlainConnection connection = PlainConnection.open(server)) {
            connection.query("CREATE ROLE %s LOGIN".formatted(USER));
            connection.query("CREATE DATABASE %s OWNER %s".formatted(DATABASE, USER));
        }
        try (PlainConnection connection = PlainConnection.open(server.as(USER, DATABASE))) {
            connection.query(SCHEMA);
        }
    }

    private static void analyze(PostgresAddress server) throws IOException {
        try (PlainConnection connection = PlainConnection.open(server.as(server.user(), DATABASE))) {
            connection.query("VACUUM ANALYZE");
        }
    }

    private interface ServerWork {
        void on(PostgresAddress server) throws IOException;
    }

    private static void onEach(List<PostgresAddress> servers, ServerWork work) throws IOException {
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (PostgresAddress server : servers) {
            tasks.add(() -> {
                work.on(server);
                return true;
            });
        }
        InParallel.all(tasks);
    }

    private static Callable<Boolean> copy(
            String table, List<PostgresAddress> shards, Optional<PostgresAddress> oracle, TableRows rows) {
        return () -> {
            try (Spread spread = Spread.open(table, shards, oracle)) {
                rows.write(spread);
                spread.finish();
            }
            return true;
        };
    }

    private static void products(ShopRows rows, Spread spread) throws IOException {
        CopyLine line = new CopyLine();
        for (int product = 0; product < ShopRows.PRODUCTS; product++) {
            rows.product(product, line);
            spread.toAll(line.take());
        }
    }

    private static void customers(ShopRows rows, ShardingFunction slots, Spread spread) throws IOException {
        CopyLine line = new CopyLine();
        for (int customer = 0; customer < rows.customers(); customer++) {
            rows.customer(customer, line);
            spread.toShard(shardOf(slots, rows.customerId(customer)), line.take());
        }
    }

    private void orders(ShopRows rows, ShardingFunction slots, Spread spread) throws IOException {
        CopyLine line = new CopyLine();
        for (long order = 0; order < orders; order++) {
            rows.order(order, line);
            spread.toShard(shardOf(slots, rows.customerId(rows.customerOf(order))), line.take());
        }
    }

    private void items(ShopRows rows, ShardingFunction slots, Spread spread) throws IOException {
        CopyLine line = new CopyLine();
        for (long order = 0; order < orders; order++) {
            long customerId = rows.customerId(rows.customerOf(order));
            int lines = rows.lines(order);
            for (int number = 0; number < lines; number++) {
                rows.item(order, customerId, number, line);
                spread.toShard(shardOf(slots, customerId), line.take());
            }
        }
    }

    private static void events(ShopRows rows, ShardingFunction slots, Spread spread) throws IOException {
        CopyLine line = new CopyLine();
        for (long event = 0; event < rows.events(); event++) {
            UUID id = rows.eventId(event);
            rows.event(event, line);
            KeyValue key = new KeyValue.Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits());
            spread.toShard(slots.shardOf(ImmutableList.of(key)).orElseThrow(), line.take());
        }
    }

    private static int shardOf(ShardingFunction slots, long customerId) {
        return slots.shardOf(ImmutableList.of(new KeyValue.Int(customerId))).orElseThrow();
    }

    private static ImmutableList<String> countryCodes() {
        return COUNTRIES.lines().map(line -> line.substring(0, 2)).collect(ImmutableList.toImmutableList());
    }

    private static String resource(String name) {
        try {
            return Resources.toString(Resources.getResource(Shop.class, name), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Writes `kintsugi.toml`, `shardmap.toml` and `users.toml` for a router that listens on `port` in front of
    /// `shards`.
    public static void writeConfig(Path directory, int port, List<PostgresAddress> shards) throws IOException {
        Files.createDirectories(directory);
        StringBuilder router = new StringBuilder("""
            [listen]
            host = "127.0.0.1"
            port = %d

            [router]
            database = "%s"
            admin_users = "%s"
            """.formatted(port, DATABASE, USER));
        for (int ordinal = 0; ordinal < shards.size(); ordinal++) {
            PostgresAddress shard = shards.get(ordinal);
            router.append("""

                [[shards]]
                name = "s%d"
                host = "%s"
                port = %d
                """.formatted(ordinal, shard.host(), shard.port()));
        }
        Files.writeString(directory.resolve("kintsugi.toml"), router);
        Files.writeString(directory.resolve("shardmap.toml"), """
            [groups.customer]
            key = ["bigint"]

            [groups.event]
            key = ["uuid"]

            [tables]
            customers   = { group = "customer", key = "id" }
            orders      = { group = "customer", key = "customer_id" }
            order_items = { group = "customer", key = "customer_id" }
            events      = { group = "event", key = "id" }
            countries   = { reference = true }
            products    = { reference = true }
            """);
        Path users = directory.resolve("users.toml");
        Files.deleteIfExists(users);
        Files.createFile(users, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(users, """
            [[users]]
            name = "%s"
            auth = "trust"
            """.formatted(USER));
    }
}
