package dev.kintsugi.execute.commit;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.error.PgError;
import dev.kintsugi.execute.ShardLeases;
import io.netty.channel.EventLoop;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The commit that a session has under way, if any. Used on the session's event loop.
public final class SessionCommit {
    private final TwoPhase twoPhase;
    private final String user;
    private final EventLoop loop;
    private @Nullable CommitRun running;

    public SessionCommit(TwoPhase twoPhase, String user, EventLoop loop) {
        this.twoPhase = twoPhase;
        this.user = user;
        this.loop = loop;
    }

    /// Commits on the shards of the block; `writers` as in [CommitRun].
    public void start(ImmutableList<BackendConnection> joined, IntPredicate writers, CommitRun.Outcome outcome) {
        CommitRun run = new CommitRun(twoPhase, joined, writers, user, loop, new CommitRun.Outcome() {
            @Override
            public void committed() {
                running = null;
                outcome.committed();
            }

            @Override
            public void rolledBack(PgError error) {
                running = null;
                outcome.rolledBack(error);
            }

            @Override
            public void unknown(PgError error) {
                running = null;
                outcome.unknown(error);
            }
        });
        running = run;
        run.start();
    }

    /// Whether an outcome is still to come; nothing is cancelled until then.
    public boolean underWay() {
        return running != null;
    }

    /// The client is gone: see [CommitRun#abandon].
    public void abandon(ShardLeases leases) {
        CommitRun run = running;
        if (run != null) {
            run.abandon(leases);
        }
    }
}
