package dev.kintsugi.plan;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Ints;
import dev.kintsugi.sql.StatementText;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Texts to what was made of them, under one shard map and one catalog. Bounded; thread-safe.
///
/// A plan is kept for all texts of its shape that give the same answers to what was asked about constants. The first
/// entry of a shape says what to ask, if anything was; the next, by these answers, has the plan. Keys hold the texts
/// themselves, so nothing hangs on a hash.
public final class PlanCache<V> {
    /// What a plan weighs beside its text: conditions, descriptions, shard SQL.
    private static final int PLAN_BYTES = 4_000;

    /// What an entry weighs that only says what to ask.
    private static final int QUESTIONS_BYTES = 400;

    /// Bytes of a plan for each byte of its text.
    private static final int PLAN_FACTOR = 10;

    /// Bytes of a plan for each constant of its text: its place, its slot, its value, its node in the tree.
    private static final int CONSTANT_BYTES = 200;

    private final Optional<Cache<Key, Entry<V>>> cache;

    private PlanCache(Optional<Cache<Key, Entry<V>>> cache) {
        this.cache = cache;
    }

    /// How much is kept at most.
    public sealed interface Capacity {
        /// An estimate of bytes; 0 for nothing at all.
        record Bytes(long bytes) implements Capacity {}

        /// A number of entries, whatever their size.
        record Entries(int entries) implements Capacity {}
    }

    public static <V> PlanCache<V> of(Capacity capacity) {
        // the work of the cache is done by whoever comes along: handing it to other threads costs more
        var builder = Caffeine.newBuilder().executor(Runnable::run);
        return new PlanCache<>(
                switch (capacity) {
                    case Capacity.Bytes(long bytes) when bytes == 0 -> Optional.empty();
                    case Capacity.Bytes(long bytes) ->
                        Optional.of(builder.maximumWeight(bytes)
                                .weigher((Key key, Entry<V> entry) -> weight(key, entry))
                                .build());
                    case Capacity.Entries(int entries) ->
                        Optional.of(builder.maximumSize(entries).build());
                });
    }

    /// What an entry is found by: [Stored] in the cache, [PlanLookup] for a text at hand.
    sealed interface Key permits Stored, PlanLookup {}

    /// Everything that a plan depends on beside map and catalog. `whole`: the very text; else every text of the
    /// shape with the same answers to `questions`.
    record Stored(StatementText text, ImmutableList<String> searchPath, Questions questions, boolean whole, int hash)
            implements Key {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Stored key
                    && hash == key.hash
                    && whole == key.whole
                    && text.sameShape(key.text)
                    && searchPath.equals(key.searchPath)
                    && questions.equals(key.questions)
                    && (whole ? text.sameConstants(key.text) : questions.sameAnswers(text, key.text));
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    private sealed interface Entry<V> {
        record Plan<V>(V value) implements Entry<V> {}

        record Ask<V>(Questions questions) implements Entry<V> {}
    }

    private static int weight(Key key, Entry<?> entry) {
        StatementText text = ((Stored) key).text();
        int length = text.sql().length;
        long bytes = switch (entry) {
            case Entry.Plan<?> _ -> PLAN_BYTES + (long) PLAN_FACTOR * length + (long) CONSTANT_BYTES * text.constants();
            case Entry.Ask<?> _ -> QUESTIONS_BYTES + 2L * length + (long) CONSTANT_BYTES * text.constants();
        };
        return Ints.saturatedCast(bytes);
    }

    /// How much is kept at the moment: entries, and the bytes that they are taken for (0 if only entries count).
    public record Fill(long entries, long bytes) {}

    public Fill fill() {
        return cache.map(kept -> new Fill(
                        kept.estimatedSize(),
                        kept.policy()
                                .eviction()
                                .flatMap(eviction ->
                                        eviction.weightedSize().stream().boxed().findFirst())
                                .orElse(0L)))
                .orElse(new Fill(0, 0));
    }

    /// What was made of a text of this shape with the same answers.
    public @Nullable V find(PlanLookup lookup) {
        if (cache.isEmpty()) {
            return null;
        }
        Entry<V> entry = cache.get().getIfPresent(lookup.asking(Questions.NONE));
        if (entry instanceof Entry.Ask<V>(Questions questions)) {
            entry = cache.get().getIfPresent(lookup.asking(questions));
        }
        return entry instanceof Entry.Plan<V>(V value) ? value : null;
    }

    /// What was made of this very text.
    public @Nullable V findWhole(PlanLookup lookup) {
        return cache.isPresent() && cache.get().getIfPresent(lookup.whole()) instanceof Entry.Plan<V>(V value)
                ? value
                : null;
    }

    /// Keeps what was made of the text for all that give the same answers to `questions`.
    public void put(PlanLookup lookup, Questions questions, V value) {
        cache.ifPresent(entries -> {
            Questions all = asked(entries, lookup, questions);
            entries.put(lookup.asking(all).stored(), new Entry.Plan<>(value));
        });
    }

    /// Plans of one shape may have come from different questions: all are asked from now on.
    private static <V> Questions asked(Cache<Key, Entry<V>> entries, PlanLookup lookup, Questions questions) {
        Entry<V> before = entries.getIfPresent(lookup.asking(Questions.NONE));
        Questions all = before instanceof Entry.Ask<V>(Questions known) ? known.and(questions) : questions;
        if (!all.isEmpty() && !(before instanceof Entry.Ask<V>(Questions known) && known.equals(all))) {
            entries.put(lookup.stored(), new Entry.Ask<>(all));
        }
        return all;
    }

    /// Keeps what was made of this very text.
    public void putWhole(PlanLookup lookup, V value) {
        cache.ifPresent(entries -> entries.put(lookup.whole().stored(), new Entry.Plan<>(value)));
    }

    /// Entries at the moment, roughly.
    public long size() {
        return cache.map(Cache::estimatedSize).orElse(0L);
    }
}
