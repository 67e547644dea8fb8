package dev.kintsugi.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.server.RouterServer;
import dev.kintsugi.transcript.RouterGuard;
import dev.kintsugi.transcript.TestRouter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// pgjdbc in each of its ways to send a query, before a fresh router over four shards for each test.
abstract class JdbcWays {
    static final int SHARDS = 4;

    RouterServer router = TestRouter.over(SHARDS);
    private RouterGuard guard = RouterGuard.of(router);

    @BeforeEach
    final void start() {
        router = TestRouter.over(SHARDS);
        guard = RouterGuard.of(router);
    }

    @AfterEach
    final void nothingIsLeft() {
        guard.close();
    }

    /// How drivers are set up: server-side prepared at once with binary results, late, never, or by simple queries.
    static Stream<ImmutableMap<String, String>> ways() {
        return Stream.of(
                ImmutableMap.of(),
                ImmutableMap.of("prepareThreshold", "1", "binaryTransfer", "true"),
                ImmutableMap.of("prepareThreshold", "-1", "binaryTransfer", "true"),
                ImmutableMap.of("prepareThreshold", "0", "binaryTransfer", "false"),
                ImmutableMap.of("preferQueryMode", "extendedForPrepared"),
                ImmutableMap.of("preferQueryMode", "simple"));
    }

    final Connection connect(Map<String, String> way) throws SQLException {
        PostgresAddress address = TestRouter.address(router);
        return connect(address.user(), "", way);
    }

    final Connection connect(String user, String password, Map<String, String> way) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "20");
        properties.putAll(way);
        PostgresAddress address = TestRouter.address(router);
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/%s".formatted(address.host(), address.port(), address.database()), properties);
    }

    static List<Long> ids(ResultSet rows) throws SQLException {
        List<Long> ids = new ArrayList<>();
        while (rows.next()) {
            ids.add(rows.getLong(1));
        }
        return ids;
    }

    static long count(Connection connection, String where) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM wire_rows WHERE " + where)) {
            assertThat(rows.next()).isTrue();
            return rows.getLong(1);
        }
    }
}
