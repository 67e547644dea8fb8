package dev.kintsugi.transcript;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.demo.PlainConnection;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.demo.Shop;
import dev.kintsugi.server.RouterServer;
import dev.kintsugi.testing.TestCluster;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.wire.BackendMessage;
import dev.kintsugi.wire.FrontendEncoder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Statements over pulled rows that go wrong at every step: one clear error, a session that goes on, and nothing left
/// on the shards.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatherFailureTest {
    private static final String GATHERED = "SELECT count(DISTINCT label) FROM wire_rows";
    private static final String RANKED = "SELECT id, rank() OVER (ORDER BY id) FROM wire_rows";
    private static final String TEMPORARY =
            "SELECT count(*) FROM pg_class WHERE relname LIKE 'kintsugi%' AND relpersistence = 't'";

    private final ImmutableList<PostgresAddress> shards = TestCluster.shop(2).shards();
    private final RouterServer router;
    private final Target target;
    private RouterGuard guard;

    GatherFailureTest() throws IOException {
        WireTables.reset(shards);
        router = TestRouter.start(shards, """
            [limits]
            gather_limit = "64KiB"
            """);
        target = new Target(TestRouter.address(router), shards, shards.size());
    }

    @BeforeEach
    void fill() throws IOException {
        WireTables.reset(shards);
        guard = RouterGuard.of(router);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        guard.close();
        for (PostgresAddress shard : shards) {
            assertThat(ask(shard, TEMPORARY)).as("temporary tables").isEqualTo("0");
            assertThat(ask(shard, "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"))
                    .as("open transactions")
                    .isEqualTo("0");
        }
    }

    @AfterAll
    void close() {
        router.close();
    }

    private static String ask(PostgresAddress server, String sql) throws IOException {
        try (PlainConnection connection = PlainConnection.open(server)) {
            return connection.query(sql).getLast().getFirst().orElse("NULL");
        }
    }

    private WireClient login() throws IOException {
        return WireClient.login(TestRouter.address(router));
    }

    private static void start(WireClient client, String sql) throws IOException {
        client.send(out -> FrontendEncoder.query(sql.getBytes(UTF_8), out));
    }

    private static List<String> lines(List<BackendMessage> messages) {
        return messages.stream().map(MessageText::of).toList();
    }

    private static void assertFails(List<BackendMessage> answer, String code, char status) {
        assertThat(WireClient.error(answer).map(error -> error.code())).contains(code);
        assertThat(lines(answer).stream().filter(line -> line.startsWith("ErrorResponse")))
                .hasSize(1);
        assertThat(lines(answer)).endsWith("ReadyForQuery " + status).noneMatch(line -> line.startsWith("DataRow"));
    }

    private static void assertWorks(WireClient client) throws IOException {
        assertThat(lines(client.query(GATHERED))).contains("DataRow \"20\"", "CommandComplete \"SELECT 1\"");
    }

    @Test
    void aShardRefusesThePull() throws IOException {
        try (WireClient client = login();
                PlainConnection second = PlainConnection.open(shards.get(1))) {
            assertWorks(client);
            second.query("REVOKE SELECT ON wire_rows FROM " + Shop.USER);
            try {
                assertFails(client.query(GATHERED), "42501", 'I');
                client.query("BEGIN");
                assertFails(client.query(GATHERED), "42501", 'E');
                assertThat(lines(client.query("COMMIT"))).contains("CommandComplete \"ROLLBACK\"");
            } finally {
                second.query("GRANT SELECT ON wire_rows TO " + Shop.USER);
            }
            assertWorks(client);
        }
    }

    @Test
    void theHomeShardRefusesTheStandIn() throws IOException {
        try (WireClient client = login();
                PlainConnection home = PlainConnection.open(shards.getFirst())) {
            home.query("REVOKE TEMPORARY ON DATABASE %s FROM PUBLIC; REVOKE TEMPORARY ON DATABASE %1$s FROM %s"
                    .formatted(Shop.DATABASE, Shop.USER));
            try {
                List<BackendMessage> answer = client.query(GATHERED);
                assertFails(answer, "42501", 'I');
                assertThat(WireClient.error(answer)
                                .flatMap(error -> error.hint())
                                .orElse(""))
                        .contains("TEMPORARY privilege");
            } finally {
                home.query("GRANT TEMPORARY ON DATABASE %s TO PUBLIC; GRANT TEMPORARY ON DATABASE %1$s TO %s"
                        .formatted(Shop.DATABASE, Shop.USER));
            }
            assertWorks(client);
        }
    }

    @Test
    void theStatementFailsOverThePulledRows() throws IOException {
        try (WireClient client = login()) {
            List<BackendMessage> answer = client.query("SELECT count(DISTINCT 1 / (n - 3)) FROM wire_rows");
            assertThat(WireClient.error(answer).map(error -> error.code())).contains("22012");
            assertThat(lines(answer)).endsWith("ReadyForQuery I");
            assertWorks(client);
        }
    }

    @Test
    void thePullIsCancelled() throws IOException {
        try (WireClient client = login();
                PlainConnection second = PlainConnection.open(shards.get(1))) {
            assertWorks(client);
            second.query("BEGIN; LOCK wire_rows");
            start(client, GATHERED);
            target.await(false, "lock", "wire_rows");
            client.cancel();
            assertFails(client.untilReady(), "57014", 'I');
            second.query("ROLLBACK");
            assertWorks(client);
        }
    }

    @Test
    void thePullIsCancelledInATransaction() throws IOException {
        try (WireClient client = login();
                PlainConnection second = PlainConnection.open(shards.get(1))) {
            client.query("BEGIN");
            assertWorks(client);
            client.query("SAVEPOINT s");
            second.query("BEGIN; LOCK wire_pairs");
            start(client, "SELECT count(DISTINCT note) FROM wire_pairs");
            target.await(false, "lock", "wire_pairs");
            client.cancel();
            assertFails(client.untilReady(), "57014", 'E');
            second.query("ROLLBACK");
            client.query("ROLLBACK TO s");
            assertWorks(client);
            assertThat(lines(client.query("COMMIT"))).contains("CommandComplete \"COMMIT\"");
        }
    }

    @Test
    void theAnswerIsCancelled() throws IOException {
        try (WireClient client = login()) {
            start(client, "SELECT count(DISTINCT label), pg_sleep(62) FROM wire_rows");
            target.await(false, "sleep", "pg_sleep(62)");
            client.cancel();
            List<BackendMessage> answer = client.untilReady();
            assertFails(answer, "57014", 'I');
            assertWorks(client);
        }
    }

    @Test
    void theStatementTakesTooLong() throws IOException {
        try (WireClient client = login()) {
            client.query("SET statement_timeout = 300");
            assertFails(client.query("SELECT count(DISTINCT label), pg_sleep(63) FROM wire_rows"), "57014", 'I');
            client.query("RESET statement_timeout");
            assertWorks(client);
        }
    }

    @Test
    void theClientGoesDuringThePull() throws IOException {
        try (PlainConnection second = PlainConnection.open(shards.get(1))) {
            try (WireClient client = login()) {
                assertWorks(client);
                second.query("BEGIN; LOCK wire_rows");
                start(client, GATHERED);
                target.await(false, "lock", "wire_rows");
            }
            guard.close(); // while the lock is held: nobody waits for it any more
            second.query("ROLLBACK");
        }
    }

    @Test
    void theClientGoesDuringTheAnswer() throws IOException {
        try (WireClient client = login()) {
            start(client, "SELECT count(DISTINCT label), pg_sleep(64) FROM wire_rows");
            target.await(false, "sleep", "pg_sleep(64)");
        }
        target.awaitCount(
                true,
                "SELECT (count(*) = 0)::int FROM pg_stat_activity WHERE wait_event = 'PgSleep'",
                "the end of the statement");
    }

    @Test
    void thereAreTooManyRows() throws IOException {
        String large = "SELECT o, count(*) OVER () FROM orders o";
        try (WireClient client = login()) {
            List<BackendMessage> answer = client.query(large);
            assertFails(answer, "53400", 'I');
            assertThat(WireClient.error(answer).flatMap(error -> error.hint()).orElse(""))
                    .contains("limits.gather_limit");
            assertWorks(client);
            client.query("BEGIN");
            assertWorks(client);
            assertFails(client.query(large), "53400", 'E');
            client.query("ROLLBACK");
            assertWorks(client);
        }
    }

    @Test
    void theWaitForTheConnectionIsCancelled() throws IOException {
        // a pool of one makes one event loop, so that all sessions share that connection
        try (RouterServer small = TestRouter.start(shards, "[pool]\nsize = 1\n");
                WireClient holder = WireClient.login(TestRouter.address(small));
                WireClient waiting = WireClient.login(TestRouter.address(small))) {
            holder.send(out -> {
                FrontendEncoder.parse("", RANKED.getBytes(UTF_8), ImmutableIntArray.of(), out);
                FrontendEncoder.bind("", "", BindValues.NONE, ImmutableList.of(), out);
                FrontendEncoder.execute("", 1, out);
                FrontendEncoder.flush(out);
            });
            String last = "";
            while (!last.equals("PORTAL_SUSPENDED")) {
                last = MessageText.of(holder.read().orElseThrow());
            }
            start(waiting, "SELECT count(DISTINCT r.label) FROM wire_rows r JOIN wire_pairs p ON p.part = r.n");
            target.awaitCount(
                    true,
                    "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'"
                            + " AND query LIKE 'BEGIN ISOLATION LEVEL REPEATABLE READ%'",
                    "a snapshot");
            waiting.cancel();
            assertFails(waiting.untilReady(), "57014", 'I');
            holder.send(FrontendEncoder::sync);
            assertThat(lines(holder.untilReady())).endsWith("ReadyForQuery I");
            assertWorks(waiting);
            assertWorks(holder);
        }
    }

    @Test
    void aPortalIsLeftHalfRead() throws IOException {
        try (WireClient client = login()) {
            client.query("BEGIN");
            client.send(out -> {
                FrontendEncoder.parse("", RANKED.getBytes(UTF_8), ImmutableIntArray.of(), out);
                FrontendEncoder.bind("p", "", BindValues.NONE, ImmutableList.of(), out);
                FrontendEncoder.execute("p", 3, out);
                FrontendEncoder.sync(out);
            });
            assertThat(lines(client.untilReady())).contains("PORTAL_SUSPENDED", "ReadyForQuery T");
            assertWorks(client);
            client.query("ROLLBACK");
            assertWorks(client);
        }
    }

    @Test
    void theConnectionIsUsedAgain() throws IOException {
        String backends = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <>"
                + " pg_backend_pid()";
        try (WireClient client = login()) {
            assertWorks(client);
            String before = ask(shards.getFirst(), backends);
            for (int i = 0; i < 5; i++) {
                assertWorks(client);
                client.query("SELECT count(DISTINCT 1 / (n - 3)) FROM wire_rows");
                client.query("SELECT o, count(*) OVER () FROM orders o");
            }
            assertThat(Optional.of(ask(shards.getFirst(), backends))
                            .map(Integer::valueOf)
                            .orElseThrow())
                    .isLessThanOrEqualTo(Integer.parseInt(before));
        }
    }
}
