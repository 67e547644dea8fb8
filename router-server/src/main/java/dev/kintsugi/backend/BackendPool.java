package dev.kintsugi.backend;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.catalog.TypeMap;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.tls.TlsConnector;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The connections of one event loop to one shard as one user: at most `limit`, the most recently used first.
///
/// Whoever asks when all are in use waits in line, at most `waitTimeout`. Used on the event loop only.
public final class BackendPool {
    private final EventLoop loop;
    private final BackendTarget target;
    private final BackendConnector connector;
    private final int limit;
    private final Duration waitTimeout;
    private final ArrayDeque<BackendConnection> idle = new ArrayDeque<>();
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private int leased;
    private int connecting;
    private boolean closed;
    private long waitedNanos;

    /// When each connection was opened; those opened before `renewed` are closed as they become free.
    private final IdentityHashMap<BackendConnection, Instant> opened = new IdentityHashMap<>();

    private @Nullable Instant renewed;

    BackendPool(EventLoop loop, BackendTarget target, BackendConnector connector, int limit, Duration waitTimeout) {
        this.loop = loop;
        this.target = target;
        this.connector = connector;
        this.limit = limit;
        this.waitTimeout = waitTimeout;
    }

    /// The shard's types.
    TypeMap types() {
        return connector.types().of(target.shard());
    }

    /// Takes the answer to [#acquire]; called once, possibly before `acquire` returns.
    public interface Taker {
        void leased(BackendConnection connection);

        void refused(PgError error);
    }

    private static final class Waiter {
        private final LeaseHolder holder;
        private final Taker taker;
        private final long since = System.nanoTime();
        private @Nullable ScheduledFuture<?> timeout;

        Waiter(LeaseHolder holder, Taker taker) {
            this.holder = holder;
            this.taker = taker;
        }

        void cancelTimeout() {
            if (timeout != null) {
                timeout.cancel(false);
            }
        }
    }

    int shard() {
        return target.shard();
    }

    BackendTarget target() {
        return target;
    }

    /// Refuses `holder` what it waits for, if it does.
    public void refuse(LeaseHolder holder, PgError error) {
        for (Waiter waiter : List.copyOf(waiters)) {
            if (waiter.holder.equals(holder) && waiters.remove(waiter)) {
                waiter.cancelTimeout();
                waiter.taker.refused(error);
            }
        }
    }

    /// Leases a connection to `holder` now, or as soon as one is free.
    public void acquire(LeaseHolder holder, Taker taker) {
        BackendConnection connection = idle.pollLast();
        if (connection != null) {
            lease(connection, holder, taker);
            return;
        }
        Waiter waiter = new Waiter(holder, taker);
        waiters.add(waiter);
        // Also for who has a connection opened: the first one that is ready goes to the first in line, and an attempt
        // that fails leaves its waiter to hope for those in use.
        waiter.timeout = loop.schedule(() -> giveUp(waiter), waitTimeout.toMillis(), TimeUnit.MILLISECONDS);
        if (open() < limit) {
            connect();
        }
    }

    /// Leases the connection used last, if it is free and has these settings.
    @SuppressWarnings("ReferenceEquality") // interned; another object is for `acquire` to compare
    public @Nullable BackendConnection acquireNow(LeaseHolder holder, ServerSettings settings) {
        BackendConnection connection = idle.peekLast();
        if (connection == null || connection.settings() != settings) {
            return null;
        }
        idle.removeLast();
        hold(connection, holder);
        return connection;
    }

    private void hold(BackendConnection connection, LeaseHolder holder) {
        leased++;
        connection.leased(true);
        connection.holder(holder);
    }

    private void lease(BackendConnection connection, LeaseHolder holder, Taker taker) {
        hold(connection, holder);
        taker.leased(connection);
    }

    private void giveUp(Waiter waiter) {
        if (waiters.remove(waiter)) {
            waiter.taker.refused(PgError.of(
                            SqlState.TOO_MANY_CONNECTIONS,
                            "no connection to shard \"" + target.name() + "\" became free within "
                                    + waitTimeout.toSeconds() + " s")
                    .withHint("raise pool.size, or keep transactions shorter"));
        }
    }

