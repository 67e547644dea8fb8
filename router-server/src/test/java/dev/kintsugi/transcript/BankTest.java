package dev.kintsugi.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.demo.PlainConnection;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.demo.PostgresCluster;
import dev.kintsugi.demo.PostgresServer;
import dev.kintsugi.demo.Shop;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.server.RouterServer;
import dev.kintsugi.testing.TestCluster;
import dev.kintsugi.wire.BackendMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// Money moves between accounts on three shards while servers are killed: none is made or lost, and what was told to be
/// committed is there, what was told to have failed is not.
class BankTest {
    private static final int CLIENTS = 6;
    /// Committed by each client; a server that is down makes it try more often.
    private static final int TRANSFERS = 60;

    private static final int MOST_ATTEMPTS = 50_000;
    private static final int KILLS = 4;
    private static final long BALANCE = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final ConcurrentSkipListSet<Integer> committed = new ConcurrentSkipListSet<>();
    private final ConcurrentSkipListSet<Integer> failed = new ConcurrentSkipListSet<>();
    private final AtomicInteger unknown = new AtomicInteger();
    private final AtomicInteger number = new AtomicInteger();

    @Test
    void transfers() throws Exception {
        long seed = Long.getLong("bank.seed", System.nanoTime());
        System.out.println("-Dbank.seed=" + seed);
        try (PostgresCluster cluster = TestCluster.crashable()) {
            ImmutableList<PostgresServer> servers = cluster.start(List.of("b0", "b1", "b2"));
            ImmutableList<PostgresAddress> superusers =
                    servers.stream().map(PostgresServer::address).collect(ImmutableList.toImmutableList());
            new Shop(100).load(superusers, Optional.empty());
            ImmutableList<PostgresAddress> addresses = superusers.stream()
                    .map(address -> address.as(address.user(), Shop.DATABASE))
                    .collect(ImmutableList.toImmutableList());
            WireTables.reset(addresses);
            for (PostgresAddress address : addresses) {
                rows(address, "UPDATE wire_rows SET n = " + BALANCE);
            }
            try (RouterServer router = TestRouter.start(addresses);
                    RouterGuard _ = RouterGuard.of(router)) {
                run(router, servers, seed);
                awaitNothingPrepared(addresses);
                check(addresses);
            }
        }
    }

    private void run(RouterServer router, ImmutableList<PostgresServer> servers, long seed) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<Void>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Random random = new Random(seed + i);
                clients.add(threads.submit((Callable<Void>) () -> {
                    client(router, random);
                    return null;
                }));
            }
            Random random = new Random(seed - 1);
            for (int kill = 1; kill <= KILLS; kill++) {
                int due = kill * CLIENTS * TRANSFERS / (KILLS + 1);
                while (committed.size() < due
                        && clients.stream().noneMatch(client -> client.state() == Future.State.FAILED)) {
                    LockSupport.parkNanos(1_000_000);
                }
                PostgresServer server = servers.get(random.nextInt(servers.size()));
                server.killHard();
                server.restart();
            }
            for (Future<Void> client : clients) {
                client.get();
            }
        }
    }

    private void client(RouterServer router, Random random) throws IOException {
        int done = 0;
        for (int attempt = 1; done < TRANSFERS; attempt++) {
            assertThat(attempt).as("attempts of one client").isLessThan(MOST_ATTEMPTS);
            try (WireClient client = WireClient.login(TestRouter.address(router))) {
                int from = 1 + random.nextInt(WireTables.ROWS);
                int to = 1 + (from + random.nextInt(WireTables.ROWS - 1)) % WireTables.ROWS;
                done += transfer(client, from, to, number.incrementAndGet()) ? 1 : 0;
            }
        }
    }

    /// In the order of the accounts, so that transfers do not wait for each other in a circle. Answers whether it
    /// was told to be committed.
    private boolean transfer(WireClient client, int from, int to, int transfer) throws IOException {
        int first = Math.min(from, to);
        int second = Math.max(from, to);
        boolean well = WireClient.error(client.query("BEGIN")).isEmpty();
        for (int account : List.of(first, second)) {
            String sign = account == from ? "-" : "+";
            well = well
                    && WireClient.error(client.query("UPDATE wire_rows SET n = n " + sign + " 1 WHERE id = " + account))
                            .isEmpty()
                    && WireClient.error(client.query(
                                    "INSERT INTO wire_pairs VALUES (" + account + ", " + transfer + ", 'moved')"))
                            .isEmpty();
        }
        List<BackendMessage> end = client.query("COMMIT");
        if (WireClient.error(end)
                .filter(error -> error.code().equals(SqlState.TRANSACTION_RESOLUTION_UNKNOWN.code()))
                .isPresent()) {
            unknown.incrementAndGet();
            return false;
        } else if (end.stream().map(MessageText::of).anyMatch("CommandComplete \"COMMIT\""::equals)) {
            assertThat(well).isTrue();
            committed.add(transfer);
            return true;
        } else {
            failed.add(transfer);
            return false;
        }
    }

    private void check(ImmutableList<PostgresAddress> addresses) throws IOException {
        long sum = 0;
        List<Integer> halves = new ArrayList<>();
        for (PostgresAddress address : addresses) {
            sum += Long.parseLong(one(address, "SELECT coalesce(sum(n), 0) FROM wire_rows"));
            rows(address, "SELECT part FROM wire_pairs")
                    .forEach(row -> halves.add(Integer.valueOf(row.get(0).orElseThrow())));
        }
        assertThat(sum).as("money").isEqualTo(BALANCE * WireTables.ROWS);
        TreeSet<Integer> moved = new TreeSet<>(halves);
        assertThat(halves).as("both halves of each").hasSize(2 * moved.size());
        assertThat(moved).containsAll(committed).doesNotContainAnyElementsOf(failed);
        assertThat(committed.size() + failed.size() + unknown.get()).isEqualTo(number.get());
        assertThat(committed).hasSize(CLIENTS * TRANSFERS);
    }

    private static List<ImmutableList<Optional<String>>> rows(PostgresAddress address, String sql) throws IOException {
        try (PlainConnection connection = PlainConnection.open(address)) {
            return connection.query(sql);
        }
    }

    private static String one(PostgresAddress address, String sql) throws IOException {
        return rows(address, sql).get(0).get(0).orElseThrow();
    }

    private static void awaitNothingPrepared(ImmutableList<PostgresAddress> addresses) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (PostgresAddress address : addresses) {
            String count = "SELECT count(*) FROM pg_prepared_xacts";
            while (!one(address, count).equals("0") && System.nanoTime() < deadline) {
                LockSupport.parkNanos(20_000_000);
            }
            assertThat(one(address, count)).as("left prepared").isEqualTo("0");
        }
    }
}
