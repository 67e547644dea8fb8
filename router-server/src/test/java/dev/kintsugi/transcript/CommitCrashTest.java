package dev.kintsugi.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.demo.PlainConnection;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.demo.PostgresCluster;
import dev.kintsugi.demo.PostgresServer;
import dev.kintsugi.demo.Shop;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.execute.commit.CommitWatch;
import dev.kintsugi.execute.commit.CommitWatch.Step;
import dev.kintsugi.server.RouterServer;
import dev.kintsugi.testing.TestCluster;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.wire.BackendMessage;
import dev.kintsugi.wire.FrontendEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every moment of a commit over two and three shards, and what can die there: all shards have the same outcome, it is
/// the one that the client was told, and soon nothing is left prepared.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommitCrashTest {
    private static final int SHARDS = 3;
    private static final int BEFORE = 0;
    private static final int AFTER = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration POLL = Duration.ofMillis(20);

    private final PostgresCluster cluster;
    private final ImmutableList<PostgresServer> servers;
    private final ImmutableList<PostgresAddress> addresses;
    private final ImmutableList<Long> ids;

    CommitCrashTest() throws IOException {
        cluster = TestCluster.crashable();
        servers = cluster.start(List.of("c0", "c1", "c2"));
        ImmutableList<PostgresAddress> superusers =
                servers.stream().map(PostgresServer::address).collect(ImmutableList.toImmutableList());
        new Shop(100).load(superusers, Optional.empty());
        addresses = superusers.stream()
                .map(address -> address.as(address.user(), Shop.DATABASE))
                .collect(ImmutableList.toImmutableList());
        ids = WireTables.idsByShard(SHARDS);
    }

    /// What dies.
    enum Fault {
        ROUTER,
        DECIDING_SERVER,
        FOLLOWING_SERVER,
        ALL_BACKENDS
    }

    /// What the commit ends.
    enum Ended {
        BLOCK,
        /// One statement, as a simple query.
        STATEMENT,
        /// One statement of the extended protocol, up to its Sync.
        BATCH
    }

    record Cell(Ended ended, int shards, Step step, int shard, Fault fault) {}

    static Stream<Cell> cells() {
        return Stream.of(cells(Ended.BLOCK, 2), cells(Ended.BLOCK, 3), cells(Ended.STATEMENT, 3), cells(Ended.BATCH, 2))
                .flatMap(cells -> cells);
    }

    private static Stream<Cell> cells(Ended ended, int shards) {
        return Stream.of(Step.values())
                .flatMap(step -> places(step, shards)
                        .mapToObj(shard ->
                                Stream.of(Fault.values()).map(fault -> new Cell(ended, shards, step, shard, fault)))
                        .flatMap(cells -> cells));
    }

    /// The shards that a step is sent to; the first one decides.
    private static IntStream places(Step step, int shards) {
        return switch (step) {
            case ASK -> IntStream.range(0, shards);
            case PREPARE, COMMIT_PREPARED -> IntStream.range(1, shards);
            case COMMIT, TELL -> IntStream.of(0);
            case ROLLBACK_PREPARED -> IntStream.empty();
        };
    }

    @BeforeEach
    void fill() throws IOException {
        for (PostgresAddress address : addresses) { // what a failed test has left would hold up all others
            for (List<Optional<String>> row : sql(address, "SELECT gid FROM pg_prepared_xacts")) {
                sql(address, "ROLLBACK PREPARED '" + row.get(0).orElseThrow() + "'");
            }
        }
        WireTables.reset(addresses);
        for (PostgresAddress address : addresses) {
            sql(address, "UPDATE wire_rows SET n = " + BEFORE);
        }
    }

    @AfterAll
    void close() throws IOException {
        cluster.close();
    }

    private static List<List<Optional<String>>> sql(PostgresAddress address, String sql) throws IOException {
        try (PlainConnection connection = PlainConnection.open(address)) {
            return List.copyOf(connection.query(sql));
        }
    }

    private static List<String> lines(List<BackendMessage> messages) {
        return messages.stream().map(MessageText::of).toList();
    }

    private void write(WireClient client, int shards) throws IOException {
        client.query("BEGIN");
        for (int shard = 0; shard < shards; shard++) {
            assertThat(lines(client.query("UPDATE wire_rows SET n = " + AFTER + " WHERE id = " + ids.get(shard))))
                    .contains("CommandComplete \"UPDATE 1\"");
        }
    }

    private void sendAll(WireClient client, Cell cell) throws IOException {
        String update = ids.subList(0, cell.shards()).stream()
                .map(Object::toString)
                .collect(Collectors.joining(", ", "UPDATE wire_rows SET n = " + AFTER + " WHERE id IN (", ")"));
        switch (cell.ended()) {
            case BLOCK -> {
                write(client, cell.shards());
                sendCommit(client);
            }
            case STATEMENT -> client.send(out -> FrontendEncoder.query(update.getBytes(StandardCharsets.UTF_8), out));
            case BATCH ->
                client.send(out -> {
                    FrontendEncoder.parse("", update.getBytes(StandardCharsets.UTF_8), ImmutableIntArray.of(), out);
                    FrontendEncoder.bind("", "", BindValues.NONE, ImmutableList.of(), out);
                    FrontendEncoder.execute("", 0, out);
                    FrontendEncoder.sync(out);
                });
        }
    }

    private static String done(Cell cell) {
        return "CommandComplete \"" + (cell.ended() == Ended.BLOCK ? "COMMIT" : "UPDATE " + cell.shards()) + "\"";
    }

    private static void sendCommit(WireClient client) throws IOException {
        client.send(out -> FrontendEncoder.query("COMMIT".getBytes(StandardCharsets.UTF_8), out));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void dies(Cell cell) throws IOException {
        if (cell.fault() == Fault.ROUTER) {
            routerDies(cell);
        } else {
            serverDies(cell);
        }
    }

    private void routerDies(Cell cell) throws IOException {
        try (RouterServer other = TestRouter.start(addresses);
                HeldRouter router =
                        HeldRouter.start(TestRouter.configuration(addresses, ""), cell.step(), cell.shard());
                WireClient client =
                        WireClient.login(new PostgresAddress("127.0.0.1", router.port(), Shop.USER, Shop.DATABASE))) {
            sendAll(client, cell);
            router.killWhenHeld();
            boolean decided = cell.step() == Step.COMMIT_PREPARED || cell.step() == Step.TELL;
            assertAll(other, cell.shards(), decided ? AFTER : BEFORE);
        }
    }

    private void serverDies(Cell cell) throws IOException {
        AtomicBoolean armed = new AtomicBoolean(true);
        CommitWatch watch = (step, shard, go) -> {
            if (step == cell.step() && shard == cell.shard() && armed.getAndSet(false)) {
                strike(cell);
            }
            go.run();
        };
        try (RouterServer other = TestRouter.start(addresses);
                RouterServer router = TestRouter.start(TestRouter.configuration(addresses, ""), watch)) {
            List<BackendMessage> told;
            try (RouterGuard _ = RouterGuard.of(router);
                    WireClient client = WireClient.login(TestRouter.address(router))) {
                sendAll(client, cell);
                told = client.untilReady();
                assertThat(armed).as("the moment has come").isFalse();
                assertThat(lines(told)).endsWith("ReadyForQuery I");
            }
            Optional<PgError> error = WireClient.error(told);
            // servers are back before the router's patience ends, so it must find out
            error.ifPresent(e -> assertThat(e.code()).isNotEqualTo(SqlState.TRANSACTION_RESOLUTION_UNKNOWN.code()));
            if (error.isEmpty()) {
                assertThat(lines(told)).contains(done(cell));
            } else if (cell.ended() == Ended.STATEMENT) {
                assertThat(lines(told)).noneMatch(line -> line.startsWith("CommandComplete"));
            }
            boolean decided = cell.step() == Step.COMMIT_PREPARED || cell.step() == Step.TELL;
            if (decided) {
                assertThat(error).isEmpty();
            }
            assertAll(other, cell.shards(), error.isEmpty() ? AFTER : BEFORE);
        }
    }

    private void strike(Cell cell) {
        try {
            switch (cell.fault()) {
                case ROUTER -> throw new IllegalStateException("not here");
                case DECIDING_SERVER -> killAndRestart(servers.get(0));
                case FOLLOWING_SERVER -> killAndRestart(servers.get(1));
                case ALL_BACKENDS -> {
                    for (PostgresAddress address : addresses) {
                        sql(
                                address,
                                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                                        + " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void killAndRestart(PostgresServer server) throws IOException {
        server.killHard();
        server.restart();
    }

    private void assertAll(RouterServer router, int shards, int expected) throws IOException {
        awaitNothingPrepared();
        List<String> values = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            values.add(value(addresses.get(shard), ids.get(shard)));
        }
        assertThat(values).containsOnly(Integer.toString(expected));
        // and their locks are gone
        try (WireClient client = WireClient.login(TestRouter.address(router))) {
            for (int shard = 0; shard < shards; shard++) {
                String update = "UPDATE wire_rows SET n = 9 WHERE id = " + ids.get(shard);
                List<String> answer = lines(client.query(update));
                for (int i = 0; i < 20 && !answer.contains("CommandComplete \"UPDATE 1\""); i++) {
                    answer = lines(client.query(update));
                }
                assertThat(answer).contains("CommandComplete \"UPDATE 1\"");
            }
        }
    }

    private static String value(PostgresAddress address, long id) throws IOException {
        return sql(address, "SELECT n FROM wire_rows WHERE id = " + id)
                .get(0)
                .get(0)
                .orElseThrow();
    }

    private List<String> prepared() throws IOException {
        List<String> names = new ArrayList<>();
        for (PostgresAddress address : addresses) {
            sql(address, "SELECT gid FROM pg_prepared_xacts")
                    .forEach(row -> names.add(row.get(0).orElseThrow()));
        }
        return names;
    }

    private void awaitNothingPrepared() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!prepared().isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL.toNanos());
        }
        assertThat(prepared()).isEmpty();
    }

    /// The client is gone between the phases: what was decided or not is brought to its end without it.
    @ParameterizedTest
    @MethodSource("steps")
    void clientVanishes(Step step) throws IOException {
        List<Runnable> held = new CopyOnWriteArrayList<>();
        AtomicBoolean open = new AtomicBoolean();
        CommitWatch watch = (at, _, go) -> {
            if (at == step && !open.get()) {
                held.add(go);
            } else {
                go.run();
            }
        };
        try (RouterServer router = TestRouter.start(TestRouter.configuration(addresses, ""), watch)) {
            try (WireClient client = WireClient.login(TestRouter.address(router))) {
                write(client, 2);
                sendCommit(client);
                await(() -> held.size() == (step == Step.ASK ? 2 : 1));
            }
            await(() -> router.clients() == 0);
            open.set(true);
            List.copyOf(held).forEach(Runnable::run);
            await(() -> router.leases() == 0); // before, nothing may be prepared yet
            awaitNothingPrepared();
            for (int shard = 0; shard < 2; shard++) {
                assertThat(value(addresses.get(shard), ids.get(shard))).isEqualTo(Integer.toString(AFTER));
            }
        }
    }

    static Stream<Step> steps() {
        return Stream.of(Step.ASK, Step.PREPARE, Step.COMMIT, Step.COMMIT_PREPARED, Step.TELL);
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL.toNanos());
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
