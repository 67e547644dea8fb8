package dev.kintsugi.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// A TCP relay on one epoll event loop that looks at no byte: what any router in Java pays at least.
///
/// Arguments: the port to listen on and the port to connect to, both on 127.0.0.1. It runs until it is killed.
public final class RelayFloor {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private RelayFloor() {}

    /// Relays until the process ends.
    public static void main(String[] arguments) throws InterruptedException {
        InetSocketAddress here = new InetSocketAddress(LOOPBACK, Integer.parseInt(arguments[0]));
        InetSocketAddress there = new InetSocketAddress(LOOPBACK, Integer.parseInt(arguments[1]));
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        new ServerBootstrap()
                .group(loop)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new Accepted(there))
                .bind(here)
                .sync()
                .channel()
                .closeFuture()
                .sync();
    }

    /// Opens the other side before it reads from the client.
    private static final class Accepted extends ChannelInboundHandlerAdapter {
        private final InetSocketAddress there;

        private Accepted(InetSocketAddress there) {
            this.there = there;
        }

        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        public void channelActive(ChannelHandlerContext client) {
            ChannelFuture connecting = new Bootstrap()
                    .group(client.channel().eventLoop())
                    .channel(EpollSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.AUTO_READ, false)
                    .handler(new ChannelInboundHandlerAdapter())
                    .connect(there);
            connecting.addListener(done -> {
                if (done.isSuccess()) {
                    join(client.channel(), connecting.channel());
                } else {
                    client.close();
                }
            });
        }

        private void join(Channel client, Channel server) {
            client.pipeline().replace(this, "relay", new Relay(server));
            server.pipeline().addLast(new Relay(client));
            client.config().setAutoRead(true);
            server.config().setAutoRead(true);
        }
    }

    /// Passes on what one side sends to the other, flushed once per read; a slow reader stops the writer.
    private static final class Relay extends ChannelInboundHandlerAdapter {
        private final Channel other;

        private Relay(Channel other) {
            this.other = other;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            other.write(bytes, other.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            other.flush();
            context.channel().config().setAutoRead(other.isWritable());
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            other.config().setAutoRead(context.channel().isWritable());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            other.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
