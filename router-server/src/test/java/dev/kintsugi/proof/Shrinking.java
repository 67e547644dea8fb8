package dev.kintsugi.proof;

import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Looks for the simplest statement that still does what a statement did, by taking choices away.
final class Shrinking {
    private static final int MOST_TRIES = 600;

    /// Whether a statement still does it.
    interface Test {
        boolean holds(Generated statement) throws IOException;
    }

    private final Test test;
    private int tries;

    Shrinking(Test test) {
        this.test = test;
    }

    Generated smallest(Generated statement) throws IOException {
        Generated best = statement;
        boolean better = true;
        while (better && tries < MOST_TRIES) {
            better = false;
            for (int size = Math.max(1, best.choices().length() / 2); size > 0; size /= 2) {
                for (int at = 0; at < best.choices().length() && tries < MOST_TRIES; ) {
                    Generated shorter = tryOut(best, without(best.choices(), at, size));
                    if (shorter == null) {
                        shorter = tryOut(best, zeroed(best.choices(), at, size));
                    }
                    if (shorter == null) {
                        at += size;
                    } else {
                        best = shorter;
                        better = true;
                    }
                }
            }
        }
        return best;
    }

    /// The statement if it still does it and is shorter.
    private @Nullable Generated tryOut(Generated best, ImmutableIntArray choices) throws IOException {
        Generated candidate = Grammar.statement(Choices.replay(choices));
        if (candidate.sql().length() >= best.sql().length()) {
            return null;
        }
        tries++;
        return test.holds(candidate) ? candidate : null;
    }

    private static ImmutableIntArray without(ImmutableIntArray all, int from, int count) {
        ImmutableIntArray.Builder kept = ImmutableIntArray.builder();
        kept.addAll(all.subArray(0, from));
        kept.addAll(all.subArray(Math.min(all.length(), from + count), all.length()));
        return kept.build();
    }

    private static ImmutableIntArray zeroed(ImmutableIntArray all, int from, int count) {
        ImmutableIntArray.Builder kept = ImmutableIntArray.builder();
        kept.addAll(all.subArray(0, from));
        for (int i = from; i < Math.min(all.length(), from + count); i++) {
            kept.add(0);
        }
        kept.addAll(all.subArray(Math.min(all.length(), from + count), all.length()));
        return kept.build();
    }
}
