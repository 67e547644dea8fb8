package dev.kintsugi.frontend;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.admin.ClientState;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.metrics.Traffic;
import dev.kintsugi.tls.TlsConnector;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;

/// What one client does and since when, counted for its event loop. Used on that event loop.
final class ClientActivity {
    /// No statement, no transaction.
    private static final long NONE = Long.MIN_VALUE;

    private final Traffic traffic;
    private final long connectedMillis = System.currentTimeMillis();
    private long statementSince = NONE;
    private long transactionSince = NONE;

    ClientActivity(Traffic traffic) {
        this.traffic = traffic;
    }

    /// A message of the session has come.
    void begun() {
        if (statementSince == NONE) {
            statementSince = System.nanoTime();
            if (transactionSince == NONE) {
                transactionSince = statementSince;
            }
        }
    }

    /// The client is told that it may go on; `status` is that of ReadyForQuery.
    void ready(char status) {
        if (statementSince == NONE) {
            return;
        }
        long now = System.nanoTime();
        traffic.ready(now - statementSince);
        statementSince = NONE;
        if (status == 'I') {
            traffic.transaction(now - transactionSince);
            transactionSince = NONE;
        }
    }

    /// The session for others to see.
    ClientState state(Session session, Channel channel, int number) {
        Optional<Instant> requested = statementSince == NONE
                ? Optional.empty()
                : Optional.of(Instant.now().minusNanos(System.nanoTime() - statementSince));
        ImmutableList<String> shards = session.leases().connections().stream()
                .map(BackendConnection::target)
                .map(target -> target.name())
                .collect(ImmutableList.toImmutableList());
        return new ClientState(
                session.user(),
                session.transaction().open(),
                (InetSocketAddress) channel.remoteAddress(),
                (InetSocketAddress) channel.localAddress(),
                Instant.ofEpochMilli(connectedMillis),
                requested,
                shards,
                session.told("application_name"),
                TlsConnector.describe(channel.pipeline().get(SslHandler.class)),
                session.statements().size(),
                number);
    }
}
