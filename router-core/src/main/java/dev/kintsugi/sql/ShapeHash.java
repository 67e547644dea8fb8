package dev.kintsugi.sql;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/// The hash by which texts of one shape find each other: fast, seeded once per process, not cryptographic. What it
/// finds is compared byte by byte.
final class ShapeHash {
    private static final long SEED = new SecureRandom().nextLong();
    private static final long MIX_A = 0xa0761d6478bd642fL;
    private static final long MIX_B = 0xe7037ed1a0b428dbL;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private ShapeHash() {}

    static long start(boolean standardConformingStrings) {
        return standardConformingStrings ? SEED : ~SEED;
    }

    /// The hash so far with more bytes.
    static long bytes(long before, byte[] sql, int from, int to) {
        long value = before ^ (to - from);
        int p = from;
        for (; p + Long.BYTES <= to; p += Long.BYTES) {
            value = fold(value ^ (long) LONGS.get(sql, p), MIX_B);
        }
        long rest = 0;
        for (; p < to; p++) {
            rest = (rest << Byte.SIZE) | (sql[p] & 0xff);
        }
        return fold(value ^ rest, MIX_A);
    }

    /// The hash so far with a number.
    static long number(long before, int number) {
        return fold(before ^ MIX_A, MIX_B + 2L * number);
    }

    /// Both halves of the product: every bit of the input reaches every bit of the result.
    private static long fold(long x, long y) {
        return (x * y) ^ Math.unsignedMultiplyHigh(x, y);
    }
}
