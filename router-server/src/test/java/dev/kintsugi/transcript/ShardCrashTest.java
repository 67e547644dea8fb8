package dev.kintsugi.transcript;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.demo.PostgresCluster;
import dev.kintsugi.demo.PostgresServer;
import dev.kintsugi.demo.Shop;
import dev.kintsugi.error.PgError;
import dev.kintsugi.server.RouterServer;
import dev.kintsugi.testing.TestCluster;
import dev.kintsugi.wire.BackendMessage;
import dev.kintsugi.wire.FrontendEncoder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Shards that are down, or die: a clear error for those who need them, nothing for the others, and all is well when
/// they are back.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShardCrashTest {
    /// Rows of these ids live on shards 0 and 1 of two.
    private static final int ON_FIRST = 2;

    private static final int ON_SECOND = 1;

    private final PostgresCluster cluster;
    private final PostgresServer first;
    private final PostgresServer second;
    private final ImmutableList<PostgresAddress> addresses;

    ShardCrashTest() throws IOException {
        cluster = TestCluster.crashable();
        ImmutableList<PostgresServer> servers = cluster.start(List.of("first", "second"));
        first = servers.get(0);
        second = servers.get(1);
        ImmutableList<PostgresAddress> superusers =
                ImmutableList.of(servers.get(0).address(), servers.get(1).address());
        new Shop(100).load(superusers, Optional.empty());
        addresses = superusers.stream()
                .map(address -> address.as(address.user(), Shop.DATABASE))
                .collect(ImmutableList.toImmutableList());
    }

    @BeforeAll
    void idsAreWhereWeThink() {
        assertThat(WireTables.idsOnTwoShards(2)).containsExactly((long) ON_SECOND, (long) ON_FIRST);
    }

    @BeforeEach
    void fill() throws IOException {
        WireTables.reset(addresses);
    }

    @AfterEach
    void revive() throws IOException {
        first.restart();
        second.restart();
    }

    @AfterAll
    void close() throws IOException {
        cluster.close();
    }

    private static List<String> lines(List<BackendMessage> messages) {
        return messages.stream().map(MessageText::of).toList();
    }

    private static List<String> byId(WireClient client, int id) throws IOException {
        return lines(client.query("SELECT label FROM wire_rows WHERE id = " + id));
    }

    private static void assertLost(List<BackendMessage> answer, String shard) {
        Optional<PgError> error = WireClient.error(answer);
        assertThat(error).as("an error in " + lines(answer)).isPresent();
        assertThat(error.get().code()).matches("08...|57P0.");
        assertThat(error.get() + "").contains(shard);
    }

    /// Reads what it answers until it answers well, since a server takes a while to come back.
    private static void assertRecovers(WireClient client, int id) throws IOException {
        List<String> answer = byId(client, id);
        for (int i = 0; i < 20 && !answer.contains("DataRow \"row %d\"".formatted(id)); i++) {
            answer = byId(client, id);
        }
        assertThat(answer).contains("DataRow \"row %d\"".formatted(id));
    }

    @Test
    void downAtStart() throws IOException {
        second.killHard();
        try (RouterServer router = TestRouter.start(addresses)) {
            try (RouterGuard _ = RouterGuard.of(router);
                    WireClient client = WireClient.login(TestRouter.address(router))) {
                assertThat(byId(client, ON_FIRST)).contains("DataRow \"row 2\"");
                assertLost(client.query("SELECT label FROM wire_rows WHERE id = " + ON_SECOND), "s1");
                assertLost(client.query("SELECT count(*) FROM wire_rows"), "s1");
                assertThat(byId(client, ON_FIRST)).contains("DataRow \"row 2\"");
                second.restart();
                assertRecovers(client, ON_SECOND);
                assertThat(lines(client.query("SELECT count(*) FROM wire_rows")))
                        .contains("DataRow \"20\"");
            }
        }
    }

    @Test
    void homeDownAtStart() throws IOException {
        first.killHard();
        try (RouterServer router = TestRouter.start(addresses)) {
            try (RouterGuard _ = RouterGuard.of(router);
                    WireClient client = WireClient.login(TestRouter.address(router))) {
                assertThat(byId(client, ON_SECOND)).contains("DataRow \"row 1\"");
                assertLost(client.query("SELECT label FROM wire_rows WHERE id = " + ON_FIRST), "s0");
                first.restart();
                assertRecovers(client, ON_FIRST);
            }
        }
    }

    @Test
    void allDownAtStart() throws IOException {
        first.killHard();
        second.killHard();
        try (RouterServer router = TestRouter.start(addresses);
                RouterGuard _ = RouterGuard.of(router);
                WireClient refused = WireClient.connect(TestRouter.address(router))) {
            refused.send(out -> ClientMessages.encode("Startup 3.0 user kintsugi database shop", out));
            assertLost(refused.untilReady(), "s0");
            first.restart();
            second.restart();
            try (WireClient client = WireClient.login(TestRouter.address(router))) {
                assertRecovers(client, ON_FIRST);
                assertRecovers(client, ON_SECOND);
            }
        }
    }

    @Test
    void killedInMidQuery() throws IOException {
        try (RouterServer router = TestRouter.start(addresses)) {
            Target target = new Target(TestRouter.address(router), addresses, 2);
            try (RouterGuard _ = RouterGuard.of(router);
                    WireClient client = WireClient.login(target.clients());
                    WireClient other = WireClient.login(target.clients())) {
                other.query("BEGIN");
                other.query("UPDATE wire_rows SET label = 'mine' WHERE id = " + ON_FIRST);
                client.send(out -> FrontendEncoder.query(
                        ("SELECT pg_sleep(64) FROM wire_rows WHERE id = " + ON_SECOND).getBytes(UTF_8), out));
                target.await(false, "sleep", "pg_sleep(64)");
                second.killHard();
                assertLost(client.untilReady(), "s1");
                assertThat(byId(client, ON_FIRST)).contains("DataRow \"row 2\"");
                assertThat(byId(other, ON_FIRST)).contains("DataRow \"mine\"");
                assertThat(lines(other.query("COMMIT"))).contains("CommandComplete \"COMMIT\"", "ReadyForQuery I");
                second.restart();
                assertRecovers(client, ON_SECOND);
                assertRecovers(other, ON_SECOND);
            }
        }
    }

    @Test
    void killedInMidScatter() throws IOException {
        try (RouterServer router = TestRouter.start(addresses)) {
            Target target = new Target(TestRouter.address(router), addresses, 2);
            try (RouterGuard _ = RouterGuard.of(router);
                    WireClient client = WireClient.login(target.clients())) {
                String sql = "SELECT id FROM wire_rows ORDER BY id";
                client.query(sql);
                try (Target.Held _ = target.lock("wire_rows")) {
                    client.send(out -> FrontendEncoder.query(sql.getBytes(UTF_8), out));
                    target.await(true, "lock", "wire_rows");
                    second.killHard();
                    assertLost(client.untilReady(), "s1");
                }
                assertThat(byId(client, ON_FIRST)).contains("DataRow \"row 2\"");
                second.restart();
                assertRecovers(client, ON_SECOND);
                assertThat(lines(client.query("SELECT count(*) FROM wire_rows")))
                        .contains("DataRow \"20\"");
            }
        }
    }

    @Test
    void killedInMidTransaction() throws IOException {
        try (RouterServer router = TestRouter.start(addresses);
                RouterGuard _ = RouterGuard.of(router);
                WireClient client = WireClient.login(TestRouter.address(router))) {
            client.query("BEGIN");
            client.query("UPDATE wire_rows SET label = 'lost' WHERE id = " + ON_SECOND);
            client.query("SELECT label FROM wire_rows WHERE id = " + ON_FIRST);
            second.killHard();
            List<BackendMessage> answer = client.query("SELECT label FROM wire_rows WHERE id = " + ON_SECOND);
            assertThat(WireClient.error(answer)).isPresent();
            assertThat(lines(answer)).endsWith("ReadyForQuery E");
            assertThat(lines(client.query("SELECT 1"))).endsWith("ReadyForQuery E");
            second.restart();
            // It must not come back by itself within the transaction.
            assertThat(WireClient.error(client.query("SELECT label FROM wire_rows WHERE id = " + ON_SECOND)))
                    .isPresent();
            assertThat(lines(client.query("ROLLBACK"))).contains("CommandComplete \"ROLLBACK\"", "ReadyForQuery I");
            assertRecovers(client, ON_SECOND);
        }
    }

    @Test
    void killedBeforeCommit() throws IOException {
        try (RouterServer router = TestRouter.start(addresses);
                RouterGuard _ = RouterGuard.of(router);
                WireClient client = WireClient.login(TestRouter.address(router))) {
            client.query("BEGIN");
            client.query("UPDATE wire_rows SET label = 'lost' WHERE id = " + ON_SECOND);
            second.killHard();
            List<BackendMessage> answer = client.query("COMMIT");
            // A COMMIT that has not happened is never said to have.
            assertThat(lines(answer))
                    .doesNotContain("CommandComplete \"COMMIT\"")
                    .endsWith("ReadyForQuery I");
            second.restart();
            assertRecovers(client, ON_SECOND);
        }
    }

    @Test
    void killedBetweenBatches() throws IOException {
        try (RouterServer router = TestRouter.start(addresses);
                RouterGuard _ = RouterGuard.of(router);
                WireClient client = WireClient.login(TestRouter.address(router))) {
            String[] batch = {
                "Parse \"\" \"SELECT label FROM wire_rows WHERE id = $1\" []",
                "Bind \"\" \"\" {text \"1\"} []",
                "Execute \"\" 0",
                "Sync"
            };
            client.send(out -> List.of(batch).forEach(line -> ClientMessages.encode(line, out)));
            assertThat(lines(client.untilReady())).contains("DataRow \"row 1\"");
            second.killHard();
            client.send(out -> {
                for (int i = 0; i < 3; i++) {
                    List.of(batch).forEach(line -> ClientMessages.encode(line, out));
                }
            });
            for (int i = 0; i < 3; i++) {
                assertThat(lines(client.untilReady())).endsWith("ReadyForQuery I");
            }
            second.restart();
            assertRecovers(client, ON_SECOND);
        }
    }
}
