package dev.kintsugi.frontend;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.admin.ClientState;
import dev.kintsugi.backend.BackendPools;
import dev.kintsugi.metrics.Traffic;
import dev.kintsugi.plan.PlanLookup;
import io.netty.channel.EventLoop;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/// An event loop with what belongs to it: the backend pools, its clients and what they do, and the reader of
/// statements, which is free again as soon as the statement at hand has its plan and shards.
public record SessionLoop(
        EventLoop eventLoop,
        BackendPools pools,
        PlanLookup lookup,
        Traffic traffic,
        Set<ClientConnection> connections) {
    public SessionLoop(EventLoop eventLoop, BackendPools pools) {
        this(eventLoop, pools, new PlanLookup(), new Traffic(), new LinkedHashSet<>());
    }

    /// Its clients that have logged in. Call it on the event loop.
    public ImmutableList<ClientState> clients() {
        return connections.stream()
                .map(ClientConnection::state)
                .flatMap(Optional::stream)
                .collect(ImmutableList.toImmutableList());
    }
}
