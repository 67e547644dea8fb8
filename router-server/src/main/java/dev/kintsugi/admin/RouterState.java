package dev.kintsugi.admin;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.PoolState;
import dev.kintsugi.config.RouterConfig;
import dev.kintsugi.execute.commit.PreparedTransaction;
import dev.kintsugi.metrics.TrafficTotals;
import dev.kintsugi.plan.PlanCache;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// What a running router tells of itself. Thread-safe; nothing here blocks.
public interface RouterState {
    /// The configuration that is in force.
    RouterConfig config();

    /// What each event loop has at the moment.
    CompletableFuture<ImmutableList<LoopState>> loops();

    /// What is prepared on each shard, by any router; empty for a shard that cannot be asked.
    CompletableFuture<ImmutableList<Optional<ImmutableList<PreparedTransaction>>>> prepared();

    /// How full the plan cache is.
    PlanCache.Fill plans();

    /// Closes server connections as they become free, and opens new ones.
    void reconnect();

    /// Ends the client with this number at once; false if there is none.
    boolean kill(int client);

    /// One event loop's clients and server connections.
    record LoopState(ImmutableList<ClientState> clients, ImmutableList<PoolState> pools, TrafficTotals traffic) {}
}
