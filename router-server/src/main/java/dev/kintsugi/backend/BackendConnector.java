package dev.kintsugi.backend;

import dev.kintsugi.error.PgError;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.wire.FrontendEncoder;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Opens connections to shards and logs in. Thread-safe: it holds no state but its settings and what is known of types.
public final class BackendConnector {
    private final Transport transport;
    private final Duration timeout;
    private final ShardTypes types = new ShardTypes();

    public BackendConnector(Transport transport, Duration timeout) {
        this.transport = transport;
        this.timeout = timeout;
    }

    /// The types of the shards that connections are opened to.
    public ShardTypes types() {
        return types;
    }

    /// What came of an attempt; called on the event loop given.
    interface Outcome {
        void connected(BackendConnection connection);

        void failed(PgError error);
    }

    void connect(BackendPool pool, EventLoop loop, Outcome outcome) {
        BackendTarget target = pool.target();
        BackendLogin login = new BackendLogin(pool, timeout, outcome);
        bootstrap(loop)
                .handler(encrypted(target, login))
                .connect(target.host(), target.port())
                .addListener((ChannelFuture future) -> {
                    if (!future.isSuccess()) {
                        outcome.failed(unreachable(target, future.cause()));
                    }
                });
    }

    /// Sends a CancelRequest for a server process over a connection of its own.
    ///
    /// `done` runs with true when the server has dealt with it (it closes that connection) or could not be reached:
    /// only then is it sure that the request cannot hit a later statement. It runs with false after the connect
    /// timeout.
    void cancel(EventLoop loop, BackendTarget target, BackendKey key, CancelDone done) {
        AtomicBoolean overdue = new AtomicBoolean();
        ChannelHandler request = new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext context) {
                ByteBuf bytes = context.alloc().buffer(16 + key.secret().length);
                FrontendEncoder.cancelRequest(key.processId(), key.secret(), bytes);
                context.writeAndFlush(bytes, context.voidPromise());
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                context.close();
            }
        };
        bootstrap(loop)
                .handler(encrypted(target, request))
                .connect(target.host(), target.port())
                .addListener((ChannelFuture future) -> {
                    if (!future.isSuccess()) {
                        done.accept(true);
                        return;
                    }
                    Future<?> deadline = loop.schedule(
                            () -> {
                                overdue.set(true);
                                future.channel().close();
                            },
                            timeout.toMillis(),
                            TimeUnit.MILLISECONDS);
                    future.channel().closeFuture().addListener(_ -> {
                        deadline.cancel(false);
                        done.accept(!overdue.get());
                    });
                });
    }

    /// Takes the end of a cancel request; `certain` tells whether the server has dealt with it.
    @FunctionalInterface
    interface CancelDone {
        void accept(boolean certain);
    }

    /// `handler` as the last of the pipeline, behind TLS if the shard is reached by it.
    private ChannelHandler encrypted(BackendTarget target, ChannelHandler handler) {
        if (target.tls().isEmpty()) {
            return handler;
        }
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new TlsUpgrade(target.tls().get(), target, timeout), handler);
            }
        };
    }

    private Bootstrap bootstrap(EventLoop loop) {
        Class<? extends Channel> socket = transport.socket();
        return new Bootstrap()
                .group(loop)
                .channel(socket)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis());
    }

    static PgError unreachable(BackendTarget target, Throwable cause) {
        String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return PgError.of(
                        SqlState.SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION,
                        "could not connect to shard \"" + target.name() + "\"")
                .withDetail(reason)
                .withHint("check that the server at " + target.host() + ":" + target.port() + " is running");
    }
}
