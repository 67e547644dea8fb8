package dev.kintsugi.demo;

import com.google.common.collect.ImmutableList;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The random choices of one row, a function of the seed, the table and the row's number alone.
final class Dice {
    private static final long SEED = 0x4B49_4E54_5355_4749L; // "KINTSUGI"

    private final SplittableRandom random;

    Dice(int table, long row) {
        random = new SplittableRandom(scatter(SEED + scatter(((long) table << 48) ^ row)));
    }

    /// Spreads neighbouring numbers over all longs (the finalizer of MurmurHash3).
    private static long scatter(long value) {
        long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }

    /// A number from 0 to `bound - 1`.
    int below(int bound) {
        return random.nextInt(bound);
    }

    long bits() {
        return random.nextLong();
    }

    boolean oneIn(int count) {
        return random.nextInt(count) == 0;
    }

    <T> T of(ImmutableList<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /// Null once in `count` rows, else the value.
    @Nullable
    String unlessOneIn(int count, Supplier<String> value) {
        return oneIn(count) ? null : value.get();
    }
}
