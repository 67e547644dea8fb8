package dev.kintsugi.server;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.admin.RouterState;
import dev.kintsugi.config.RouterConfig;
import dev.kintsugi.execute.Statements;
import dev.kintsugi.execute.commit.PreparedTransaction;
import dev.kintsugi.execute.commit.Recovery;
import dev.kintsugi.frontend.SessionLoop;
import dev.kintsugi.frontend.SessionRegistry;
import dev.kintsugi.plan.PlanCache;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// The state of a running router, asked of each event loop in turn.
record LiveState(
        RouterConfig config,
        ImmutableList<SessionLoop> sessionLoops,
        Statements statements,
        SessionRegistry sessions,
        Recovery recovery)
        implements RouterState {

    @Override
    public CompletableFuture<ImmutableList<LoopState>> loops() {
        List<CompletableFuture<LoopState>> asked = sessionLoops.stream()
                .map(loop -> CompletableFuture.supplyAsync(
                        () -> new LoopState(
                                loop.clients(),
                                loop.pools().state(),
                                loop.traffic().totals()),
                        loop.eventLoop()))
                .toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(_ -> asked.stream().map(CompletableFuture::join).collect(ImmutableList.toImmutableList()));
    }

    @Override
    public CompletableFuture<ImmutableList<Optional<ImmutableList<PreparedTransaction>>>> prepared() {
        return recovery.prepared();
    }

    @Override
    public PlanCache.Fill plans() {
        return statements.fill();
    }

    @Override
    public void reconnect() {
        sessionLoops.forEach(loop -> loop.eventLoop().execute(() -> loop.pools().renew()));
    }

    @Override
    public boolean kill(int client) {
        return sessions.kill(client);
    }
}
