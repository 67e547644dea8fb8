package dev.kintsugi.transcript;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.BaseEncoding;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.error.PgError;
import dev.kintsugi.server.RouterServer;
import dev.kintsugi.testing.TestCluster;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.wire.BackendMessage;
import dev.kintsugi.wire.FrontendEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that break the protocol, or go to its limits: they get a clear error, and nobody else notices.
class BadInputTest {
    private static final int SHARDS = 2;

    private RouterServer router = TestRouter.over(SHARDS);
    private PostgresAddress address = TestRouter.address(router);
    private RouterGuard guard = RouterGuard.of(router);

    @BeforeEach
    void start() {
        router = TestRouter.over(SHARDS);
        address = TestRouter.address(router);
        guard = RouterGuard.of(router);
    }

    @AfterEach
    void othersAreServedAndNothingIsLeft() throws IOException {
        try (WireClient other = WireClient.login(address)) {
            assertThat(lines(other.query("SELECT count(*) FROM wire_rows"))).contains("DataRow \"20\"");
        }
        guard.close();
    }

    private static List<String> lines(List<BackendMessage> messages) {
        return messages.stream().map(MessageText::of).toList();
    }

    private static byte[] hex(String text) {
        return BaseEncoding.base16().decode(text.replace(" ", ""));
    }

