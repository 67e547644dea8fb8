package dev.kintsugi.tls;

import dev.kintsugi.auth.ChannelBinding;
import dev.kintsugi.config.ListenTls;
import dev.kintsugi.config.TlsIdentity;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Encrypts clients' connections with the router's certificate, read anew when its files change. Thread-safe.
public final class TlsAcceptor {
    private static final Logger LOG = LoggerFactory.getLogger(TlsAcceptor.class);

    private final ListenTls config;
    private volatile Loaded loaded;

    private TlsAcceptor(ListenTls config) throws IOException {
        this.config = config;
        this.loaded = Loaded.read(config);
    }

    /// Reads certificate, key and authorities.
    ///
    /// @throws IOException if one of them cannot be read or does not fit; its message names the setting and the way
    /// out
    public static TlsAcceptor load(ListenTls config) throws IOException {
        return new TlsAcceptor(config);
    }

    /// Whether clients must use TLS.
    public boolean required() {
        return config.required();
    }

    /// Whether a connection begins with TLS itself instead of a request for it: its first byte tells.
    public static boolean isHandshake(byte first) {
        return first == 22;
    }

    /// For one connection: the handler that goes in front of its pipeline, and what SCRAM is bound to.
    public Accepted accept(ByteBufAllocator allocator) {
        Loaded now = loaded;
        return new Accepted(now.context.newHandler(allocator, Thread::startVirtualThread), now.binding);
    }

    /// The beginning of one connection's TLS; `binding` is absent for certificates that have none.
    public record Accepted(SslHandler handler, Optional<ChannelBinding> binding) {
        /// The one subject name of a client certificate that was believed; empty if none was shown.
        /// Call it after the handshake.
        public Optional<String> clientName() {
            return PeerCertificates.commonName(handler.engine().getSession());
        }

        /// Whether the client asked for Postgres by ALPN, as it must if it began with TLS.
        /// Call it after the handshake.
        public boolean isForPostgres() {
            return TlsFiles.POSTGRES.equals(handler.applicationProtocol());
        }
    }

    /// Takes over changed files; what cannot be read is logged and leaves everything as it was. It blocks: call it
    /// off the event loops.
    public void reloadIfChanged() {
        try {
            PemStamp now = PemStamp.of(config);
            if (!now.equals(loaded.stamp)) {
                loaded = Loaded.read(config);
                LOG.info(
                        "took over the changed certificate of {}",
                        config.identity().certificate());
            }
        } catch (IOException e) {
            LOG.warn("clients go on with the former certificate: {}", e.getMessage());
        }
    }

    private record Loaded(SslContext context, Optional<ChannelBinding> binding, PemStamp stamp) {
        static Loaded read(ListenTls config) throws IOException {
            PemStamp stamp = PemStamp.of(config);
            TlsIdentity identity = config.identity();
            var chain = TlsFiles.certificates(identity.certificate());
            SslContextBuilder builder;
            try {
                builder = SslContextBuilder.forServer(TlsFiles.privateKey(identity.key()), TlsFiles.array(chain));
            } catch (IllegalArgumentException e) {
                throw TlsFiles.problem(identity.certificate(), e);
            }
            if (config.clientCa().isPresent()) {
                builder.trustManager(TlsFiles.array(
                                TlsFiles.certificates(config.clientCa().get())))
                        .clientAuth(ClientAuth.OPTIONAL);
            }
            return new Loaded(
                    TlsFiles.build(builder, identity.certificate()), ChannelBinding.of(chain.getFirst()), stamp);
        }
    }
}
