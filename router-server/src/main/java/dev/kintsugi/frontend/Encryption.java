package dev.kintsugi.frontend;

import dev.kintsugi.auth.ChannelBinding;
import dev.kintsugi.tls.TlsAcceptor;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The TLS of one client's connection, from plain text on. Used on the connection's event loop.
final class Encryption {
    private static final Logger LOG = LoggerFactory.getLogger(Encryption.class);

    private final Optional<TlsAcceptor> acceptor;
    private final ChannelHandlerContext context;
    private Optional<TlsAcceptor.Accepted> accepted = Optional.empty();

    Encryption(Optional<TlsAcceptor> acceptor, ChannelHandlerContext context) {
        this.acceptor = acceptor;
        this.context = context;
    }

    /// Whether a handshake may begin now.
    boolean isOffered() {
        return acceptor.isPresent() && accepted.isEmpty();
    }

    /// Whether the connection is plain text although sessions need TLS.
    boolean isMissing() {
        return accepted.isEmpty() && acceptor.map(TlsAcceptor::required).orElse(false);
    }

    /// Expects a handshake from the next byte on.
    void begin() {
        TlsAcceptor.Accepted now = acceptor.orElseThrow().accept(context.alloc());
        now.handler().setHandshakeTimeoutMillis(0); // the time for a login covers it
        accepted = Optional.of(now);
        context.pipeline().addFirst(now.handler());
    }

    /// Whether these first bytes of a connection begin a handshake that nobody asked for.
    boolean isBegunBy(ByteBuf bytes) {
        return isOffered() && bytes.isReadable() && TlsAcceptor.isHandshake(bytes.getByte(bytes.readerIndex()));
    }

    /// Takes the first bytes of a handshake that nobody asked for. It must name Postgres (PostgreSQL manual,
    /// section
    /// 55.2.11), lest a browser's request be taken for a session.
    void begin(ByteBuf bytes) {
        begin();
        TlsAcceptor.Accepted now = accepted.orElseThrow();
        now.handler().handshakeFuture().addListener(done -> {
            if (done.isSuccess() && !now.isForPostgres()) {
                LOG.debug("a client that began with TLS did not ask for Postgres by ALPN");
                context.close();
            }
        });
        context.pipeline().fireChannelRead(bytes);
    }

    /// What SCRAM is bound to; empty in plain text.
    Optional<ChannelBinding> binding() {
        return accepted.flatMap(TlsAcceptor.Accepted::binding);
    }

    /// The name in the client's certificate, if it showed one that is believed.
    Optional<String> clientName() {
        return accepted.flatMap(TlsAcceptor.Accepted::clientName);
    }
}
