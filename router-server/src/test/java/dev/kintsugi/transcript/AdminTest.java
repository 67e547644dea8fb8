package dev.kintsugi.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.collect.ImmutableMap;
import dev.kintsugi.config.ConfigLoader;
import dev.kintsugi.demo.PlainConnection;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.demo.Shop;
import dev.kintsugi.execute.commit.CommitWatch;
import dev.kintsugi.server.RouterServer;
import dev.kintsugi.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The admin database through a driver: who may enter, what it shows, and what it does.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminTest {
    private static final String CANARY = "canary-of-a-secret";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private RouterServer router;
    private RouterGuard guard;

    @BeforeAll
    void start() throws IOException {
        Path configuration = TestRouter.configuration(TestCluster.shop(2).shards(), "");
        Path settings = configuration.resolve(ConfigLoader.SETTINGS_FILE);
        Files.writeString(settings, Files.readString(settings).replace("admin_users = \"" + Shop.USER + "\"\n", """
            admin_users = ["ops"]
            stats_users = ["grafana"]
            """));
        Path users = configuration.resolve(ConfigLoader.USERS_FILE);
        Files.writeString(users, Files.readString(users) + """
            [[users]]
            name = "ops"
            password = "%s"
            [[users]]
            name = "grafana"
            auth = "trust"
            """.formatted(CANARY));
        router = TestRouter.start(configuration, CommitWatch.NONE);
    }

    @BeforeEach
    void watch() {
        guard = RouterGuard.of(router);
    }

    @AfterEach
    void nothingIsLeft() {
        guard.close();
    }

    @AfterAll
    void stop() {
        router.close();
    }

    private Connection connect(String user, String database, Map<String, String> more) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", user.equals("ops") ? CANARY : "");
        properties.putAll(more);
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + router.port() + "/" + database, properties);
    }

    private Connection console(String user) throws SQLException {
        return connect(user, "kintsugi", ImmutableMap.of("preferQueryMode", "simple"));
    }

    private static List<Map<String, String>> ask(Connection connection, String command) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(command)) {
            return read(rows);
        }
    }

    private static List<Map<String, String>> read(ResultSet rows) throws SQLException {
        List<Map<String, String>> all = new ArrayList<>();
        while (rows.next()) {
            ImmutableMap.Builder<String, String> row = ImmutableMap.builder();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                String value = rows.getString(i);
                row.put(rows.getMetaData().getColumnName(i), value == null ? "NULL" : value);
            }
            all.add(row.buildOrThrow());
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"kintsugi", "pgbouncer"})
    void nobodyEntersUnlessNamed(String database) throws SQLException {
        for (String user : List.of("ops", "grafana")) {
            try (Connection connection = connect(user, database, ImmutableMap.of("preferQueryMode", "simple"))) {
                assertThat(ask(connection, "SHOW VERSION").getFirst().get("version"))
                        .startsWith("Kintsugi");
            }
        }
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> connect(Shop.USER, database, ImmutableMap.of()))
                .withMessageContaining("permission denied for database")
                .withMessageContaining("router.admin_users")
                .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("42501"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL_CLIENT 1", "RECONNECT"})
    void whoLooksMayNotTouch(String command) throws SQLException {
        try (Connection connection = console("grafana");
                Statement statement = connection.createStatement()) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> statement.execute(command))
                    .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("42501"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SHOW NONSENSE | 42601 | there is no SHOW nonsense",
                "DROP TABLE t | 42601 | unknown command",
                "SHOW POOLS WHERE colour = 'red' | 42703 | column \"colour\" does not exist",
                "SHOW POOLS WHERE cl_active = 'x' | 42601 | a whole number is expected",
                "SHOW POOLS WHERE user ~ 'x' | 42601 | a comparison is expected",
                "SHOW POOLS ORDER user | 42601 | \"by\" is expected",
                "SHOW POOLS LIMIT 1 1 | 42601 | unexpected \"1\"",
                "SHOW POOLS WHERE user = | 42601 | a string is expected",
                "SHOW POOLS WHERE | 42601 | a column is expected",
                "KILL_CLIENT 99999999999 | 42601 | a whole number is expected",
                "KILL_CLIENT 1 | 42704 | there is no client with the id 1",
                "SET pool_size = 5 | 42601 | the console has no settings",
                "SHOW POOLS; SHOW NONSENSE | 42601 | there is no SHOW nonsense",
                "SHOW 'x' | 42601 | unexpected",
            })
    void whatIsNotUnderstood(String command, String code, String message) throws SQLException {
        try (Connection connection = console("ops");
                Statement statement = connection.createStatement()) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> statement.execute(command.strip()))
                    .withMessageContaining(message)
                    .satisfies(e -> assertThat(e.getSQLState()).isEqualTo(code));
            assertThat(ask(connection, "SHOW HELP")).isNotEmpty(); // and the session goes on
        }
    }

    @Test
    void everyViewAnswersWithItsColumnsAndNoSecret() throws SQLException {
        try (Connection shop = connect(Shop.USER, Shop.DATABASE, ImmutableMap.of());
                Connection connection = console("ops")) {
            ask(shop, "SELECT count(*) FROM orders");
            List<Map<String, String>> help = ask(connection, "SHOW HELP ORDER BY command");
            List<String> views = help.stream()
                    .map(row -> row.get("command"))
                    .filter(command -> command.startsWith("SHOW "))
                    .map(command -> command.substring(0, command.indexOf(" [")))
                    .toList();
            assertThat(views)
                    .hasSizeGreaterThan(12)
                    .contains("SHOW TWO PHASE", "SHOW SHARD MAP")
                    .isSorted();
            for (String view : views) {
                List<Map<String, String>> rows = ask(connection, view);
                assertThat(rows.toString()).as(view).doesNotContain(CANARY);
                if (!view.equals("SHOW TWO PHASE")) {
                    assertThat(rows).as(view).isNotEmpty();
                }
            }
        }
    }

    @Test
    void clientsPoolsAndServersTellOfATransaction() throws SQLException {
        try (Connection shop =
                        connect(Shop.USER, Shop.DATABASE, ImmutableMap.of("ApplicationName", "the shop's till"));
                Connection connection = console("grafana")) {
            shop.setAutoCommit(false);
            ask(shop, "SELECT count(*) FROM orders");
            List<Map<String, String>> clients =
                    ask(connection, "SHOW CLIENTS WHERE state = 'idle in transaction' AND user = '" + Shop.USER + "'");
            assertThat(clients).hasSize(1);
            assertThat(clients.getFirst())
                    .containsEntry("database", Shop.DATABASE)
                    .containsEntry("application_name", "the shop's till")
                    .containsEntry("shards", "s0,s1")
                    .containsEntry("addr", "127.0.0.1")
                    .containsEntry("tls", "");
            List<Map<String, String>> pools = ask(
                    connection, "SHOW POOLS WHERE sv_active > 0 AND user = '" + Shop.USER + "' ORDER BY shard DESC");
            assertThat(pools).extracting(row -> row.get("shard")).containsExactly("s1", "s0");
            assertThat(ask(connection, "SHOW SERVERS WHERE state = 'active'")).hasSizeGreaterThanOrEqualTo(2);
            shop.rollback();
            assertThat(ask(connection, "SHOW POOLS WHERE sv_active > 0 OR cl_waiting > 0"))
                    .isEmpty();
            assertThat(ask(connection, "SHOW SERVERS LIMIT 1")).hasSize(1);
        }
    }

    @Test
    void statisticsCountStatementsTransactionsAndBytes() throws SQLException {
        try (Connection shop = connect(Shop.USER, Shop.DATABASE, ImmutableMap.of());
                Connection connection = console("grafana")) {
            Map<String, String> before = ask(connection, "SHOW STATS").getFirst();
            shop.setAutoCommit(false);
            for (int i = 0; i < 10; i++) {
                try (PreparedStatement statement =
                        shop.prepareStatement("SELECT * FROM orders WHERE customer_id = ?")) {
                    statement.setLong(1, i);
                    read(statement.executeQuery());
                }
            }
            shop.commit();
            Map<String, String> after = ask(connection, "SHOW STATS").getFirst();
            assertThat(growth(before, after, "total_xact_count")).isEqualTo(1);
            assertThat(growth(before, after, "total_query_count")).isEqualTo(12); // BEGIN, ten, COMMIT
            assertThat(growth(before, after, "total_received")).isBetween(500L, 20_000L);
            assertThat(growth(before, after, "total_sent")).isBetween(500L, 200_000L);
            assertThat(growth(before, after, "total_query_time")).isPositive();
            assertThat(growth(before, after, "total_xact_time"))
                    .isGreaterThanOrEqualTo(growth(before, after, "total_query_time"));
        }
    }

    private static long growth(Map<String, String> before, Map<String, String> after, String column) {
        return Long.parseLong(after.get(column)) - Long.parseLong(before.get(column));
    }

    @Test
    void aKilledClientHearsOfItAndItsTransactionEnds() throws SQLException {
        try (Connection victim = connect(Shop.USER, Shop.DATABASE, ImmutableMap.of());
                Connection connection = console("ops");
                Statement statement = connection.createStatement()) {
            victim.setAutoCommit(false);
            ask(victim, "SELECT count(*) FROM orders");
            String id = ask(connection, "SHOW CLIENTS WHERE user = '" + Shop.USER + "'")
                    .getFirst()
                    .get("id");
            statement.execute("KILL_CLIENT " + id);
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> ask(victim, "SELECT 1"))
                    .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("57P01"));
        }
    }

    @Test
    void reconnectReplacesConnectionsAsTheyBecomeFree() throws SQLException {
        try (Connection shop = connect(Shop.USER, Shop.DATABASE, ImmutableMap.of());
                Connection connection = console("ops");
                Statement statement = connection.createStatement()) {
            ask(shop, "SELECT count(*) FROM orders");
            shop.setAutoCommit(false);
            String held = ask(shop, "SELECT pg_backend_pid() FROM orders WHERE customer_id = 1 LIMIT 1")
                    .toString();
            statement.execute("RECONNECT");
            assertThat(ask(shop, "SELECT pg_backend_pid() FROM orders WHERE customer_id = 1 LIMIT 1"))
                    .hasToString(held);
            awaitServers(connection, 2); // the one that has the rows, and the one that described them
            shop.commit();
            awaitServers(connection, 0);
            ask(shop, "SELECT count(*) FROM orders");
            shop.commit();
        }
    }

    private static void awaitServers(Connection connection, int count) throws SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String command = "SHOW SERVERS WHERE user = '" + Shop.USER + "'";
        while (ask(connection, command).size() != count) {
            assertThat(System.nanoTime())
                    .as("server connections become %s: %s", count, ask(connection, command))
                    .isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    @Test
    void theExtendedProtocolAsksToo() throws SQLException {
        try (Connection connection = connect("grafana", "pgbouncer", ImmutableMap.of("prepareThreshold", "-1"));
                PreparedStatement statement = connection.prepareStatement("SHOW LISTS WHERE list = 'shards'")) {
            for (int i = 0; i < 3; i++) {
                assertThat(read(statement.executeQuery())).isEqualTo(List.of(Map.of("list", "shards", "items", "2")));
            }
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> ask(connection, "SHOW NONSENSE"))
                    .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("42601"));
            assertThat(read(statement.executeQuery())).hasSize(1);
        }
    }

    @Test
    void preparedTransactionsAreShown() throws SQLException, IOException {
        PostgresAddress shard = TestCluster.shop(2).shards().get(1);
        String gid = "kintsugi_0123456789abcdef_1_1_0_1_00000001_3";
        try (PlainConnection direct = PlainConnection.open(shard);
                Connection connection = console("grafana")) {
            direct.query("BEGIN; SELECT txid_current()");
            direct.query("PREPARE TRANSACTION '" + gid + "'");
            try {
                List<Map<String, String>> shown = ask(connection, "SHOW TWO_PHASE WHERE gid = '" + gid + "'");
                assertThat(shown).hasSize(1);
                assertThat(shown.getFirst()).containsEntry("shard", "s1").containsEntry("owner", shard.user());
            } finally {
                direct.query("ROLLBACK PREPARED '" + gid + "'");
            }
        }
    }
}