    /// Everything up to the end of the connection; it has to end.
    private static List<String> untilClosed(WireClient client) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Optional<BackendMessage> next = client.read(); next.isPresent(); next = client.read()) {
            lines.add(MessageText.of(next.get()));
        }
        return lines;
    }

    @ParameterizedTest
    @CsvSource({
        "51 00000000, 08P01", // Query of length 0
        "51 00000003, 08P01",
        "51 FFFFFFFF, 08P01",
        "51 80000000, 08P01",
        "51 7FFFFFFF, 08P01",
        "51 3FFFFFFE, 54000", // allowed by Postgres, more than the router's limit
        "53 00002711, 08P01", // Sync is never that long
        "58 FFFFFFFF, 08P01",
        "78 00000004, 08P01", // no such type
        "00 00000004, 08P01",
        "FF 00000004, 08P01",
        "70 00000005 00, 08P01", // a password inside the session
        "52 00000008 00000000, 08P01" // a server's message
    })
    void framesThatCannotBe(String bytes, String code) throws IOException {
        try (WireClient client = WireClient.login(address)) {
            client.sendBytes(hex(bytes));
            assertThat(untilClosed(client)).singleElement().asString().startsWith("ErrorResponse FATAL " + code);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "51 00000008 53454C45", // Query without terminator
                "51 00000006 00 00", // with something behind it
                "50 00000005 00", // Parse that ends early
                "50 0000000A 00 00 0001 0000", // one type promised, half of it there
                "42 00000006 00 00", // Bind that ends early
                "42 0000000C 00 00 0000 0001 0000", // one parameter promised, none there
                "44 00000006 58 00", // Describe of an X
                "43 00000006 58 00", // Close of an X
                "45 00000005 00", // Execute without a limit
                "46 00000005 00" // FunctionCall that ends early
            })
    void bodiesThatDoNotFit(String bytes) throws IOException {
        try (WireClient client = WireClient.login(address)) {
            client.sendBytes(hex(bytes));
            client.send(FrontendEncoder::sync);
            List<BackendMessage> answer = client.untilReady();
            Optional<PgError> error = WireClient.error(answer);
            assertThat(error).isPresent();
            assertThat(error.get().code()).isEqualTo("08P01");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "00000000, 08P01",
        "00000003, 08P01",
        "00000007, 08P01",
        "FFFFFFFF, 08P01",
        "7FFFFFFF, 08P01",
        "00002715, 08P01", // one byte longer than a startup packet may be
        "51000000, 08P01", // a Query before the startup
        "00000009 00030000 00, 28000", // no user
        "0000000C 0003000000000000, 08P01", // bytes behind the end
        "00000009 00030000 61, 08P01", // a name that does not end
        "00000009 04D22F00 00, 0A000"
    })
    void startupsThatCannotBe(String bytes, String code) throws IOException {
        try (WireClient client = WireClient.connect(address)) {
            client.sendBytes(hex(bytes));
            assertThat(untilClosed(client)).singleElement().asString().startsWith("ErrorResponse FATAL " + code);
        }
    }

    @Test
    void bindBeforeStartup() throws IOException {
        try (WireClient client = WireClient.connect(address)) {
            client.send(out -> FrontendEncoder.bind("", "", BindValues.NONE, ImmutableList.of(), out));
            assertThat(untilClosed(client)).singleElement().asString().contains("08P01");
        }
    }

    @Test
    void startupTwice() throws IOException {
        try (WireClient client = WireClient.login(address)) {
            client.send(out -> FrontendEncoder.startup(0, ImmutableMap.of("user", "kintsugi"), out));
            assertThat(untilClosed(client)).singleElement().asString().contains("08P01");
        }
    }

    @Test
    void closedBeforeAndDuringStartup() throws IOException {
        WireClient.connect(address).close();
        try (WireClient client = WireClient.connect(address)) {
            client.sendBytes(hex("0000 00"));
        }
        try (WireClient client = WireClient.connect(address)) {
            client.sendBytes(hex("0000 0029 0003 0000 75 73"));
            client.finishSending();
            assertThat(untilClosed(client)).isEmpty();
        }
    }

    @Test
    void oneByteAtATime() throws IOException {
        ByteBuf all = Unpooled.buffer();
        FrontendEncoder.query("SELECT 1".getBytes(UTF_8), all);
        FrontendEncoder.parse("", "SELECT id FROM wire_rows WHERE id = 3".getBytes(UTF_8), ImmutableIntArray.of(), all);
        FrontendEncoder.bind("", "", BindValues.NONE, ImmutableList.of(), all);
        FrontendEncoder.execute("", 0, all);
        FrontendEncoder.sync(all);
        try (WireClient client = WireClient.login(address)) {
            for (byte b : ByteBufUtil.getBytes(all)) {
                client.sendBytes(new byte[] {b});
            }
            assertThat(lines(client.untilReady())).contains("DataRow \"1\"");
            assertThat(lines(client.untilReady())).contains("DataRow \"3\"");
        }
    }

    @Test
    void halfAMessageThenGone() throws IOException {
        ByteBuf all = Unpooled.buffer();
        FrontendEncoder.query("SELECT id FROM wire_rows ORDER BY id".getBytes(UTF_8), all);
        byte[] bytes = ByteBufUtil.getBytes(all);
        for (int cut : new int[] {1, 4, 5, 6, bytes.length - 1}) {
            try (WireClient client = WireClient.login(address)) {
                client.sendBytes(Arrays.copyOf(bytes, cut));
            }
        }
    }

    @Test
    void randomBytes() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            byte[] bytes = new byte[1 + random.nextInt(60)];
            random.nextBytes(bytes);
            boolean inSession = i % 2 == 0;
            try (WireClient client = inSession ? WireClient.login(address) : WireClient.connect(address)) {
                if (inSession && i % 4 == 0) {
                    bytes[0] = (byte) "QPBDECSHFfdcpX".charAt(random.nextInt(14)); // deeper than the first byte
                }
                client.sendBytes(bytes);
                client.finishSending();
                assertThat(untilClosed(client).size()).as("seed " + seed).isLessThan(20);
            }
        }
    }

    private static Optional<PgError> errorOf(WireClient client, String sql) throws IOException {
        return WireClient.error(client.query(sql));
    }

    @Test
    void deepNesting() throws IOException {
        String open = "(".repeat(100_000);
        String close = ")".repeat(100_000);
        try (WireClient client = WireClient.login(address)) {
            for (String sql : List.of(
                    "SELECT " + open + "1" + close,
                    "SELECT id FROM wire_rows WHERE " + open + "id = 1" + close,
                    "SELECT " + open,
                    "SELECT " + "- ".repeat(100_000) + "1",
                    "SELECT " + "NOT ".repeat(100_000) + "true",
                    "SELECT " + "CASE WHEN true THEN ".repeat(50_000) + "1",
                    "SELECT * FROM " + "(SELECT * FROM ".repeat(50_000) + "wire_rows",
                    "/*".repeat(100_000))) {
                assertThat(errorOf(client, sql)).as(sql.substring(0, 30)).isPresent();
                assertThat(lines(client.query("SELECT 1"))).contains("DataRow \"1\"");
            }
        }
    }

    @Test
    void longNamesAndTexts() throws IOException {
        String name = "x".repeat(1 << 20);
        try (WireClient client = WireClient.login(address)) {
            assertThat(errorOf(client, "SELECT * FROM " + name)).isPresent();
            assertThat(errorOf(client, "SELECT \"" + name + "\" FROM wire_rows ORDER BY id"))
                    .isPresent();
            assertThat(errorOf(client, "SAVEPOINT " + name)).isPresent();
            assertThat(errorOf(client, "SET " + name + " = 1")).isPresent();
            assertThat(lines(client.query("SELECT length('" + name + "')"))).contains("DataRow \"1048576\"");
            assertThat(lines(client.query("SELECT length('" + name + "') FROM wire_rows WHERE id = 1")))
                    .contains("DataRow \"1048576\"");
        }
    }

    @Test
    void longLists() throws IOException {
        String numbers = numbers(90_000);
        try (WireClient client = WireClient.login(address)) {
            assertThat(lines(client.query("SELECT count(*) FROM wire_rows WHERE id IN (" + numbers + ")")))
                    .contains("DataRow \"20\"");
            assertThat(lines(client.query("SELECT count(*) FROM wire_rows WHERE id = ANY('{" + numbers + "}')")))
                    .contains("DataRow \"20\"");
            String parameter = "{" + numbers + "}";
            client.send(out -> {
                ClientMessages.encode("Parse \"\" \"SELECT count(*) FROM wire_rows WHERE id = ANY($1)\" []", out);
                ClientMessages.encode("Bind \"\" \"\" {text \"" + parameter + "\"} []", out);
                ClientMessages.encode("Execute \"\" 0", out);
                ClientMessages.encode("Sync", out);
            });
            assertThat(lines(client.untilReady())).contains("DataRow \"20\"");
        }
    }

    private static String numbers(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }

    @Test
    void listsBeyondTheLimit() throws IOException {
        String sql = "SELECT count(*) FROM wire_rows WHERE id IN (" + numbers(100_000) + ")";
        try (WireClient client = WireClient.login(address)) {
            assertThat(errorOf(client, sql).orElseThrow().code()).isEqualTo("54001");
            assertThat(lines(client.query("SELECT 1"))).contains("DataRow \"1\"");
        }
    }

    @Test
    void manyStatementsAtOnce() throws IOException {
        try (WireClient client = WireClient.login(address)) {
            List<String> answer = lines(client.query("SELECT 1;".repeat(2_000)));
            assertThat(answer).hasSize(2_000 * 3 + 1);
            client.send(out -> {
                for (int i = 0; i < 2_000; i++) {
                    FrontendEncoder.query("SELECT 1".getBytes(UTF_8), out);
                }
            });
            for (int i = 0; i < 2_000; i++) {
                assertThat(client.untilReady()).hasSize(4);
            }
        }
    }

    @Test
    void bytesThatAreNoUtf8() throws IOException {
        try (WireClient client = WireClient.login(address)) {
            client.send(out -> FrontendEncoder.query(hex("53454C4543542027FF27"), out));
            assertThat(WireClient.error(client.untilReady()).orElseThrow().code())
                    .isEqualTo("22021");
            assertThat(lines(client.query("SELECT 1"))).contains("DataRow \"1\"");
        }
    }

    @Test
    void goneInMidTransaction() throws IOException {
        try (WireClient client = WireClient.login(address)) {
            client.query("BEGIN");
            client.query("INSERT INTO wire_rows VALUES (1001, 1, 'lost')");
        }
        try (WireClient other = WireClient.login(address)) {
            // Waits for the lock on the key until the first one is rolled back.
            assertThat(lines(other.query("BEGIN; INSERT INTO wire_rows VALUES (1001, 2, 'x'); ROLLBACK")))
                    .contains("CommandComplete \"INSERT 0 1\"");
            assertThat(lines(other.query("SELECT count(*) FROM wire_rows WHERE id = 1001")))
                    .contains("DataRow \"0\"");
        }
    }

    @Test
    void goneInMidBatch() throws IOException {
        try (WireClient client = WireClient.login(address)) {
            client.send(out -> {
                ClientMessages.encode("Parse \"\" \"INSERT INTO wire_rows VALUES (1002, 1, 'lost')\" []", out);
                ClientMessages.encode("Bind \"\" \"\" {} []", out);
                ClientMessages.encode("Execute \"\" 0", out);
                ClientMessages.encode("Flush", out);
            });
            Optional<BackendMessage> message = client.read();
            while (message.isPresent() && !(message.get() instanceof BackendMessage.CommandComplete)) {
                message = client.read();
            }
        }
        try (WireClient other = WireClient.login(address)) {
            assertThat(lines(other.query("BEGIN; INSERT INTO wire_rows VALUES (1002, 2, 'x'); ROLLBACK")))
                    .contains("CommandComplete \"INSERT 0 1\"");
            assertThat(lines(other.query("SELECT count(*) FROM wire_rows WHERE id = 1002")))
                    .contains("DataRow \"0\"");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT g, repeat('x', 1000) FROM generate_series(1, 1000000) g",
                "SELECT id, repeat(label, 1000000) FROM wire_rows ORDER BY id",
                "COPY (SELECT id, repeat(label, 1000000) FROM wire_rows ORDER BY id) TO STDOUT"
            })
    void goneInMidResult(String sql) throws IOException {
        try (WireClient client = WireClient.login(address)) {
            client.send(out -> FrontendEncoder.query(sql.getBytes(UTF_8), out));
            assertThat(client.read()).isPresent();
            assertThat(client.read()).isPresent();
        }
    }

    @Test
    void goneWhileWaiting() throws IOException {
        Target target = new Target(address, TestCluster.shop(SHARDS).shards(), SHARDS);
        try (WireClient client = WireClient.login(address)) {
            client.send(out -> FrontendEncoder.query("SELECT pg_sleep(62)".getBytes(UTF_8), out));
            target.await(false, "sleep", "pg_sleep(62)");
        }
    }
}
