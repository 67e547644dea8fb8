package dev.kintsugi.transcript;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.demo.PlainConnection;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.server.RouterServer;
import dev.kintsugi.testing.TestCluster;
import dev.kintsugi.value.BindValue;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Format;
import dev.kintsugi.wire.BackendMessage;
import dev.kintsugi.wire.FrontendEncoder;
import dev.kintsugi.wire.FrontendMessage.Target;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Types that have other OIDs on each shard, or that one shard alone has: the client sees those of the home shard, or a
/// clear error.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShardTypesTest {
    /// Ids that live on shards 0 and 1 of two.
    private static final int ON_FIRST = 2;

    private static final int ON_SECOND = 1;
    private static final String COLOR = "(CASE WHEN id > 10 THEN 'red' ELSE 'green' END)::shardtypes.color";
    private static final String COLORS = "'{red}'::shardtypes.color[]";

    private final ImmutableList<PostgresAddress> shards = TestCluster.shop(2).shards();
    private final RouterServer router;
    private final String color;
    private final String colors;
    private RouterGuard guard;

    ShardTypesTest() throws IOException {
        WireTables.reset(shards);
        run(
                shards.get(0),
                "DROP SCHEMA IF EXISTS shardtypes CASCADE; CREATE SCHEMA shardtypes; GRANT USAGE ON SCHEMA shardtypes"
                    + " TO PUBLIC; CREATE TYPE shardtypes.color AS ENUM ('red', 'green'); CREATE TYPE shardtypes.size"
                    + " AS ENUM ('s', 'm'); CREATE TYPE shardtypes.pair AS (a int, b shardtypes.color); CREATE TYPE"
                    + " shardtypes.only_first AS ENUM ('x')");
        run(
                shards.get(1),
                "DROP SCHEMA IF EXISTS shardtypes CASCADE; CREATE SCHEMA shardtypes; GRANT USAGE ON SCHEMA shardtypes"
                    + " TO PUBLIC; CREATE TYPE shardtypes.pad1 AS ENUM (); CREATE TYPE shardtypes.pad2 AS ENUM ();"
                    + " CREATE TYPE shardtypes.size AS ENUM ('s', 'm'); CREATE TYPE shardtypes.color AS ENUM ('red',"
                    + " 'green'); CREATE TYPE shardtypes.pair AS (a int, b shardtypes.color)");
        color = oid("shardtypes.color");
        colors = oid("shardtypes.color[]");
        router = TestRouter.start(shards);
        guard = RouterGuard.of(router);
    }

    private static void run(PostgresAddress server, String sql) throws IOException {
        try (PlainConnection connection = PlainConnection.open(server)) {
            connection.query(sql);
        }
    }

    private String oid(String type) throws IOException {
        String home = oid(shards.getFirst(), type);
        assertThat(oid(shards.get(1), type))
                .as("the OID of " + type + " on another shard")
                .isNotEqualTo(home);
        return home;
    }

    private static String oid(PostgresAddress server, String type) throws IOException {
        try (PlainConnection connection = PlainConnection.open(server)) {
            return connection
                    .query("SELECT '" + type + "'::regtype::oid")
                    .getFirst()
                    .getFirst()
                    .orElseThrow();
        }
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
    void close() throws IOException {
        router.close();
        for (PostgresAddress shard : shards) {
            run(shard, "DROP SCHEMA shardtypes CASCADE");
        }
    }

    private WireClient login() throws IOException {
        return WireClient.login(TestRouter.address(router));
    }

    private static List<String> lines(List<BackendMessage> messages) {
        return messages.stream().map(MessageText::of).toList();
    }

    private static List<String> rows(List<BackendMessage> messages) {
        return lines(messages).stream()
                .filter(line -> line.startsWith("DataRow"))
                .toList();
    }

    private static List<BackendMessage> extended(
            WireClient client, String sql, ImmutableIntArray types, BindValues values, Format format)
            throws IOException {
        client.send(out -> {
            FrontendEncoder.parse("", sql.getBytes(UTF_8), types, out);
            FrontendEncoder.describe(Target.STATEMENT, "", out);
            FrontendEncoder.bind("", "", values, ImmutableList.of(format), out);
            FrontendEncoder.describe(Target.PORTAL, "", out);
            FrontendEncoder.execute("", 0, out);
            FrontendEncoder.sync(out);
        });
        return client.untilReady();
    }

    private static void assertFails(List<BackendMessage> answer, String code) {
        assertThat(WireClient.error(answer).map(error -> error.code())).contains(code);
        assertThat(lines(answer)).endsWith("ReadyForQuery I");
    }

    private static void assertWorks(WireClient client) throws IOException {
        assertThat(lines(client.query("SELECT count(*) FROM wire_rows"))).contains("DataRow \"20\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {" WHERE id = " + ON_FIRST, " WHERE id = " + ON_SECOND, "", " ORDER BY c", " WHERE id IN (1, 2)"})
    void descriptionsHaveTheHomeShardsTypes(String rest) throws IOException {
        try (WireClient client = login()) {
            String sql = "SELECT " + COLOR + " AS c, " + COLORS + " AS a FROM wire_rows" + rest;
            assertThat(described(client.query(sql))).containsOnly(color, colors);
            for (int i = 0; i < 2; i++) {
                assertThat(described(extended(client, sql, ImmutableIntArray.of(), BindValues.NONE, Format.TEXT)))
                        .containsOnly(color, colors);
            }
            client.query("BEGIN");
            assertThat(described(client.query(sql))).containsOnly(color, colors);
            client.query("COMMIT");
        }
    }

    /// The type OIDs of all descriptions of rows.
    private static List<String> described(List<BackendMessage> answer) {
        assertThat(WireClient.error(answer)).isEmpty();
        List<String> oids = answer.stream()
                .filter(message -> message instanceof BackendMessage.RowDescription)
                .flatMap(message -> ((BackendMessage.RowDescription) message).columns().stream())
                .map(column -> Integer.toUnsignedString(column.typeOid()))
                .toList();
        assertThat(oids).isNotEmpty();
        return oids;
    }

    @Test
    void enumsAreSortedByTheirOwnLabels() throws IOException {
        try (WireClient client = login()) {
            List<String> rows = rows(client.query("SELECT " + COLOR + " AS c FROM wire_rows ORDER BY c"));
            assertThat(rows.subList(0, 10)).containsOnly("DataRow \"red\"");
            assertThat(rows.subList(10, 20)).containsOnly("DataRow \"green\"");
            assertThat(rows(client.query("SELECT " + COLOR + " AS c, count(*) FROM wire_rows GROUP BY 1 ORDER BY 1")))
                    .containsExactly("DataRow \"red\" \"10\"", "DataRow \"green\" \"10\"");
        }
    }

    @Test
    void parametersHaveTheHomeShardsTypes() throws IOException {
        try (WireClient client = login()) {
            ImmutableIntArray types = ImmutableIntArray.of(Integer.parseUnsignedInt(color));
            for (String rest : List.of(" WHERE id = 1", " WHERE id = 2", "")) {
                String sql =
                        "SELECT id FROM wire_rows" + rest + (rest.isEmpty() ? " WHERE " : " AND ") + COLOR + " <= $1";
                for (ImmutableIntArray declared : List.of(types, ImmutableIntArray.of())) {
                    BindValues values = new BindValues(
                            ImmutableList.of(new BindValue(types.get(0), Format.BINARY, "green".getBytes(UTF_8))));
                    List<BackendMessage> answer = extended(client, sql, declared, values, Format.TEXT);
                    assertThat(rows(answer)).hasSize(rest.isEmpty() ? 20 : 1);
                    assertThat(answer.stream()
                                    .filter(message -> message instanceof BackendMessage.ParameterDescription)
                                    .map(message -> ((BackendMessage.ParameterDescription) message).typeOids()))
                            .containsExactly(types);
                }
            }
        }
    }

    @Test
    void valuesWithForeignOidsInThemAreRefused() throws IOException {
        try (WireClient client = login()) {
            for (String value : List.of(COLORS, "ROW(1, 'red')::shardtypes.pair", "ROW('red'::shardtypes.color)")) {
                for (String rest : List.of(" WHERE id = 1", "")) {
                    String sql = "SELECT " + value + " AS v FROM wire_rows" + rest;
                    assertFails(extended(client, sql, ImmutableIntArray.of(), BindValues.NONE, Format.BINARY), "0A000");
                    assertThat(rows(extended(client, sql, ImmutableIntArray.of(), BindValues.NONE, Format.TEXT)))
                            .hasSize(rest.isEmpty() ? 20 : 1);
                }
                String home = "SELECT " + value + " AS v FROM wire_rows WHERE id = " + ON_FIRST;
                assertThat(rows(extended(client, home, ImmutableIntArray.of(), BindValues.NONE, Format.BINARY)))
                        .hasSize(1);
            }
            String plain = "SELECT " + COLOR + " AS c FROM wire_rows WHERE id = " + ON_SECOND;
            assertThat(rows(extended(client, plain, ImmutableIntArray.of(), BindValues.NONE, Format.BINARY)))
                    .hasSize(1);
            assertWorks(client);
        }
    }

    @Test
    void aTypeThatOneShardAloneHas() throws IOException {
        try (WireClient client = login()) {
            String cast = "SELECT 'x'::shardtypes.only_first AS c FROM wire_rows";
            assertFails(client.query(cast), "42704");
            assertFails(extended(client, cast, ImmutableIntArray.of(), BindValues.NONE, Format.TEXT), "42704");
            assertFails(client.query(cast + " WHERE id = " + ON_SECOND), "42704");
            assertThat(rows(client.query(cast + " WHERE id = " + ON_FIRST))).hasSize(1);
            assertWorks(client);
            client.query("BEGIN");
            assertThat(lines(client.query(cast))).endsWith("ReadyForQuery E");
            client.query("ROLLBACK");
            assertWorks(client);
        }
    }
}
