package dev.kintsugi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kintsugi.transcript.TestRouter;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.util.PGobject;

/// pgjdbc reads and writes rows through the router.
class JdbcTest extends JdbcWays {
    @ParameterizedTest
    @MethodSource("ways")
    void createReadUpdateDeleteByKey(Map<String, String> way) throws SQLException {
        try (Connection connection = connect(way);
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO wire_rows (id, n, label) VALUES (?, ?, ?)");
                PreparedStatement select =
                        connection.prepareStatement("SELECT id, n, label FROM wire_rows WHERE id = ?");
                PreparedStatement update = connection.prepareStatement("UPDATE wire_rows SET n = n + ? WHERE id = ?");
                PreparedStatement delete = connection.prepareStatement("DELETE FROM wire_rows WHERE id = ?")) {
            for (long id = 500; id < 512; id++) { // often enough for the driver to change its ways
                insert.setLong(1, id);
                insert.setInt(2, (int) id);
                insert.setString(3, id % 3 == 0 ? null : "label " + id);
                assertThat(insert.executeUpdate()).isEqualTo(1);
            }
            for (long id = 500; id < 512; id++) {
                update.setInt(1, 1);
                update.setLong(2, id);
                assertThat(update.executeUpdate()).isEqualTo(1);
                select.setLong(1, id);
                try (ResultSet row = select.executeQuery()) {
                    assertThat(row.next()).isTrue();
                    assertThat(row.getLong("id")).isEqualTo(id);
                    assertThat(row.getInt("n")).isEqualTo((int) id + 1);
                    assertThat(row.getString("label")).isEqualTo(id % 3 == 0 ? null : "label " + id);
                    assertThat(row.next()).isFalse();
                }
            }
            assertThat(count(connection, "id >= 500")).isEqualTo(12);
            for (long id = 500; id < 512; id++) {
                delete.setLong(1, id);
                assertThat(delete.executeUpdate()).isEqualTo(1);
            }
            assertThat(count(connection, "id >= 500")).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void batchesToOneKey(Map<String, String> way) throws SQLException {
        try (Connection connection = connect(way);
                PreparedStatement insert = connection.prepareStatement("INSERT INTO wire_pairs VALUES (?, ?, ?)")) {
            for (boolean autoCommit : new boolean[] {true, false}) {
                connection.setAutoCommit(autoCommit);
                int base = autoCommit ? 0 : 1_000;
                for (int part = base; part < base + 500; part++) {
                    insert.setLong(1, 77);
                    insert.setInt(2, part);
                    insert.setString(3, "note " + part);
                    insert.addBatch();
                }
                assertThat(insert.executeBatch()).hasSize(500).containsOnly(1);
                if (!autoCommit) {
                    connection.commit();
                }
            }
            // A batch that fails is undone as a whole, but where the driver sends each statement as a Query of its own.
            long kept = "simple".equals(way.get("preferQueryMode")) ? 3 : 0;
            connection.setAutoCommit(true);
            for (int part : new int[] {5_000, 5_001, -1, 5_002}) {
                insert.setLong(1, 77);
                insert.setInt(2, part);
                insert.setString(3, "x");
                insert.addBatch();
            }
            assertThatExceptionOfType(BatchUpdateException.class)
                    .isThrownBy(insert::executeBatch)
                    .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("23514"));
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT count(*) FROM wire_pairs WHERE id = 77")) {
                assertThat(ids(rows)).containsExactly(1_000L + kept);
            }
        } finally {
            TestRouter.over(SHARDS); // the next way finds the tables as they were
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void transactions(Map<String, String> way) throws SQLException {
        try (Connection connection = connect(way);
                Connection other = connect(way)) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("INSERT INTO wire_rows VALUES (601, 1, 'x')");
                assertThat(count(connection, "id = 601")).isEqualTo(1);
                assertThat(count(other, "id = 601")).isZero();
                connection.rollback();
                assertThat(count(connection, "id = 601")).isZero();
                statement.executeUpdate("INSERT INTO wire_rows VALUES (601, 1, 'x')");
                Savepoint savepoint = connection.setSavepoint();
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> statement.executeUpdate("INSERT INTO wire_rows VALUES (601, 1, 'x')"))
                        .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("23505"));
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> count(connection, "id = 601"))
                        .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("25P02"));
                connection.rollback(savepoint);
                assertThat(count(connection, "id < 1000")).isEqualTo(21);
                connection.commit();
                assertThat(count(other, "id = 601")).isEqualTo(1);
                statement.executeUpdate("DELETE FROM wire_rows WHERE id = 601");
                connection.commit();
            }
            connection.setReadOnly(true);
            try (Statement statement = connection.createStatement()) {
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> statement.executeUpdate("DELETE FROM wire_rows WHERE id = 1"))
                        .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("25006"));
            }
            connection.rollback();
            connection.setReadOnly(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            assertThat(count(connection, "true")).isEqualTo(20);
            connection.commit();
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void cursors(Map<String, String> way) throws SQLException {
        try (Connection connection = connect(way);
                PreparedStatement inner = connection.prepareStatement("SELECT label FROM wire_rows WHERE id = ?");
                PreparedStatement outer = connection.prepareStatement("SELECT id FROM wire_rows ORDER BY id")) {
            connection.setAutoCommit(false);
            outer.setFetchSize(3);
            inner.setFetchSize(3);
            List<Long> ids = new ArrayList<>();
            try (ResultSet rows = outer.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getLong(1));
                    inner.setLong(1, rows.getLong(1));
                    try (ResultSet row = inner.executeQuery()) {
                        assertThat(row.next()).isTrue();
                        assertThat(row.getString(1)).isEqualTo("row " + rows.getLong(1));
                    }
                }
            }
            assertThat(ids).isEqualTo(LongStream.rangeClosed(1, 20).boxed().toList());
            // Given up half way.
            try (ResultSet rows = outer.executeQuery()) {
                assertThat(rows.next()).isTrue();
            }
            connection.commit();
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void everyScalarTypeThereAndBack(Map<String, String> way) throws SQLException {
        OffsetDateTime moment = OffsetDateTime.of(2024, 2, 29, 12, 34, 56, 789_012_000, ZoneOffset.UTC);
        UUID uuid = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
        try (Connection connection = connect(way);
                PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO wire_types (id, c_bool, c_int2, c_int4, c_float4, c_float8, c_numeric, c_text,
                      c_varchar, c_char, c_bytea, c_date, c_time, c_timestamp, c_timestamptz, c_uuid, c_jsonb,
                      c_inet, c_ints, c_texts, c_status)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::order_status)\
                    """);
                PreparedStatement select = connection.prepareStatement("SELECT * FROM wire_types WHERE id = ?")) {
            for (long id = 700; id < 707; id++) {
                Object[] values = {
                    id,
                    true,
                    (short) -7,
                    123_456,
                    1.5f,
                    -2.25e-100,
                    new BigDecimal("123.450"),
                    "grüße 🎉",
                    "v",
                    "abc",
                    new byte[] {0, (byte) 0xff, '\\'},
                    LocalDate.of(2024, 2, 29),
                    LocalTime.of(1, 2, 3, 4_000),
                    LocalDateTime.of(1999, 12, 31, 23, 59, 59),
                    moment,
                    uuid
                };
                for (int i = 0; i < values.length; i++) {
                    insert.setObject(i + 1, values[i]);
                }
                insert.setObject(17, object("jsonb", "{\"a\": [1, null]}"));
                insert.setObject(18, object("inet", "10.0.0.1"));
                insert.setArray(19, connection.createArrayOf("int4", new Object[] {1, null, 3}));
                insert.setArray(20, connection.createArrayOf("text", new Object[] {"x,y", "\"q\"", null}));
                insert.setString(21, "paid");
                assertThat(insert.executeUpdate()).isEqualTo(1);
                select.setLong(1, id);
                try (ResultSet row = select.executeQuery()) {
                    assertThat(row.next()).isTrue();
                    assertRow(row, moment, uuid);
                }
            }
            nulls(connection);
            connection.createStatement().executeUpdate("DELETE FROM wire_types WHERE id = 700");
        } finally {
            TestRouter.over(SHARDS);
        }
    }

    private static void assertRow(ResultSet row, OffsetDateTime moment, UUID uuid) throws SQLException {
        assertThat(row.getBoolean("c_bool")).isTrue();
        assertThat(row.getShort("c_int2")).isEqualTo((short) -7);
        assertThat(row.getInt("c_int4")).isEqualTo(123_456);
        assertThat(row.getFloat("c_float4")).isEqualTo(1.5f);
        assertThat(row.getDouble("c_float8")).isEqualTo(-2.25e-100);
        assertThat(row.getBigDecimal("c_numeric")).isEqualTo(new BigDecimal("123.450"));
        assertThat(row.getString("c_text")).isEqualTo("grüße 🎉");
        assertThat(row.getString("c_varchar")).isEqualTo("v");
        assertThat(row.getString("c_char")).isEqualTo("abc  ");
        assertThat(row.getBytes("c_bytea")).containsExactly(0, 0xff, '\\');
        assertThat(row.getObject("c_date", LocalDate.class)).isEqualTo(LocalDate.of(2024, 2, 29));
        assertThat(row.getObject("c_time", LocalTime.class)).isEqualTo(LocalTime.of(1, 2, 3, 4_000));
        assertThat(row.getObject("c_timestamp", LocalDateTime.class))
                .isEqualTo(LocalDateTime.of(1999, 12, 31, 23, 59, 59));
        assertThat(row.getObject("c_timestamptz", OffsetDateTime.class)).isEqualTo(moment);
        assertThat(row.getObject("c_uuid", UUID.class)).isEqualTo(uuid);
        assertThat(row.getString("c_jsonb")).isEqualTo("{\"a\": [1, null]}");
        assertThat(row.getString("c_inet")).isEqualTo("10.0.0.1");
        Array ints = row.getArray("c_ints");
        assertThat((Object[]) ints.getArray()).containsExactly(1, null, 3);
        assertThat((Object[]) row.getArray("c_texts").getArray()).containsExactly("x,y", "\"q\"", null);
        assertThat(row.getString("c_status")).isEqualTo("paid");
        assertThat(row.getObject("c_interval")).isNull();
    }

    private static PGobject object(String type, String value) throws SQLException {
        PGobject object = new PGobject();
        object.setType(type);
        object.setValue(value);
        return object;
    }

    private static void nulls(Connection connection) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT id FROM wire_rows WHERE id = ? OR (n = ? AND id = 1)")) {
            select.setNull(1, Types.BIGINT);
            select.setNull(2, Types.INTEGER);
            assertThat(ids(select.executeQuery())).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void keysInLists(Map<String, String> way) throws SQLException {
        try (Connection connection = connect(way);
                PreparedStatement in =
                        connection.prepareStatement("SELECT id FROM wire_rows WHERE id IN (?, ?, ?) ORDER BY id");
                PreparedStatement any =
                        connection.prepareStatement("SELECT id FROM wire_rows WHERE id = ANY(?) ORDER BY id")) {
            for (int i = 0; i < 7; i++) {
                in.setLong(1, 3);
                in.setInt(2, 1);
                in.setLong(3, 20);
                assertThat(ids(in.executeQuery())).containsExactly(1L, 3L, 20L);
                any.setArray(1, connection.createArrayOf("int8", new Object[] {5L, 4L, null, 999L}));
                assertThat(ids(any.executeQuery())).containsExactly(4L, 5L);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void generatedKeys(Map<String, String> way) throws SQLException {
        try (Connection connection = connect(way);
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO wire_rows (id, n) VALUES (?, ?)", Statement.RETURN_GENERATED_KEYS);
                PreparedStatement named = connection.prepareStatement(
                        "UPDATE wire_rows SET label = ? WHERE id = ?", new String[] {"id", "label"});
                Statement delete = connection.createStatement()) {
            insert.setLong(1, 801);
            insert.setInt(2, 5);
            insert.executeUpdate();
            assertThat(ids(insert.getGeneratedKeys())).containsExactly(801L);
            named.setString(1, "named");
            named.setLong(2, 801);
            assertThat(named.executeUpdate()).isEqualTo(1);
            assertThat(ids(named.getGeneratedKeys())).containsExactly(801L);
            assertThat(delete.executeUpdate("DELETE FROM wire_rows WHERE id = 801"))
                    .isEqualTo(1);
        }
    }
}
