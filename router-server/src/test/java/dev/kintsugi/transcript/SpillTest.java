package dev.kintsugi.transcript;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.demo.PlainConnection;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.server.RouterServer;
import dev.kintsugi.testing.TestCluster;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.wire.BackendMessage;
import dev.kintsugi.wire.FrontendEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Statements whose merge needs more than its memory: the answer of one Postgres, by way of the disk, and nothing left
/// there.
class SpillTest {
    private static final String GROUPED =
            "SELECT repeat(md5(id::text), 9) COLLATE \"C\" AS k, count(*), sum(total) AS s FROM orders GROUP BY 1";
    private static final String DISTINCT = "SELECT DISTINCT repeat(md5(id::text), 9) AS k FROM orders";

    private final TestCluster cluster = TestCluster.shop(2);

    @TempDir
    Path directory;

    private RouterServer router(String spillLimit) throws IOException {
        return TestRouter.start(cluster.shards(), """
            [limits]
            merge_memory = "64KiB"
            spill_directory = "%s"
            spill_limit = "%s"
            """.formatted(directory, spillLimit));
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    private static List<String> lines(List<BackendMessage> messages) {
        return messages.stream().map(MessageText::of).toList();
    }

    private static void assertFails(List<BackendMessage> answer, String code, String hint) {
        assertThat(WireClient.error(answer)).hasValueSatisfying(error -> {
            assertThat(error.code()).isEqualTo(code);
            assertThat(error.hint().orElse("")).contains(hint);
        });
        assertThat(lines(answer)).endsWith("ReadyForQuery I");
    }

    private static void assertWorks(WireClient client) throws IOException {
        assertThat(lines(client.query("SELECT count(*) FROM orders")))
                .contains("DataRow \"" + TestCluster.ORDERS + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                GROUPED + " ORDER BY k",
                GROUPED + " ORDER BY s DESC, k",
                GROUPED + " ORDER BY s, k LIMIT 7 OFFSET 900",
                DISTINCT,
                "SELECT DISTINCT status, repeat(md5(id::text), 9) COLLATE \"C\" AS k FROM orders ORDER BY 2, status"
            })
    void theAnswerIsThatOfOnePostgres(String sql) throws IOException {
        try (RouterServer router = router("1GiB");
                RouterGuard _ = RouterGuard.of(router);
                PlainConnection oracle = PlainConnection.open(cluster.oracle());
                WireClient client = WireClient.login(TestRouter.address(router))) {
            List<String> wanted = oracle.query(sql).stream()
                    .map(row -> row.stream().map(value -> value.orElse("NULL")).toList() + "")
                    .toList();
            for (int i = 0; i < 2; i++) {
                List<String> rows;
                try (PlainConnection connection = PlainConnection.open(TestRouter.address(router))) {
                    rows = connection.query(sql).stream()
                            .map(row -> row.stream()
                                            .map(value -> value.orElse("NULL"))
                                            .toList() + "")
                            .toList();
                }
                if (sql.contains("ORDER BY")) {
                    assertThat(rows).isEqualTo(wanted);
                } else {
                    assertThat(rows).containsExactlyInAnyOrderElementsOf(wanted);
                }
            }
            assertWorks(client);
        }
        // it takes the disk: without it, the same is refused
        if (!sql.contains("DISTINCT status")) {
            try (RouterServer router = router("0B");
                    RouterGuard _ = RouterGuard.of(router);
                    WireClient client = WireClient.login(TestRouter.address(router))) {
                assertFails(client.query(sql), "53400", "limits.merge_memory");
                assertWorks(client);
            }
        }
    }

    @Test
    void theDiskIsLimited() throws IOException {
        try (RouterServer router = router("100KiB");
                RouterGuard _ = RouterGuard.of(router);
                WireClient client = WireClient.login(TestRouter.address(router))) {
            for (int i = 0; i < 5; i++) {
                assertFails(client.query(GROUPED + " ORDER BY s"), "53400", "limits.spill_limit");
                assertFails(client.query(DISTINCT), "53400", "limits.spill_limit");
                assertWorks(client);
            }
            client.query("BEGIN");
            assertThat(lines(client.query(DISTINCT))).endsWith("ReadyForQuery E");
            client.query("ROLLBACK");
            assertWorks(client);
        }
    }

    @Test
    void theDirectoryIsGone() throws IOException {
        try (RouterServer router = TestRouter.start(cluster.shards(), """
            [limits]
            merge_memory = "64KiB"
            spill_directory = "%s"
            """.formatted(directory.resolve("gone")));
                RouterGuard _ = RouterGuard.of(router);
                WireClient client = WireClient.login(TestRouter.address(router))) {
            assertFails(client.query(GROUPED), "58030", "limits.spill_directory");
            assertWorks(client);
        }
    }

    @Test
    void leftoversAreRemovedAtStart() throws IOException {
        Files.createFile(directory.resolve("kintsugi-1234.spill"));
        router("1GiB").close();
    }

    @Test
    void piecesOfSeveralPortals() throws IOException {
        try (RouterServer router = router("1GiB");
                RouterGuard _ = RouterGuard.of(router);
                WireClient client = WireClient.login(TestRouter.address(router))) {
            client.query("BEGIN");
            for (String portal : List.of("a", "b")) {
                client.send(out -> {
                    FrontendEncoder.parse("", (GROUPED + " ORDER BY s").getBytes(UTF_8), ImmutableIntArray.of(), out);
                    FrontendEncoder.bind(portal, "", BindValues.NONE, ImmutableList.of(), out);
                    FrontendEncoder.execute(portal, 3, out);
                    FrontendEncoder.sync(out);
                });
                assertThat(lines(client.untilReady())).contains("PORTAL_SUSPENDED");
            }
            int rows = 6;
            for (int i = 0; i < 40; i++) {
                String portal = i % 2 == 0 ? "a" : "b";
                client.send(out -> {
                    FrontendEncoder.execute(portal, 100, out);
                    FrontendEncoder.sync(out);
                });
                List<String> answer = lines(client.untilReady());
                rows += (int) answer.stream()
                        .filter(line -> line.startsWith("DataRow"))
                        .count();
            }
            assertThat(rows).isEqualTo(2 * TestCluster.ORDERS);
            client.query("COMMIT");
            assertWorks(client);
        }
    }

    @Test
    void theClientGoes() throws IOException {
        try (RouterServer router = router("1GiB");
                RouterGuard _ = RouterGuard.of(router)) {
            PostgresAddress address = TestRouter.address(router);
            for (int i = 0; i < 20; i++) {
                try (WireClient client = WireClient.login(address)) {
                    client.send(out -> FrontendEncoder.query((GROUPED + " ORDER BY s").getBytes(UTF_8), out));
                    if (i % 2 == 0) {
                        client.read();
                    }
                }
            }
            try (WireClient client = WireClient.login(address)) {
                assertWorks(client);
            }
        }
    }
}
