package dev.kintsugi.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.demo.PlainConnection;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.demo.PostgresCluster;
import dev.kintsugi.demo.PostgresServer;
import dev.kintsugi.demo.Shop;
import dev.kintsugi.error.PgError;
import dev.kintsugi.execute.commit.CommitWatch;
import dev.kintsugi.execute.commit.CommitWatch.Step;
import dev.kintsugi.server.RouterServer;
import dev.kintsugi.testing.TestCluster;
import dev.kintsugi.wire.BackendMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What a shard refuses at the end of a transaction over several shards is undone on all; what has not written costs
/// nothing.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommitRefusedTest {
    private final PostgresCluster cluster;
    private final ImmutableList<PostgresServer> servers;
    private final ImmutableList<PostgresAddress> addresses;
    private final ImmutableList<Long> ids;
    private final List<String> steps = new CopyOnWriteArrayList<>();
    private final CommitWatch watch = (step, shard, go) -> {
        steps.add(step + " " + shard);
        go.run();
    };

    CommitRefusedTest() throws IOException {
        cluster = TestCluster.crashable();
        servers = cluster.start(List.of("r0", "r1"));
        ImmutableList<PostgresAddress> superusers =
                servers.stream().map(PostgresServer::address).collect(ImmutableList.toImmutableList());
        new Shop(100).load(superusers, Optional.empty());
        addresses = superusers.stream()
                .map(address -> address.as(address.user(), Shop.DATABASE))
                .collect(ImmutableList.toImmutableList());
        ids = WireTables.idsByShard(2);
        WireTables.reset(addresses);
        onAll("""
            ALTER TABLE wire_rows ADD UNIQUE (label) DEFERRABLE INITIALLY DEFERRED;
            CREATE FUNCTION wire_sly(a bigint, b bigint) RETURNS boolean LANGUAGE plpgsql AS
              $$ BEGIN UPDATE wire_rows SET n = 77 WHERE id = a; RETURN true; END $$;
            CREATE OPERATOR public.=~= (FUNCTION = wire_sly, LEFTARG = bigint, RIGHTARG = bigint);
            """);
    }

    @BeforeEach
    void fill() throws IOException {
        WireTables.reset(addresses);
        onAll("UPDATE wire_rows SET n = 0");
        steps.clear();
    }

    @AfterEach
    void nothingLeft() throws IOException {
        for (PostgresAddress address : addresses) {
            assertThat(sql(address, "SELECT gid FROM pg_prepared_xacts WHERE gid LIKE 'kintsugi%'"))
                    .isEmpty();
        }
    }

    @AfterAll
    void close() throws IOException {
        cluster.close();
    }

    private static List<ImmutableList<Optional<String>>> sql(PostgresAddress address, String sql) throws IOException {
        try (PlainConnection connection = PlainConnection.open(address)) {
            return connection.query(sql);
        }
    }

    private void onAll(String sql) throws IOException {
        for (PostgresAddress address : addresses) {
            sql(address, sql);
        }
    }

    private static List<String> lines(List<BackendMessage> messages) {
        return messages.stream().map(MessageText::of).toList();
    }

    private List<String> values() throws IOException {
        List<String> values = new ArrayList<>();
        for (int shard = 0; shard < ids.size(); shard++) {
            values.add(sql(addresses.get(shard), "SELECT n FROM wire_rows WHERE id = " + ids.get(shard))
                    .get(0)
                    .get(0)
                    .orElseThrow());
        }
        return values;
    }

    private RouterServer router() throws IOException {
        return TestRouter.start(TestRouter.configuration(addresses, ""), watch);
    }

    private String update(int shard, String set) {
        return "UPDATE wire_rows SET " + set + " WHERE id = " + ids.get(shard);
    }

    private static PgError failure(List<BackendMessage> answer, String state) {
        assertThat(lines(answer)).endsWith("ReadyForQuery " + state);
        return WireClient.error(answer).orElseThrow();
    }

    @Test
    void deferredConstraintOfEither() throws IOException {
        for (int shard = 0; shard < 2; shard++) {
            try (RouterServer router = router();
                    RouterGuard _ = RouterGuard.of(router);
                    WireClient client = WireClient.login(TestRouter.address(router))) {
                client.query("BEGIN");
                client.query(update(0, "n = 5"));
                client.query(update(1, "n = 5"));
                List<ImmutableList<Optional<String>>> other = sql(
                        addresses.get(shard), "SELECT label FROM wire_rows WHERE id <> " + ids.get(shard) + " LIMIT 1");
                client.query(update(shard, "label = '" + other.get(0).get(0).orElseThrow() + "'"));
                assertThat(failure(client.query("COMMIT"), "I").code()).isEqualTo("23505");
                assertThat(values()).containsExactly("0", "0");
            }
        }
    }

    @Test
    void noSlotLeft() throws IOException {
        servers.get(1).restart(List.of("max_prepared_transactions=1"));
        try (RouterServer router = router();
                RouterGuard _ = RouterGuard.of(router);
                WireClient client = WireClient.login(TestRouter.address(router))) {
            sql(addresses.get(1), "BEGIN; CREATE TABLE taken (a int); PREPARE TRANSACTION 'taken'");
            client.query("BEGIN");
            client.query(update(0, "n = 5"));
            client.query(update(1, "n = 5"));
            PgError error = failure(client.query("COMMIT"), "I");
            assertThat(error.code()).isEqualTo("53200");
            assertThat(error.hint().orElseThrow()).contains("max_prepared_transactions");
            assertThat(values()).containsExactly("0", "0");
            sql(addresses.get(1), "ROLLBACK PREPARED 'taken'");
        } finally {
            servers.get(1).restart();
        }
    }

    @Test
    void noSlots() throws IOException {
        servers.get(1).restart(List.of("max_prepared_transactions=0"));
        try (RouterServer router = router();
                RouterGuard _ = RouterGuard.of(router);
                WireClient client = WireClient.login(TestRouter.address(router))) {
            client.query("BEGIN");
            client.query(update(0, "n = 5"));
            List<BackendMessage> second = client.query(update(1, "n = 5"));
            if (WireClient.error(second).isEmpty()) { // the router has not asked the shard yet
                second = client.query("COMMIT");
                assertThat(failure(second, "I").code()).isEqualTo("55000");
            } else {
                assertThat(failure(second, "E").code()).isEqualTo("55000");
                client.query("ROLLBACK");
            }
            assertThat(WireClient.error(second).orElseThrow().hint().orElseThrow())
                    .contains("max_prepared_transactions");
            assertThat(values()).containsExactly("0", "0");
            // a statement outside a block is no other
            List<BackendMessage> both = client.query("UPDATE wire_rows SET n = 7");
            PgError refused = failure(both, "I");
            assertThat(refused.code()).isEqualTo("55000");
            assertThat(refused.hint().orElseThrow()).contains("max_prepared_transactions");
            assertThat(values()).containsExactly("0", "0");
            // one shard at a time is as ever
            client.query(update(1, "n = 6"));
            assertThat(values()).containsExactly("0", "6");
        } finally {
            servers.get(1).restart();
        }
    }

    /// A copy of a reference table has a row more than the other: whoever notices must not go on as if it had not.
    @Test
    void copiesThatDiffer() throws IOException {
        try (RouterServer router = router();
                RouterGuard _ = RouterGuard.of(router);
                WireClient client = WireClient.login(TestRouter.address(router))) {
            sql(addresses.get(1), "INSERT INTO wire_codes VALUES (9, 'nine')");
            String update = "UPDATE wire_codes SET name = 'same'";
            assertThat(failure(client.query(update), "I").code()).isEqualTo("XX001");
            assertThat(failure(client.query(update + " RETURNING code"), "I").code())
                    .isEqualTo("XX001");
            for (PostgresAddress address : addresses) {
                assertThat(sql(address, "SELECT code FROM wire_codes WHERE name = 'same'"))
                        .isEmpty();
            }
            sql(addresses.get(1), "DELETE FROM wire_codes WHERE code = 9");
            assertThat(lines(client.query(update))).contains("CommandComplete \"UPDATE 3\"");
        }
    }

    @Test
    void oneWriterIsNotPrepared() throws IOException {
        try (RouterServer router = router();
                RouterGuard _ = RouterGuard.of(router);
                WireClient client = WireClient.login(TestRouter.address(router))) {
            client.query("BEGIN");
            client.query(update(1, "n = 5"));
            client.query("SELECT n FROM wire_rows WHERE id = " + ids.get(0));
            assertThat(lines(client.query("COMMIT"))).contains("CommandComplete \"COMMIT\"");
            assertThat(steps).containsExactly("ASK 0", "COMMIT 1", "TELL 1");
            steps.clear();
            // a write that changes nothing
            client.query("BEGIN");
            client.query(update(1, "n = 6"));
            client.query("UPDATE wire_rows SET n = 6 WHERE n = 12345 AND id = " + ids.get(0));
            assertThat(lines(client.query("COMMIT"))).contains("CommandComplete \"COMMIT\"");
            assertThat(steps).doesNotContain(Step.PREPARE + " 0", Step.PREPARE + " 1");
            assertThat(values()).containsExactly("0", "6");
        }
    }

    @Test
    void readThatWrites() throws IOException {
        try (RouterServer router = router();
                RouterGuard _ = RouterGuard.of(router);
                WireClient client = WireClient.login(TestRouter.address(router))) {
            String sly = "SELECT id =~= 1::bigint FROM wire_rows WHERE id = ";
            client.query("BEGIN");
            client.query(update(1, "n = 77"));
            assertThat(lines(client.query(sly + ids.get(0)))).contains("DataRow \"t\"");
            assertThat(lines(client.query("COMMIT"))).contains("CommandComplete \"COMMIT\"");
            assertThat(steps).contains("PREPARE 1", "COMMIT 0", "COMMIT_PREPARED 1");
            assertThat(values()).containsExactly("77", "77");
            fill();
            client.query("BEGIN");
            client.query(sly + ids.get(1));
            client.query("SELECT n FROM wire_rows WHERE id = " + ids.get(0));
            assertThat(lines(client.query("COMMIT"))).contains("CommandComplete \"COMMIT\"");
            assertThat(values()).containsExactly("0", "77");
        }
    }

    @Test
    void serializationFailureOfAReader() throws IOException {
        try (RouterServer router = router();
                RouterGuard _ = RouterGuard.of(router);
                WireClient client = WireClient.login(TestRouter.address(router))) {
            client.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
            client.query("SELECT n FROM wire_rows WHERE id = " + ids.get(1));
            client.query(update(0, "n = 5"));
            sql(addresses.get(1), update(1, "n = 8"));
            assertThat(failure(client.query(update(1, "n = 5")), "E").code()).isEqualTo("40001");
            assertThat(lines(client.query("COMMIT"))).contains("CommandComplete \"ROLLBACK\"");
            assertThat(values()).containsExactly("0", "8");
        }
    }

    @Test
    void asynchronousDeciderIsFlushed() throws IOException {
        try (RouterServer router = router();
                RouterGuard _ = RouterGuard.of(router);
                WireClient client = WireClient.login(TestRouter.address(router))) {
            client.query("SET synchronous_commit = off");
            client.query("BEGIN");
            client.query(update(0, "n = 5"));
            client.query(update(1, "n = 5"));
            assertThat(lines(client.query("COMMIT"))).contains("CommandComplete \"COMMIT\"", "ReadyForQuery I");
            assertThat(values()).containsExactly("5", "5");
            assertThat(lines(client.query("SHOW synchronous_commit"))).contains("DataRow \"off\"");
        }
    }
}
