package dev.kintsugi.tls;

import dev.kintsugi.auth.ChannelBinding;
import dev.kintsugi.config.ShardTls;
import dev.kintsugi.config.TlsFile;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// Encrypts connections to one shard and checks its certificate as configured. Immutable.
public final class TlsConnector {
    private final SslContext context;

    private TlsConnector(SslContext context) {
        this.context = context;
    }

    /// Empty if the shard is to be reached without TLS.
    ///
    /// @throws IOException if a file cannot be read or does not fit; its message names the setting and the way out
    public static Optional<TlsConnector> load(ShardTls config) throws IOException {
        if (config.mode() == ShardTls.Mode.DISABLE) {
            return Optional.empty();
        }
        SslContextBuilder builder = SslContextBuilder.forClient();
        if (config.ca().isPresent()) {
            builder.trustManager(
                    TlsFiles.array(TlsFiles.certificates(config.ca().get())));
        }
        if (config.identity().isPresent()) {
            TlsFile certificate = config.identity().get().certificate();
            try {
                builder.keyManager(
                        TlsFiles.privateKey(config.identity().get().key()),
                        TlsFiles.array(TlsFiles.certificates(certificate)));
            } catch (IllegalArgumentException e) {
                throw TlsFiles.problem(certificate, e);
            }
        }
        switch (config.mode()) {
            case REQUIRE ->
                builder.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm(null);
            case VERIFY_CA -> builder.endpointIdentificationAlgorithm(null);
            case VERIFY_FULL -> builder.endpointIdentificationAlgorithm("HTTPS");
            case DISABLE -> throw new IllegalStateException("no TLS");
        }
        try {
            return Optional.of(new TlsConnector(TlsFiles.common(builder).build()));
        } catch (SSLException | IllegalArgumentException e) {
            throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    /// The handler of one connection to `host`, whose name the certificate may have to bear.
    public SslHandler handler(ByteBufAllocator allocator, String host, int port, Duration timeout) {
        SslHandler handler = context.newHandler(allocator, host, port, Thread::startVirtualThread);
        handler.setHandshakeTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        return handler;
    }

    /// Protocol and cipher of a connection, as `TLSv1.3/TLS_AES_256_GCM_SHA384`; empty in plain text.
    public static String describe(@Nullable SslHandler handler) {
        if (handler == null) {
            return "";
        }
        SSLSession session = handler.engine().getSession();
        return session.getProtocol() + "/" + session.getCipherSuite();
    }

    /// What SCRAM is bound to on a connection whose handshake is done.
    public static Optional<ChannelBinding> binding(SslHandler handler) {
        return PeerCertificates.of(handler.engine().getSession()).flatMap(ChannelBinding::of);
    }
}
