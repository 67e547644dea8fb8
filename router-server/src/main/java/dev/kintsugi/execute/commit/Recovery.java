package dev.kintsugi.execute.commit;

import com.google.common.collect.ImmutableList;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends what crashes have left prepared on the shards, whichever router prepared it; several routers may do so at once.
///
/// For each shard: what is prepared, then which of that this router is ending itself, then what the decider says. A
/// decision never changes, so acting on one late is right; that it has been acted on already is no error. What is in
/// progress or cannot be decided stays.
public final class Recovery {
    private static final long PERIOD_MILLIS = 5_000;
    private static final long SOON_MILLIS = 300;
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private static final String PREPARED = """
        SELECT pg_catalog.current_setting('max_prepared_transactions'), p.gid, p.owner
        FROM (SELECT 1) one LEFT JOIN pg_catalog.pg_prepared_xacts p
             ON p.database = pg_catalog.current_database() AND pg_catalog.starts_with(p.gid, '%s')\
        """.formatted(GlobalId.PREFIX);

    private static final String LISTED = """
        SELECT gid, owner, prepared, extract(epoch FROM now() - prepared)::bigint FROM pg_catalog.pg_prepared_xacts
        WHERE database = pg_catalog.current_database() AND pg_catalog.starts_with(gid, '%s') ORDER BY prepared\
        """.formatted(GlobalId.PREFIX);

    private final EventLoop loop;
    private final TwoPhase twoPhase;
    private final int shards;
    private final String user;
    private final Set<String> complained = new HashSet<>();
    private boolean running;
    private boolean again;
    private volatile boolean closed;

    private record Prepared(String gid, String owner) {}

    /// `user` may read what is prepared; each transaction is ended as its owner.
    public Recovery(EventLoop loop, TwoPhase twoPhase, int shards, String user) {
        this.loop = loop;
        this.twoPhase = twoPhase;
        this.shards = shards;
        this.user = user;
    }

    /// Starts now and goes on for ever.
    public void start() {
        twoPhase.whenLeft(() -> loop.execute(this::soon));
        loop.scheduleWithFixedDelay(this::pass, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// No pass begins from now on.
    public void close() {
        closed = true;
    }

    /// What any router has prepared on each shard; empty for a shard that cannot be asked.
    public CompletableFuture<ImmutableList<Optional<ImmutableList<PreparedTransaction>>>> prepared() {
        List<CompletableFuture<Optional<ImmutableList<PreparedTransaction>>>> all = new ArrayList<>();
        for (int i = 0; i < shards; i++) {
            int shard = i;
            all.add(twoPhase.ask(shard, user, LISTED)
                    .thenApply(rows -> Optional.of(rows.stream()
                            .map(row -> new PreparedTransaction(
                                    shard,
                                    row.get(0).orElseThrow(),
                                    row.get(1).orElse(""),
                                    row.get(2).orElse(""),
                                    Long.parseLong(row.get(3).orElse("0"))))
                            .collect(ImmutableList.toImmutableList())))
                    .exceptionally(_ -> Optional.empty()));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .thenApply(_ -> all.stream().map(CompletableFuture::join).collect(ImmutableList.toImmutableList()));
    }

    private void soon() {
        again = true;
        if (!running && !closed) {
            loop.schedule(
                    () -> {
                        if (again) {
                            pass();
                        }
                    },
                    SOON_MILLIS,
                    TimeUnit.MILLISECONDS);
        }
    }

    private void pass() {
        if (running || closed) {
            return;
        }
        running = true;
        again = false;
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            all.add(recover(shard));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .whenComplete((_, _) -> loop.execute(() -> {
                    running = false;
                    if (again) {
                        soon();
                    }
                }));
    }

    private CompletableFuture<Void> recover(int shard) {
        return twoPhase.ask(shard, user, PREPARED)
                .thenCompose(rows -> {
                    twoPhase.slots(shard, !rows.getFirst().getFirst().equals(Optional.of("0")));
                    List<CompletableFuture<Void>> all = new ArrayList<>();
                    for (ImmutableList<Optional<String>> row : rows) {
                        if (row.get(1).isPresent()) {
                            all.add(end(
                                    shard,
                                    new Prepared(row.get(1).get(), row.get(2).orElse(user))));
                        }
                    }
                    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
                })
                .exceptionally(failure -> {
                    LOG.debug("shard {} cannot be asked what is prepared: {}", shard, failure.toString());
                    return null;
                });
    }

    private CompletableFuture<Void> end(int shard, Prepared prepared) {
        Optional<GlobalId> id = GlobalId.parse(prepared.gid());
        if (id.isEmpty()) {
            complain(prepared.gid(), "no router has given this name");
            return CompletableFuture.completedFuture(null);
        }
        if (twoPhase.underWay(id.get())) {
            return CompletableFuture.completedFuture(null);
        }
        return twoPhase.decision(id.get().decider(), prepared.owner())
                .thenCompose(decision -> switch (decision) {
                    case COMMITTED -> finish(shard, prepared, "COMMIT PREPARED");
                    case ABORTED -> finish(shard, prepared, "ROLLBACK PREPARED");
                    case IN_PROGRESS -> CompletableFuture.completedFuture(null);
                    case UNDECIDABLE -> {
                        complain(prepared.gid(), "its deciding shard no longer knows the outcome");
                        yield CompletableFuture.completedFuture(null);
                    }
                })
                .exceptionally(failure -> {
                    LOG.info("transaction {} stays prepared for now: {}", prepared.gid(), failure.toString());
                    return null;
                });
    }

    private CompletableFuture<Void> finish(int shard, Prepared prepared, String verb) {
        LOG.info("{} '{}' on shard {}", verb, prepared.gid(), shard);
        return twoPhase.ask(shard, prepared.owner(), verb + " '" + prepared.gid() + "'")
                .thenApply(_ -> null);
    }

    private void complain(String gid, String why) {
        if (complained.size() < 1_000 && complained.add(gid)) {
            LOG.warn("prepared transaction '{}' needs an operator: {}", gid, why);
        }
    }
}
