package dev.kintsugi.transcript;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.demo.PlainConnection;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.server.RouterServer;
import dev.kintsugi.testing.TestCluster;
import dev.kintsugi.wire.BackendMessage;
import dev.kintsugi.wire.FrontendEncoder;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Scatters that have all their rows, or have failed, while a shard still works: it is stopped, and the session goes
/// on.
///
/// The second shard, which has row 1, waits for a lock that nobody gives up before the answer is there; row 2 is on the
/// first. Pools of one see to it that the statement is prepared on the connections that it gets.
class EarlyEndTest {
    private static final String LIMITED = "SELECT label FROM wire_rows WHERE id IN (1, 2) LIMIT 1";
    private static final String FAILING = "SELECT 1 / (id - 2) FROM wire_rows WHERE id IN (1, 2)";

    private final ImmutableList<PostgresAddress> shards = TestCluster.shop(2).shards();

    @BeforeEach
    void fill() throws IOException {
        WireTables.reset(shards);
    }

    private RouterServer router() throws IOException {
        return TestRouter.start(shards, "[pool]\nsize = 1\n");
    }

    private static List<String> lines(List<BackendMessage> messages) {
        return messages.stream().map(MessageText::of).toList();
    }

    private static void assertWorks(WireClient client) throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(lines(client.query("SELECT count(*) FROM wire_rows"))).contains("DataRow \"20\"");
        }
    }

    @Test
    void aLimitThatIsReachedStopsTheOtherShard() throws IOException {
        try (RouterServer router = router();
                RouterGuard _ = RouterGuard.of(router);
                WireClient client = WireClient.login(TestRouter.address(router));
                PlainConnection second = PlainConnection.open(shards.get(1))) {
            client.query(LIMITED);
            second.query("BEGIN; LOCK wire_rows");
            for (int i = 0; i < 3; i++) {
                assertThat(lines(client.query(LIMITED)))
                        .contains("DataRow \"row 2\"", "CommandComplete \"SELECT 1\"")
                        .endsWith("ReadyForQuery I");
            }
            second.query("ROLLBACK");
            assertWorks(client);
        }
    }

    /// A cancelled statement would fail the shard's part of the transaction.
    @Test
    void inABlockTheOtherShardIsWaitedFor() throws IOException {
        try (RouterServer router = router();
                RouterGuard _ = RouterGuard.of(router);
                WireClient client = WireClient.login(TestRouter.address(router));
                PlainConnection second = PlainConnection.open(shards.get(1))) {
            Target target = new Target(TestRouter.address(router), shards, shards.size());
            client.query(LIMITED);
            client.query("BEGIN");
            second.query("BEGIN; LOCK wire_rows");
            client.send(out -> FrontendEncoder.query(LIMITED.getBytes(UTF_8), out));
            target.await(false, "lock", "wire_rows");
            second.query("ROLLBACK");
            assertThat(lines(client.untilReady())).contains("DataRow \"row 2\"").endsWith("ReadyForQuery T");
            assertWorks(client);
            assertThat(lines(client.query("COMMIT"))).contains("CommandComplete \"COMMIT\"");
        }
    }

    @Test
    void divisionByZeroOnOneShardStopsTheOther() throws IOException {
        try (RouterServer router = router();
                RouterGuard _ = RouterGuard.of(router);
                WireClient client = WireClient.login(TestRouter.address(router));
                PlainConnection second = PlainConnection.open(shards.get(1))) {
            client.query(FAILING);
            second.query("BEGIN; LOCK wire_rows");
            for (int i = 0; i < 3; i++) {
                List<BackendMessage> answer = client.query(FAILING);
                assertThat(WireClient.error(answer).map(error -> error.code())).contains("22012");
                assertThat(lines(answer)).endsWith("ReadyForQuery I");
            }
            second.query("ROLLBACK");
            assertWorks(client);
        }
    }
}
