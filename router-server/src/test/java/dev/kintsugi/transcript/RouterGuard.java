package dev.kintsugi.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.server.RouterServer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Sees to it that a test leaves a router as it found it: no server connection held, no client left, no buffer lost.
public record RouterGuard(RouterServer router, int clientsBefore) implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(2);

    /// To be closed after the test's connections are.
    public static RouterGuard of(RouterServer router) {
        LeakReports.watch();
        return new RouterGuard(router, router.clients());
    }

    @Override
    public void close() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while ((router.clients() > clientsBefore || router.leases() > 0) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL.toNanos()); // a connection's end reaches the router a moment after us
        }
        assertThat(router.clients()).as("clients left").isEqualTo(clientsBefore);
        assertThat(router.leases()).as("server connections still held").isZero();
        assertThat(LeakReports.take()).as("buffers lost").isEmpty();
    }
}
