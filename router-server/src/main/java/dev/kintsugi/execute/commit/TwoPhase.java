package dev.kintsugi.execute.commit;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.BackendPools;
import dev.kintsugi.backend.ShardQueries;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import io.netty.channel.EventLoop;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a router's commits over several shards share: the names they prepare under, how to ask for a decision, and
/// which of them are under way. Thread-safe.
public final class TwoPhase {
    /// How long a client waits for the decision of a shard that was lost while it committed.
    private static final Duration DECISION_WAIT = Duration.ofSeconds(10);

    private static final long ASK_AGAIN_MILLIS = 250;
    private static final Logger LOG = LoggerFactory.getLogger(TwoPhase.class);

    private final EventLoop loop;
    private final BackendPools pools;
    private final CommitWatch watch;
    private final String router = "%016x".formatted(new SecureRandom().nextLong());
    private final AtomicLong transactions = new AtomicLong();
    private final Set<Long> live = ConcurrentHashMap.newKeySet();
    private final Set<Integer> withoutSlots = ConcurrentHashMap.newKeySet();
    private final Flushes flushes;
    private volatile Runnable wake = () -> {};

    /// `pools` belong to `loop`.
    public TwoPhase(EventLoop loop, BackendPools pools, CommitWatch watch) {
        this.loop = loop;
        this.pools = pools;
        this.watch = watch;
        this.flushes = new Flushes(loop, (shard, user) -> ask(shard, user, DecisionSql.flush()));
    }

    CommitWatch watch() {
        return watch;
    }

    String router() {
        return router;
    }

    /// A number for one more transaction, which is under way until [#over].
    long begun() {
        long transaction = transactions.incrementAndGet();
        live.add(transaction);
        return transaction;
    }

    /// Nobody of this router works at the transaction any more; `left` if something may be left prepared.
    void over(long transaction, boolean left) {
        live.remove(transaction);
        if (left) {
            wake.run();
        }
    }

    /// Whether a session of this router is about to end the transaction itself.
    boolean underWay(GlobalId id) {
        return id.router().equals(router) && live.contains(id.transaction());
    }

    void whenLeft(Runnable recovery) {
        wake = recovery;
    }

    void slots(int shard, boolean any) {
        if (any) {
            withoutSlots.remove(shard);
        } else {
            withoutSlots.add(shard);
        }
    }

    /// Refuses a second shard to write to where it could not be prepared.
    ///
    /// @throws RouterException 55000 if prepared transactions are known to be disabled on the shard
    public void requireSlots(int shard) {
        if (withoutSlots.contains(shard)) {
            throw new RouterException(PgError.of(
                            SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                            "cannot write to several shards: prepared transactions are disabled on shard \""
                                    + pools.name(shard) + "\"")
                    .withHint(HINT));
        }
    }

    static final String HINT = "set max_prepared_transactions on every shard to the number of transactions"
            + " that may commit at once, and restart it";

    /// The rows of `sql` on a shard as `user`, over a connection that no session can hold up.
    CompletableFuture<ImmutableList<ImmutableList<Optional<String>>>> ask(int shard, String user, String sql) {
        return new ShardQueries(loop, () -> pools.recovery(shard, user)).rows(sql);
    }

    /// Completes when all that the shard has done so far is on its disk, the number of an open transaction
    /// included.
    CompletableFuture<Void> flushed(int shard, String user) {
        return flushes.flushed(shard, user);
    }

    /// What the deciding shard says now; fails if it cannot be asked.
    CompletableFuture<Decision> decision(GlobalId.Decider decider, String user) {
        if (decider.shard() >= pools.shardCount()) {
            return CompletableFuture.completedFuture(Decision.UNDECIDABLE);
        }
        return ask(decider.shard(), user, DecisionSql.identity()).thenCompose(here -> {
            ImmutableList<Optional<String>> row = here.getFirst();
            if (!row.get(0).equals(Optional.of(decider.system()))
                    || !row.get(1).equals(Optional.of(decider.timeline()))) {
                return CompletableFuture.completedFuture(Decision.UNDECIDABLE);
            }
            return ask(decider.shard(), user, DecisionSql.status(decider.xid()))
                    .thenApply(rows -> DecisionSql.decision(rows.getFirst().getFirst()));
        });
    }

    /// The decision once there is one: [Decision#COMMITTED], [Decision#ABORTED], or [Decision#UNDECIDABLE] when the
    /// time to wait is over. Completes on the router's loop for commits.
    CompletableFuture<Decision> awaitDecision(GlobalId.Decider decider, String user) {
        CompletableFuture<Decision> result = new CompletableFuture<>();
        awaitDecision(decider, user, System.nanoTime() + DECISION_WAIT.toNanos(), result);
        return result;
    }

    private void awaitDecision(
            GlobalId.Decider decider, String user, long deadline, CompletableFuture<Decision> result) {
        decision(decider, user).whenComplete((decision, failure) -> {
            if (failure == null && (decision == Decision.COMMITTED || decision == Decision.ABORTED)) {
                result.complete(decision);
            } else if (decision == Decision.UNDECIDABLE || System.nanoTime() - deadline >= 0) {
                LOG.warn("the outcome of {} is not known: {}", decider, failure == null ? decision : failure);
                result.complete(Decision.UNDECIDABLE);
            } else {
                loop.schedule(
                        () -> awaitDecision(decider, user, deadline, result), ASK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
        });
    }
}
