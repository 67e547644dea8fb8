package dev.kintsugi.backend;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/// How bytes reach the kernel: native epoll where it loads, else Java's own NIO.
public enum Transport {
    EPOLL,
    NIO;

    /// The best one on this machine.
    public static Transport best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    public EventLoopGroup eventLoops(int threads) {
        return switch (this) {
            case EPOLL -> new MultiThreadIoEventLoopGroup(threads, EpollIoHandler.newFactory());
            case NIO -> new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory());
        };
    }

    public Class<? extends Channel> socket() {
        return switch (this) {
            case EPOLL -> EpollSocketChannel.class;
            case NIO -> NioSocketChannel.class;
        };
    }

    public Class<? extends ServerChannel> listener() {
        return switch (this) {
            case EPOLL -> EpollServerSocketChannel.class;
            case NIO -> NioServerSocketChannel.class;
        };
    }
}
