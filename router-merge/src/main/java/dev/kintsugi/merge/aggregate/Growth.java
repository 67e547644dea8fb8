package dev.kintsugi.merge.aggregate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Grows arrays that are indexed by group number.
final class Growth {
    /// What the JVM adds to an array's bytes, rounded up.
    private static final int ARRAY_OVERHEAD = 24;

    private Growth() {}

    static long[] toHold(long[] array, int index) {
        return index < array.length ? array : Arrays.copyOf(array, newLength(index));
    }

    static double[] toHold(double[] array, int index) {
        return index < array.length ? array : Arrays.copyOf(array, newLength(index));
    }

    static float[] toHold(float[] array, int index) {
        return index < array.length ? array : Arrays.copyOf(array, newLength(index));
    }

    static boolean[] toHold(boolean[] array, int index) {
        return index < array.length ? array : Arrays.copyOf(array, newLength(index));
    }

    static byte[] toHold(byte[] array, int index) {
        return index < array.length ? array : Arrays.copyOf(array, newLength(index));
    }

    static <T extends @Nullable Object> T[] toHold(T[] array, int index) {
        return index < array.length ? array : Arrays.copyOf(array, newLength(index));
    }

    static int heldBytes(byte[] value) {
        return value.length + ARRAY_OVERHEAD;
    }

    private static int newLength(int index) {
        return Math.addExact(index, Math.max(16, index >> 1));
    }
}
