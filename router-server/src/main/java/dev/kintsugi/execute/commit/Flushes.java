package dev.kintsugi.execute.commit;

import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Has shards flush their write-ahead logs, once for all who wait: those who come while a flush is under way share the
/// next one. Thread-safe.
///
/// Needed because a server that crashes forgets a transaction's number if nothing with it has reached the disk, and
/// gives it to another transaction. A number must not be in the name of anything prepared before it is safe.
final class Flushes {
    private final EventLoop loop;
    private final BiFunction<Integer, String, CompletableFuture<?>> flush;
    private final Map<Place, Round> rounds = new HashMap<>();

    private record Place(int shard, String user) {}

    private static final class Round {
        private boolean running;
        private @Nullable CompletableFuture<Void> next;
    }

    /// `loop` is where the rounds are kept; `flush` has one shard do it, as a user.
    Flushes(EventLoop loop, BiFunction<Integer, String, CompletableFuture<?>> flush) {
        this.loop = loop;
        this.flush = flush;
    }

    CompletableFuture<Void> flushed(int shard, String user) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        loop.execute(() -> {
            Place place = new Place(shard, user);
            Round round = rounds.computeIfAbsent(place, _ -> new Round());
            CompletableFuture<Void> next = round.next;
            if (next == null) {
                next = new CompletableFuture<>();
                round.next = next;
            }
            next.whenComplete((_, failure) -> {
                if (failure == null) {
                    result.complete(null);
                } else {
                    result.completeExceptionally(failure);
                }
            });
            begin(place, round);
        });
        return result;
    }

    private void begin(Place place, Round round) {
        CompletableFuture<Void> waiting = round.next;
        if (round.running || waiting == null) {
            return;
        }
        round.running = true;
        round.next = null;
        flush.apply(place.shard(), place.user())
                .whenComplete((_, failure) -> loop.execute(() -> {
                    round.running = false;
                    if (failure == null) {
                        waiting.complete(null);
                    } else {
                        waiting.completeExceptionally(failure);
                    }
                    begin(place, round);
                }));
    }
}
