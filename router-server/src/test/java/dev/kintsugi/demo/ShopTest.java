package dev.kintsugi.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShopTest {
    private static final ImmutableList<String> SHARDED =
            ImmutableList.of("customers", "orders", "order_items", "events");
    private static final ImmutableList<String> REFERENCE = ImmutableList.of("countries", "products");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void theShardsTogetherHoldTheOraclesRows(int shards) throws IOException {
        TestCluster cluster = TestCluster.shop(shards);
        for (String table : SHARDED) {
            List<String> union = new ArrayList<>();
            for (PostgresAddress shard : cluster.shards()) {
                union.addAll(rows(shard, table));
            }
            assertThat(union).as(table).containsExactlyInAnyOrderElementsOf(rows(cluster.oracle(), table));
        }
        for (String table : REFERENCE) {
            for (PostgresAddress shard : cluster.shards()) {
                assertThat(rows(shard, table)).as(table).isEqualTo(rows(cluster.oracle(), table));
            }
        }
    }

    /// Postgres' own hash functions say where a row belongs, so the router cannot disagree with its shards.
    @ParameterizedTest
    @CsvSource({"customers, id, int8", "orders, customer_id, int8", "order_items, customer_id, int8", "events, id, uuid"
    })
    void rowsLieInTheSlotsOfTheirShard(String table, String key, String type) throws IOException {
        ImmutableList<PostgresAddress> shards = TestCluster.shop(4).shards();
        for (int ordinal = 0; ordinal < shards.size(); ordinal++) {
            // 4096 slots in four equal parts: a slot's part is the hash's bits 10 and 11
            String hash = type.equals("int8")
                    ? "hashint8extended(%s, 8816678312871386365)"
                    : "uuid_hash_extended(%s, 8816678312871386365)";
            assertThat(rows(
                            shards.get(ordinal),
                            "(SELECT DISTINCT (combine >> 10) & 3 FROM (SELECT " + combined(hash.formatted(key))
                                    + " AS combine FROM " + table + ") h) p"))
                    .as(table)
                    .containsExactly("(" + ordinal + ")");
        }
    }

    /// What `hash_combine64(0, hash)` adds to the hash of a single key column.
    private static String combined(String hash) {
        return "(((" + hash + ")::numeric + 5305509591434766563)::numeric % 18446744073709551616 % 4096 + 4096)::int";
    }

    @Test
    void theRowsHoldWhatMakesMergingHard() throws IOException {
        PostgresAddress oracle = TestCluster.shop(1).oracle();
        assertThat(value(oracle, "SELECT count(*) FROM orders WHERE total = 'NaN'"))
                .isEqualTo("1");
        assertThat(number(oracle, "SELECT count(*) FROM orders WHERE total < 0"))
                .isPositive();
        assertThat(number(oracle, "SELECT count(*) FROM customers WHERE id < 0"))
                .isPositive();
        assertThat(number(
                        oracle,
                        "SELECT max(scales) FROM (SELECT count(DISTINCT scale(total)) AS scales FROM orders"
                                + " WHERE total <> 'NaN' GROUP BY total) s"))
                .isGreaterThan(1);
        assertThat(number(oracle, "SELECT max(n) FROM (SELECT count(*) AS n FROM orders GROUP BY placed_at) s"))
                .isGreaterThan(1);
        assertThat(number(oracle, "SELECT count(*) FROM customers WHERE rating * 4 <> floor(rating * 4)"))
                .isZero();
        assertThat(rows(
                        oracle,
                        "(SELECT a.attrelid::regclass || '.' || a.attname FROM pg_attribute a JOIN pg_stats s"
                                + " ON s.tablename = a.attrelid::regclass::text AND s.attname = a.attname"
                                + " WHERE s.schemaname = 'public' AND NOT a.attnotnull AND s.null_frac = 0"
                                // other tests keep tables of their own here
                                + " AND s.tablename IN ('countries', 'products', 'customers', 'orders', 'order_items',"
                                + " 'events')) n"))
                .as("nullable columns without NULLs")
                .isEmpty();
    }

    @Test
    void foreignKeysHoldOnEveryShard() throws IOException {
        for (PostgresAddress shard : TestCluster.shop(2).shards()) {
            try (PlainConnection connection = PlainConnection.open(shard)) {
                connection.query("BEGIN");
                connection.query("""
                    ALTER TABLE customers DROP CONSTRAINT customers_country_fkey,
                          ADD FOREIGN KEY (country) REFERENCES countries;
                    ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey,
                          ADD FOREIGN KEY (customer_id) REFERENCES customers;
                    ALTER TABLE order_items DROP CONSTRAINT order_items_product_id_fkey,
                      DROP CONSTRAINT order_items_customer_id_order_id_fkey,
                      ADD FOREIGN KEY (product_id) REFERENCES products,
                      ADD FOREIGN KEY (customer_id, order_id) REFERENCES orders;
                    ROLLBACK
                    """);
            }
        }
    }

    @Test
    void theUsersFileIsForItsOwnerOnly(@TempDir Path directory) throws IOException {
        Shop.writeConfig(
                directory, 6432, ImmutableList.of(new PostgresAddress("127.0.0.1", 5501, "postgres", "postgres")));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("users.toml"))))
                .isEqualTo("rw-------");
        assertThat(Files.readString(directory.resolve("kintsugi.toml"))).contains("port = 6432", "port = 5501");
        assertThat(Files.readString(directory.resolve("shardmap.toml"))).contains("order_items");
    }

    private static List<String> rows(PostgresAddress server, String source) throws IOException {
        try (PlainConnection connection = PlainConnection.open(server)) {
            String alias = source.startsWith("(") ? source.substring(source.lastIndexOf(' ') + 1) : source;
            return connection.query("SELECT (%s.*)::text FROM %s ORDER BY 1".formatted(alias, source)).stream()
                    .map(row -> row.getFirst().orElseThrow())
                    .toList();
        }
    }

    private static String value(PostgresAddress server, String sql) throws IOException {
        try (PlainConnection connection = PlainConnection.open(server)) {
            Optional<String> value = connection.query(sql).getFirst().getFirst();
            return value.orElse("NULL");
        }
    }

    private static long number(PostgresAddress server, String sql) throws IOException {
        return Long.parseLong(value(server, sql));
    }
}
