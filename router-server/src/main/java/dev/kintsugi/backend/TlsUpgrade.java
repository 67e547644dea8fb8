package dev.kintsugi.backend;

import dev.kintsugi.tls.TlsConnector;
import dev.kintsugi.wire.FrontendEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Asks a shard for TLS and does the handshake; the handlers behind see an open connection only when it is encrypted,
/// or an exception with the reason.
///
/// Nothing that arrives before is believed: one byte `S`, or the connection ends (CVE-2021-23222, CVE-2024-10977).
final class TlsUpgrade extends ChannelInboundHandlerAdapter {
    private final TlsConnector connector;
    private final BackendTarget target;
    private final Duration timeout;
    private @Nullable ScheduledFuture<?> deadline;
    private boolean answered;

    TlsUpgrade(TlsConnector connector, BackendTarget target, Duration timeout) {
        this.connector = connector;
        this.target = target;
        this.timeout = timeout;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        deadline = context.executor()
                .schedule(
                        () -> fail(context, "the shard did not answer within " + timeout.toSeconds() + " s"),
                        timeout.toMillis(),
                        TimeUnit.MILLISECONDS);
        ByteBuf request = context.alloc().buffer(8);
        FrontendEncoder.sslRequest(request);
        context.writeAndFlush(request, context.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (answered || !bytes.isReadable()) {
                return;
            }
            answered = true;
            stopWaiting();
            byte answer = bytes.readByte();
            if (answer == 'N') {
                fail(context, "the shard does not use TLS: set ssl = on there, or tls = \"disable\" for it here");
            } else if (answer != 'S') {
                fail(context, "the shard answered the request for TLS with neither S nor N");
            } else if (bytes.isReadable()) {
                fail(context, "the shard sent bytes before the TLS handshake: somebody may sit between");
            } else {
                context.pipeline().addFirst(connector.handler(context.alloc(), target.host(), target.port(), timeout));
            }
        } finally {
            bytes.release();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done) {
            if (done.isSuccess()) {
                context.pipeline().remove(this);
                context.fireChannelActive();
            } else {
                fail(context, "TLS: " + done.cause().getMessage());
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stopWaiting();
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(context, String.valueOf(cause.getMessage()));
    }

    private void fail(ChannelHandlerContext context, String reason) {
        stopWaiting();
        context.fireExceptionCaught(new IOException(reason));
        context.close();
    }

    private void stopWaiting() {
        ScheduledFuture<?> timer = deadline;
        deadline = null;
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
