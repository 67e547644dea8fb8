package dev.kintsugi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.testing.TestCluster;
import dev.kintsugi.transcript.Target;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What pgjdbc does beside rows: metadata, errors, cancel, passwords, several statements at once.
class JdbcControlTest extends JdbcWays {
    @Test
    void metadata() throws SQLException {
        try (Connection connection = connect(ImmutableMap.of())) {
            DatabaseMetaData metadata = connection.getMetaData();
            assertThat(metadata.getDatabaseProductName()).isEqualTo("PostgreSQL");
            List<String> tables = new ArrayList<>();
            try (ResultSet rows = metadata.getTables(null, "public", "wire\\_%", new String[] {"TABLE"})) {
                while (rows.next()) {
                    tables.add(rows.getString("TABLE_NAME"));
                }
            }
            assertThat(tables).containsExactly("wire_codes", "wire_pairs", "wire_rows", "wire_types");
            List<String> columns = new ArrayList<>();
            try (ResultSet rows = metadata.getColumns(null, "public", "wire\\_rows", "%")) {
                while (rows.next()) {
                    columns.add(rows.getString("COLUMN_NAME") + " " + rows.getString("TYPE_NAME"));
                }
            }
            assertThat(columns).containsExactly("id int8", "n int4", "label text");
            try (ResultSet rows = metadata.getPrimaryKeys(null, "public", "wire_pairs")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString("COLUMN_NAME")).isEqualTo("id");
            }
            try (ResultSet rows = metadata.getIndexInfo(null, "public", "wire_rows", true, false)) {
                assertThat(rows.next()).isTrue();
            }
            try (PreparedStatement select = connection.prepareStatement("SELECT id, label FROM wire_rows ORDER BY 1")) {
                assertThat(select.getMetaData().getColumnCount()).isEqualTo(2);
                assertThat(select.getMetaData().getColumnTypeName(1)).isEqualTo("int8");
                assertThat(select.getMetaData().isNullable(1)).isEqualTo(0);
            }
            assertThat(connection.isValid(5)).isTrue();
            assertThat(connection.getSchema()).isEqualTo("public");
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void errorsAndWarnings(Map<String, String> way) throws SQLException {
        ImmutableMap<String, String> states = ImmutableMap.of(
                "SELECT no_such_column FROM wire_rows WHERE id = 1", "42703",
                "SELECT 1/0", "22012",
                "SELEC 1", "42601",
                "SELECT 1 FROM no_such_table", "42P01",
                "INSERT INTO wire_rows VALUES (1, 1, 'x')", "23505",
                "UPDATE wire_rows SET id = n", "0A000",
                "SELECT 'x'::int FROM wire_rows ORDER BY id", "22P02");
        try (Connection connection = connect(way);
                Statement statement = connection.createStatement()) {
            for (Map.Entry<String, String> state : states.entrySet()) {
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> statement.execute(state.getKey()))
                        .satisfies(e ->
                                assertThat(e.getSQLState()).as(state.getKey()).isEqualTo(state.getValue()));
            }
            statement.execute("SELECT wire_notice('hello') FROM wire_rows WHERE id = 1");
            SQLWarning warning = statement.getWarnings();
            assertThat(warning.getMessage()).isEqualTo("heard: hello");
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void cancel(Map<String, String> way) throws SQLException {
        try (Connection connection = connect(way);
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1); // the driver sends a cancel request after a second
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> statement.execute("SELECT pg_sleep(65)"))
                    .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("57014"));
            statement.setQueryTimeout(0);
            assertThat(count(connection, "true")).isEqualTo(20);
            CompletableFuture<Void> cancelled =
                    CompletableFuture.runAsync(() -> cancelWhenRunning(statement, "pg_sleep(66)"));
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> statement.execute("SELECT pg_sleep(66) FROM wire_rows WHERE id = 1"))
                    .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("57014"));
            cancelled.join();
            assertThat(count(connection, "true")).isEqualTo(20);
        }
    }

    /// The driver sends one request for a statement, and one that comes before the statement does nothing.
    private static void cancelWhenRunning(Statement statement, String text) {
        ImmutableList<PostgresAddress> shards = TestCluster.shop(SHARDS).shards();
        try {
            new Target(shards.get(0), shards, SHARDS).await(false, "sleep", text);
            statement.cancel();
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void passwords() throws SQLException {
        try (Connection connection = connect("wire_scram", "correct horse", ImmutableMap.of());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT current_user")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("wire_scram");
        }
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> connect("wire_scram", "wrong horse", ImmutableMap.of()))
                .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> connect("unheard_of", "x", ImmutableMap.of()))
                .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void severalStatementsInOneString(Map<String, String> way) throws SQLException {
        try (Connection connection = connect(way);
                Statement statement = connection.createStatement()) {
            assertThat(statement.execute("SELECT id FROM wire_rows WHERE id = 1; SELECT count(*) FROM wire_rows"))
                    .isTrue();
            assertThat(ids(statement.getResultSet())).containsExactly(1L);
            assertThat(statement.getMoreResults()).isTrue();
            assertThat(ids(statement.getResultSet())).containsExactly(20L);
        }
    }
}
