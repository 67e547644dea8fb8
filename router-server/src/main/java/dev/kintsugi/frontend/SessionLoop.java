package dev.kintsugi.frontend;

import dev.kintsugi.backend.BackendPools;
import io.netty.channel.EventLoop;

/// An event loop with the backend pools that belong to it.
public record SessionLoop(EventLoop eventLoop, BackendPools pools) {}
