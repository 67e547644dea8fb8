package dev.kintsugi.copy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Eight bytes of an array looked at together: the lowest set bit of an answer tells the first byte that matches.
///
/// Bits above the lowest can be wrong. Arrays have [#SLACK] bytes behind what is looked at.
final class Words {
    /// Bytes of a word.
    static final int LENGTH = Long.BYTES;

    /// Bytes that can be read behind the last one of interest.
    static final int SLACK = Long.BYTES;

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private static final VarHandle LITTLE_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG_ENDIAN_INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private Words() {}

    static long at(byte[] bytes, int index) {
        return (long) LITTLE_ENDIAN.get(bytes, index);
    }

    /// Four bytes in network order.
    static int int4(byte[] bytes, int index) {
        return (int) BIG_ENDIAN_INT.get(bytes, index);
    }

    /// Two bytes in network order.
    static int int2(byte[] bytes, int index) {
        return (short) (bytes[index] << 8 | bytes[index + 1] & 0xFF);
    }

    /// The byte eight times.
    static long repeated(int value) {
        return (value & 0xFFL) * ONES;
    }

    /// Which bytes are that of a [#repeated] word.
    static long equal(long word, long repeated) {
        long differences = word ^ repeated;
        return (differences - ONES) & ~differences & HIGHS;
    }

    /// Which bytes are below that of a [#repeated] word, which is at most 0x80.
    static long below(long word, long repeated) {
        return (word - repeated) & ~word & HIGHS;
    }

    /// Which byte of a word the lowest set bit of `matches` is for.
    static int first(long matches) {
        return Long.numberOfTrailingZeros(matches) >>> 3;
    }
}