    private void connect() {
        connecting++;
        connector.connect(this, loop, new BackendConnector.Outcome() {
            @Override
            public void connected(BackendConnection connection) {
                connecting--;
                opened.put(connection, Instant.now());
                offer(connection);
            }

            @Override
            public void failed(PgError error) {
                connecting--;
                failWaiters(error);
            }
        });
    }

    /// One failed attempt answers everybody in line who has no other connection to hope for.
    private void failWaiters(PgError error) {
        int hopes = connecting + leased;
        List<Waiter> hopeless = new ArrayList<>();
        while (waiters.size() > hopes) {
            hopeless.add(waiters.pollLast());
        }
        // Told after the count: who is refused may ask again at once, and that is another attempt's.
        for (Waiter waiter : hopeless) {
            waiter.cancelTimeout();
            waiter.taker.refused(error);
        }
    }

    private void offer(BackendConnection connection) {
        if (closed) {
            close(connection);
            return;
        }
        Waiter waiter = waiters.poll();
        if (waiter == null) {
            idle.add(connection);
        } else {
            waiter.cancelTimeout();
            waitedNanos += System.nanoTime() - waiter.since;
            lease(connection, waiter.holder, waiter.taker);
        }
    }

    void release(BackendConnection connection) {
        if (!endLease(connection)) {
            return;
        }
        connection.holder(null);
        if (closed || !connection.reusable() || isOutdated(connection)) {
            close(connection);
            replaceClosed();
            return;
        }
        connection.reading(true);
        offer(connection);
    }

    void discard(BackendConnection connection) {
        if (!endLease(connection)) {
            idle.remove(connection);
        }
        connection.holder(null);
        close(connection);
        replaceClosed();
    }

    private void close(BackendConnection connection) {
        opened.remove(connection);
        connection.close();
    }

    private boolean isOutdated(BackendConnection connection) {
        Instant since = renewed;
        return since != null && opened.getOrDefault(connection, since).isBefore(since);
    }

    /// Closes idle connections now and the others as they become free.
    void renew() {
        renewed = Instant.now();
        for (BackendConnection connection = idle.poll(); connection != null; connection = idle.poll()) {
            close(connection);
        }
    }

    /// What there is at the moment.
    PoolState state() {
        Waiter first = waiters.peek();
        return new PoolState(
                target,
                limit,
                waiters.size(),
                connecting,
                Duration.ofNanos(first == null ? 0 : System.nanoTime() - first.since),
                Duration.ofNanos(waitedNanos),
                opened.entrySet().stream()
                        .map(entry -> state(entry.getKey(), entry.getValue()))
                        .collect(ImmutableList.toImmutableList()));
    }

    private static PoolState.ServerState state(BackendConnection connection, Instant opened) {
        Channel channel = connection.channel();
        int localPort = channel.localAddress() instanceof InetSocketAddress address ? address.getPort() : 0;
        return new PoolState.ServerState(
                connection.leased(),
                opened,
                connection.key().processId(),
                localPort,
                TlsConnector.describe(channel.pipeline().get(SslHandler.class)),
                connection.prepared().size());
    }

    private boolean endLease(BackendConnection connection) {
        if (!connection.leased()) {
            return false;
        }
        connection.leased(false);
        leased--;
        return true;
    }

    private void replaceClosed() {
        if (!closed && !waiters.isEmpty() && open() < limit && connecting < waiters.size()) {
            connect();
        }
    }

    private int open() {
        return idle.size() + leased + connecting;
    }

    /// Connections that sessions hold at the moment.
    public int leasedCount() {
        return leased;
    }

    public int idleCount() {
        return idle.size();
    }

    /// Closes what is idle now and the rest as it comes back.
    void close() {
        closed = true;
        for (BackendConnection connection = idle.poll(); connection != null; connection = idle.poll()) {
            close(connection);
        }
    }
}
