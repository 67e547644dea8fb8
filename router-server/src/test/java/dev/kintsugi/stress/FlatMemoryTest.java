package dev.kintsugi.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Clients that do not read what they asked for: the router stops, and keeps next to nothing for them.
class FlatMemoryTest {
    private static final long ENOUGH = 48L << 20;
    private static StressRouter router;

    @BeforeAll
    static void open() throws Exception {
        router = StressRouter.open(8);
    }

    @AfterAll
    static void close() throws Exception {
        router.assertQuiet();
        router.close();
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                        .metric()
                        .usedDirectMemory()
                + runtime.totalMemory()
                - runtime.freeMemory();
    }

    /// The most memory taken in the second after a slow client has asked.
    private static long peak(long before) {
        long peak = 0;
        for (int i = 0; i < 10; i++) {
            LockSupport.parkNanos(100_000_000);
            peak = Math.max(peak, used() - before);
        }
        return peak;
    }

    private static void readSlowly(String sql, int rows) throws Exception {
        try (Talk talk = router.login()) {
            long before = used();
            talk.query(sql).send();
            assertThat(peak(before))
                    .as("bytes kept for a client that does not read")
                    .isLessThan(ENOUGH);
            int seen = 0;
            for (String line = talk.line(); !line.startsWith("Z"); line = talk.line()) {
                assertThat(line).doesNotStartWith("E");
                seen += line.startsWith("D") ? 1 : 0;
            }
            assertThat(seen).isEqualTo(rows);
        }
    }

    @Test
    void aForwardedResultOf100Megabytes() throws Exception {
        readSlowly("SELECT repeat('x', 100000) FROM generate_series(1, 1000)", 1000);
    }

    @Test
    void aScatteredResultOf100Megabytes() throws Exception {
        readSlowly("SELECT owner, repeat('x', 800000) FROM stress_accounts", 2 * StressRouter.OWNERS);
    }

    @Test
    void aScatteredResultInOrder() throws Exception {
        readSlowly("SELECT owner, repeat('x', 800000) FROM stress_accounts ORDER BY owner", 2 * StressRouter.OWNERS);
    }

    @Test
    void repliesThatNobodyReads() throws Exception {
        int queries = 200_000;
        try (Talk talk = router.login();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long before = used();
            var sent = threads.submit(() -> {
                for (int i = 0; i < queries; i += 1_000) {
                    for (int j = 0; j < 1_000; j++) {
                        talk.query("COMMIT");
                    }
                    talk.send();
                }
                return true;
            });
            assertThat(peak(before))
                    .as("bytes kept for a client that does not read")
                    .isLessThan(ENOUGH);
            for (int i = 0; i < queries; i++) {
                assertThat(talk.untilReady()).hasSize(2);
            }
            assertThat(sent.get()).isTrue();
        }
    }

    @Test
    void forwardedRepliesThatNobodyReads() throws Exception {
        int batches = 100_000;
        try (Talk talk = router.login();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            talk.parse("s", "SELECT balance FROM stress_accounts WHERE owner = $1 AND part = 0")
                    .sync()
                    .answer();
            long before = used();
            var sent = threads.submit(() -> {
                for (int i = 0; i < batches; i += 500) {
                    for (int j = 0; j < 500; j++) {
                        talk.bind("", "s", "5").execute("", 0);
                    }
                    talk.send();
                }
                talk.sync().send();
                return true;
            });
            assertThat(peak(before))
                    .as("bytes kept for a client that does not read")
                    .isLessThan(ENOUGH);
            assertThat(talk.untilReady()).hasSize(3 * batches + 1);
            assertThat(sent.get()).isTrue();
        }
    }
}
