package dev.kintsugi.proof;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.util.SplittableRandom;

/// The numbers that decide a statement: random ones, or a list to make the same statement, or a smaller one, again.
///
/// Every decision's number 0 is its simplest answer, so a list with zeros or without some numbers makes a simpler
/// statement. A list that has come to its end goes on with zeros.
final class Choices {
    private final SplittableRandom random;
    private final ImmutableIntArray given;
    private final ImmutableIntArray.Builder taken = ImmutableIntArray.builder();
    private final ImmutableIntArray.Builder constants = ImmutableIntArray.builder();
    private final boolean replayed;
    private int position;

    private Choices(SplittableRandom random, ImmutableIntArray given, boolean replayed) {
        this.random = random;
        this.given = given;
        this.replayed = replayed;
    }

    static Choices random(long seed, long number) {
        return new Choices(new SplittableRandom(seed ^ (number * 0x9E3779B97F4A7C15L)), ImmutableIntArray.of(), false);
    }

    static Choices replay(ImmutableIntArray given) {
        return new Choices(new SplittableRandom(0), given, true);
    }

    /// One of the numbers from 0 to `count` - 1.
    int of(int count) {
        int chosen = replayed ? (position < given.length() ? given.get(position) % count : 0) : random.nextInt(count);
        position++;
        taken.add(chosen);
        return chosen;
    }

    /// True once in `count` times; false is simpler.
    boolean oneIn(int count) {
        return of(count) == count - 1;
    }

    <T> T pick(ImmutableList<T> list) {
        return list.get(of(list.size()));
    }

    /// One that does not shape the statement.
    <T> T constant(ImmutableList<T> list) {
        constants.add(position);
        return pick(list);
    }

    /// The same decisions with other constants.
    ImmutableIntArray withOtherConstants() {
        int[] changed = taken.build().toArray();
        for (int i : constants.build().toArray()) {
            changed[i] = changed[i] * 7 + 3;
        }
        return ImmutableIntArray.copyOf(changed);
    }

    ImmutableIntArray taken() {
        return taken.build();
    }
}
