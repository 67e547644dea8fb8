package dev.kintsugi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// EXPLAIN of statements over several shards, in every way that a driver can ask.
class ExplainTest extends JdbcWays {
    private static final String SORTED = "SELECT id, label FROM wire_rows ORDER BY id DESC LIMIT 3";
    private static final String GROUPED = "SELECT n, count(*) FROM wire_rows GROUP BY n ORDER BY n";
    private static final String GATHERED = "SELECT string_agg(label, ',') FROM wire_rows WHERE id > 2";

    private static List<String> rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.getMetaData().getColumnName(1)).isEqualTo("QUERY PLAN");
            List<String> lines = new ArrayList<>();
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
            return lines;
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        return String.join("\n", rows(connection, sql));
    }

    /// A path's value in a document, as Postgres reads it.
    private static String at(Connection connection, String document, String path) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT ?::json #>> ?::text[]")) {
            statement.setString(1, document);
            statement.setString(2, path);
            try (ResultSet rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                return String.valueOf(rows.getString(1));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theMergeOverTheShardsPlans(ImmutableMap<String, String> way) throws SQLException {
        try (Connection connection = connect(way)) {
            String text = text(connection, "EXPLAIN (COSTS OFF) " + SORTED);
            assertThat(text).startsWith("""
                Limit
                  Count: 3
                  ->  Merge Sort
                        Sort Key: column 3 DESC
                        Shard SQL: SELECT id, label, (id) AS kintsugi_1 FROM wire_rows ORDER BY id DESC LIMIT 3
                        ->  Shard
                              Shard: s0
                              ->  Limit
                                    ->  Index Scan Backward using wire_rows_pkey on wire_rows
                        ->  Shard
                              Shard: s1
                """);
            assertThat(text.lines().filter(line -> line.contains("Index Scan"))).hasSize(SHARDS);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void optionsReachTheShards(ImmutableMap<String, String> way) throws SQLException {
        try (Connection connection = connect(way)) {
            String text = text(connection, "EXPLAIN (VERBOSE, SETTINGS, SUMMARY, MEMORY) " + GROUPED);
            assertThat(text)
                    .contains("Merge Aggregate\n")
                    .contains("Group Key: column 3\n")
                    .contains("(cost=")
                    .contains("Planning Time:")
                    .contains("Memory: used=");
            assertThat(text.lines().filter(line -> line.contains("Planning Time:")))
                    .hasSize(SHARDS);
            assertThat(text(connection, "EXPLAIN " + GROUPED)).doesNotContain("Planning Time");
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void analyzeCounts(ImmutableMap<String, String> way) throws SQLException {
        try (Connection connection = connect(way)) {
            List<String> rows = rows(connection, "EXPLAIN (ANALYZE, BUFFERS, WAL, SERIALIZE) " + GROUPED);
            String text = String.join("\n", rows);
            assertThat(rows.getFirst())
                    .matches("Sort  \\(actual time=\\d+\\.\\d{3}\\.\\.\\d+\\.\\d{3} rows=\\d+ bytes=\\d+ loops=1\\)");
            assertThat(text).contains("Router Time:").contains("Serialization: ");
            assertThat(rows.getLast()).matches("Execution Time: \\d+\\.\\d{3} ms");
            long groups = count(connection, "id > 0 AND n IS NOT NULL") == 0 ? 0 : groups(connection);
            assertThat(rows.getFirst()).contains("rows=" + groups + " ");
            long fromShards = rows.stream()
                    .filter(line -> line.matches(" *->  Shard  .*"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll(".*rows=(\\d+).*", "$1")))
                    .sum();
            assertThat(text).contains("Append  (actual").contains(" rows=" + fromShards + " ");
        }
    }

    private static long groups(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(DISTINCT coalesce(n, -1)) FROM wire_rows")) {
            assertThat(rows.next()).isTrue();
            return rows.getLong(1);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void analyzeWithoutTimes(ImmutableMap<String, String> way) throws SQLException {
        try (Connection connection = connect(way)) {
            String text =
                    text(connection, "EXPLAIN (ANALYZE, TIMING OFF, SUMMARY 0, COSTS OFF, BUFFERS OFF) " + SORTED);
            assertThat(text)
                    .startsWith("Limit  (actual rows=3 bytes=")
                    .doesNotContain("time=")
                    .doesNotContain("Time:");
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void oneJsonDocument(ImmutableMap<String, String> way) throws SQLException {
        try (Connection connection = connect(way)) {
            for (String option : List.of("", "ANALYZE, ", "ANALYZE, SETTINGS, VERBOSE, SUMMARY 1, ")) {
                String document = text(connection, "EXPLAIN (" + option + "FORMAT JSON) " + SORTED);
                assertThat(at(connection, document, "{0,Plan,Node Type}")).isEqualTo("Limit");
                assertThat(at(connection, document, "{0,Plan,Plans,0,Node Type}"))
                        .isEqualTo("Merge Sort");
                assertThat(at(connection, document, "{0,Plan,Plans,0,Plans,3,Shard}"))
                        .isEqualTo("s3");
                assertThat(at(connection, document, "{0,Plan,Plans,0,Plans,3,Plans,0,Node Type}"))
                        .isEqualTo("Limit");
                assertThat(at(connection, document, "{0,Plan,Plans,0,Plans,3,Plans,0,Plans,0,Node Type}"))
                        .isEqualTo("Index Scan");
                assertThat(at(connection, document, "{0,Plan,Actual Rows}")).isEqualTo(option.isEmpty() ? "null" : "3");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aGather(ImmutableMap<String, String> way) throws SQLException {
        try (Connection connection = connect(way)) {
            String plain = text(connection, "EXPLAIN (COSTS OFF) " + GATHERED);
            assertThat(plain)
                    .startsWith("Gather on Home Shard\n  No Scatter: string_agg() is not supported")
                    .contains("->  Home Shard\n        Shard: s0\n        Run: ")
                    .contains("Run: SELECT string_agg(label, ',') FROM pg_temp")
                    .contains("->  Pull\n        Relation Name: public.wire_rows")
                    .contains("Shard: s3\n")
                    .contains("Filter: (id > 2)");
            String analyzed = text(connection, "EXPLAIN (ANALYZE, COSTS OFF, BUFFERS OFF) " + GATHERED);
            assertThat(analyzed)
                    .contains("->  Pull  (actual time=")
                    .contains(" rows=18 ")
                    .contains("Execution Time: ");
            String document = text(connection, "EXPLAIN (ANALYZE, FORMAT JSON) " + GATHERED);
            assertThat(at(connection, document, "{0,Plan,Plans,1,Actual Rows}")).isEqualTo("18");
            assertThat(at(connection, document, "{0,Plan,Plans,0,Plans,0,Node Type}"))
                    .isEqualTo("Aggregate");
            connection.setAutoCommit(false);
            assertThat(text(connection, "EXPLAIN ANALYZE " + GATHERED)).contains("Pull  (actual");
            assertThat(text(connection, "EXPLAIN " + GATHERED)).contains("Pull\n");
            connection.rollback();
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void parameters(ImmutableMap<String, String> way) throws SQLException {
        try (Connection connection = connect(way)) {
            for (int from = 2; from < 5; from++) {
                try (PreparedStatement statement = connection.prepareStatement(
                        "EXPLAIN (ANALYZE, COSTS OFF, BUFFERS OFF, FORMAT JSON) SELECT * FROM wire_rows WHERE id >"
                                + " ?")) {
                    statement.setLong(1, from);
                    try (ResultSet rows = statement.executeQuery()) {
                        assertThat(rows.next()).isTrue();
                        String document = rows.getString(1);
                        assertThat(at(connection, document, "{0,Plan,Actual Rows}"))
                                .isEqualTo("" + (20 - from));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void fetchedPieceByPiece(ImmutableMap<String, String> way) throws SQLException {
        try (Connection connection = connect(way)) {
            List<String> whole = rows(connection, "EXPLAIN (COSTS OFF) " + GROUPED);
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.setFetchSize(3);
                try (ResultSet rows = statement.executeQuery("EXPLAIN (COSTS OFF) " + GROUPED)) {
                    List<String> pieces = new ArrayList<>();
                    while (rows.next()) {
                        pieces.add(rows.getString(1));
                    }
                    assertThat(pieces).isEqualTo(whole);
                }
            }
            connection.rollback();
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void errors(ImmutableMap<String, String> way) throws SQLException {
        try (Connection connection = connect(way)) {
            assertFails(connection, "EXPLAIN (FORMAT XML) " + SORTED, "0A000");
            assertFails(connection, "EXPLAIN (FORMAT 'yaml') " + SORTED, "0A000");
            assertFails(connection, "EXPLAIN (NONSENSE) " + SORTED, "42601");
            assertFails(connection, "EXPLAIN (TIMING) " + SORTED, "22023");
            assertFails(connection, "EXPLAIN (FORMAT nonsense) " + SORTED, "22023");
            assertFails(connection, "EXPLAIN SELECT nonsense FROM wire_rows", "42703");
            assertFails(connection, "EXPLAIN ANALYZE SELECT 1 / (id - 7) FROM wire_rows", "22012");
            assertFails(connection, "EXPLAIN ANALYZE SELECT count(DISTINCT 1 / (id - 7)) FROM wire_rows", "22012");
            assertFails(connection, "EXPLAIN ANALYZE UPDATE wire_rows SET n = 1 WHERE n = 2", "0A000");
            assertThat(text(connection, "EXPLAIN (FORMAT 'text') " + SORTED)).startsWith("Limit");
            assertThat(text(connection, "EXPLAIN (ANALYZE 0) " + SORTED)).doesNotContain("actual");
            assertThat(text(connection, "EXPLAIN (ANALYZE 1) " + SORTED)).contains("actual");
        }
    }

    private static void assertFails(Connection connection, String sql, String code) {
        assertThatThrownBy(() -> rows(connection, sql))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        e -> assertThat(e.getSQLState()).as(sql + ": " + e).isEqualTo(code));
    }

    @Test
    void nothingRunsWithoutAnalyze() throws SQLException {
        try (Connection connection = connect(ImmutableMap.of())) {
            String slow = "SELECT pg_sleep(600) FROM wire_rows";
            assertThat(text(connection, "EXPLAIN " + slow)).startsWith("Gather on Home Shard");
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET statement_timeout = 200");
            }
            assertFails(connection, "EXPLAIN ANALYZE " + slow, "57014");
        }
    }

    @Test
    void severalStatementsInOneQuery() throws SQLException {
        try (Connection connection = connect(ImmutableMap.of("preferQueryMode", "simple"));
                Statement statement = connection.createStatement()) {
            boolean hasRows = statement.execute("EXPLAIN " + SORTED + "; EXPLAIN ANALYZE " + GATHERED + "; SELECT 1");
            List<String> firsts = new ArrayList<>();
            while (hasRows) {
                try (ResultSet rows = statement.getResultSet()) {
                    assertThat(rows.next()).isTrue();
                    firsts.add(rows.getString(1));
                }
                hasRows = statement.getMoreResults();
            }
            assertThat(firsts.stream().collect(Collectors.joining("|"))).isEqualTo("Limit|Gather on Home Shard|1");
        }
    }
}
