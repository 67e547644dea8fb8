package dev.kintsugi.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.transcript.RouterGuard;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Many clients do random things at the same time: each gets its own rows and settings, and nothing is left behind.
///
/// `-Dstress.seconds=600 -Dstress.seed=7 -Dstress.clients=64` runs longer, again, or wider.
class StressTest {
    @Test
    void everybodyGetsTheirOwn() throws Exception {
        long seed = Long.getLong("stress.seed", System.nanoTime());
        int clients = Integer.getInteger("stress.clients", 32);
        long seconds = Long.getLong("stress.seconds", 15);
        System.out.println("stress.seed=" + seed);
        List<String> mismatches = new ArrayList<>();
        int operations = 0;
        try (StressRouter router = StressRouter.open(40)) {
            try (RouterGuard _ = RouterGuard.of(router.server());
                    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                long deadline = System.nanoTime() + seconds * 1_000_000_000L;
                List<RandomClient> all = new ArrayList<>();
                List<Future<List<String>>> runs = new ArrayList<>();
                for (int number = 0; number < clients; number++) {
                    RandomClient client = new RandomClient(router, number, seed);
                    all.add(client);
                    runs.add(threads.submit(() -> client.run(deadline)));
                }
                for (Future<List<String>> run : runs) {
                    mismatches.addAll(run.get());
                }
                operations = all.stream().mapToInt(RandomClient::operations).sum();
            }
            assertThat(mismatches).as("seed " + seed).isEmpty();
            router.assertQuiet();
            assertThat(router.onShards("SELECT owner FROM stress_accounts GROUP BY owner HAVING sum(balance) <> 200"))
                    .as("owners whose parts do not add up, seed " + seed)
                    .isEmpty();
        }
        System.out.println("stress: " + operations + " operations by " + clients + " clients in " + seconds + " s");
        assertThat(operations).isGreaterThan(clients);
    }
}
