package dev.kintsugi.merge.compare;

import static java.lang.invoke.MethodHandles.byteArrayViewVarHandle;

import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Reads and writes integers in network byte order inside byte arrays.
public final class BigEndian {
    private static final VarHandle SHORT = byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private BigEndian() {}

    public static short int2(byte[] bytes, int start) {
        return (short) SHORT.get(bytes, start);
    }

    public static int int4(byte[] bytes, int start) {
        return (int) INT.get(bytes, start);
    }

    public static long int8(byte[] bytes, int start) {
        return (long) LONG.get(bytes, start);
    }

    public static void putInt2(byte[] bytes, int start, int value) {
        SHORT.set(bytes, start, (short) value);
    }

    public static void putInt4(byte[] bytes, int start, int value) {
        INT.set(bytes, start, value);
    }

    public static void putInt8(byte[] bytes, int start, long value) {
        LONG.set(bytes, start, value);
    }

    /// Guards a read of a fixed width: a shard whose column has another type must not be misread.
    ///
    /// @throws RouterException 08P01 if the value has another length
    public static void requireLength(int length, int expected) {
        if (length != expected) {
            throw new RouterException(
                    SqlState.PROTOCOL_VIOLATION,
                    "a shard sent a value of " + length + " bytes where " + expected + " were expected");
        }
    }

    /// Guards a read of a header.
    ///
    /// @throws RouterException 08P01 if the value is shorter
    public static void requireAtLeast(int length, int expected) {
        if (length < expected) {
            throw new RouterException(
                    SqlState.PROTOCOL_VIOLATION,
                    "a shard sent a value of " + length + " bytes where at least " + expected + " were expected");
        }
    }
}
