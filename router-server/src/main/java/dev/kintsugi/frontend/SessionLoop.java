package dev.kintsugi.frontend;

import dev.kintsugi.backend.BackendPools;
import dev.kintsugi.plan.PlanLookup;
import io.netty.channel.EventLoop;

/// An event loop with what belongs to it: the backend pools, and the reader of statements, which is free again as soon
/// as the statement at hand has its plan and shards.
public record SessionLoop(EventLoop eventLoop, BackendPools pools, PlanLookup lookup) {
    public SessionLoop(EventLoop eventLoop, BackendPools pools) {
        this(eventLoop, pools, new PlanLookup());
    }
}
