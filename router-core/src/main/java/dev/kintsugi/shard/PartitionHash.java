package dev.kintsugi.shard;

import static com.google.common.base.Preconditions.checkPositionIndexes;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kintsugi.value.BinaryValues;
import dev.kintsugi.value.KeyValue;
import dev.kintsugi.value.PgNumeric;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// The hash behind Postgres' `PARTITION BY HASH`, bit for bit, for little-endian servers with UTF-8 databases.
///
/// A key's row hash combines the hashes of its columns, each seeded with the partition seed; NULL columns are left out.
/// So any shard can check its own rows with `satisfies_hash_partition` and the `hash…extended` functions.
///
/// Source: Bob Jenkins' lookup3 as the server uses it (`hash_bytes_extended`, `hash_combine64`,
/// `compute_partition_hash_value`).
public final class PartitionHash {
    private static final long SEED = 0x7A5B22367996DCFDL;
    private static final int START = 0x9E3779B9 + 3923095;
    private static final long COMBINE = 0x49A0F4DD15E5A8E3L;

    // The three words after the seed went into a hash of four bytes: the same for every such hash.
    private static final int WORD_A = 0xE933553E;
    private static final int WORD_B = 0xC5DA07A8;
    private static final int WORD_C = 0xFDFD95ED;

    private static final VarHandle LITTLE_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /// Where the base-10000 digits begin in a binary numeric, and where its weight is.
    private static final int NUMERIC_DIGITS = 8;

    private static final int NUMERIC_WEIGHT = 2;

    private PartitionHash() {}

    /// The slot, from 0 below [ShardingFunction.Hash#SLOTS], of a row hash.
    public static int slot(long rowHash) {
        return (int) Long.remainderUnsigned(rowHash, ShardingFunction.Hash.SLOTS);
    }

    /// The slot of a key; a key of NULLs only is in slot 0.
    public static int slot(List<KeyValue> key) {
        return slot(rowHash(key));
    }

    /// The row hash of a whole key.
    public static long rowHash(List<KeyValue> key) {
        long hash = 0;
        for (KeyValue value : key) {
            if (!(value instanceof KeyValue.Null)) {
                hash = combine(hash, hash(value));
            }
        }
        return hash;
    }

    /// The row hash of a key of one column, from that column's hash.
    public static long rowHash(long columnHash) {
        return combine(0, columnHash);
    }

    /// `hash_combine64`: the hash of the columns so far with one more column's hash.
    public static long combine(long hash, long columnHash) {
        return hash ^ (columnHash + COMBINE + (hash << 54) + (hash >>> 7));
    }

    /// The hash of one value that is not NULL.
    public static long hash(KeyValue value) {
        return switch (value) {
            case KeyValue.Int(long number) -> hashInt(number);
            case KeyValue.Text(String text) -> hashBytes(text.getBytes(UTF_8));
            case KeyValue.Uuid(long high, long low) -> hashUuid(high, low);
            case KeyValue.Date(int days) -> hashWord(days);
            case KeyValue.Timestamp(long micros) -> hashInt(micros);
            case KeyValue.Numeric(PgNumeric number) -> hashNumeric(number);
            case KeyValue.Bool(boolean bool) -> hashWord(bool ? 1 : 0);
            case KeyValue.Bytes(byte[] bytes) -> hashBytes(bytes);
            case KeyValue.Null() -> throw new IllegalArgumentException("NULL has no hash of its own");
        };
    }

    /// smallint, integer, bigint, which hash alike for equal values, and timestamps. Allocates nothing.
    public static long hashInt(long value) {
        int low = (int) value;
        int high = (int) (value >>> 32);
        return hashWord(low ^ (value >= 0 ? high : ~high));
    }

    /// uuid.
    public static long hashUuid(long high, long low) {
        return hashBytes(ByteBuffer.allocate(16).putLong(high).putLong(low).array());
    }

    /// text and varchar as UTF-8, bpchar without its trailing blanks, bytea. Allocates nothing.
    ///
    /// @throws IndexOutOfBoundsException if the range is not inside the buffer
    public static long hashBytes(byte[] buffer, int offset, int length) {
        checkPositionIndexes(offset, offset + length, buffer.length);
        int a = START + length + (int) (SEED >>> 32);
        int b = START + length + (int) SEED;
        int c = START + length;
        int at = offset;
        int left = length;
        // The seed and each block of twelve bytes are stirred in alike; the seed has been added above.
        while (true) {
            a = (a - c) ^ Integer.rotateLeft(c, 4);
            c += b;
            b = (b - a) ^ Integer.rotateLeft(a, 6);
            a += c;
            c = (c - b) ^ Integer.rotateLeft(b, 8);
            b += a;
            a = (a - c) ^ Integer.rotateLeft(c, 16);
            c += b;
            b = (b - a) ^ Integer.rotateLeft(a, 19);
            a += c;
            c = (c - b) ^ Integer.rotateLeft(b, 4);
            b += a;
            if (left < 12) {
                break;
            }
            a += (int) LITTLE_ENDIAN.get(buffer, at);
            b += (int) LITTLE_ENDIAN.get(buffer, at + 4);
            c += (int) LITTLE_ENDIAN.get(buffer, at + 8);
            at += 12;
            left -= 12;
        }
        return finish(
                a + tailWord(buffer, at, left),
                b + tailWord(buffer, at + 4, left - 4),
                // the lowest byte of c is kept for the length
                c + (tailWord(buffer, at + 8, left - 8) << 8));
    }

    private static long hashBytes(byte[] bytes) {
        return hashBytes(bytes, 0, bytes.length);
    }

    /// Up to four bytes as a little-endian word.
    private static int tailWord(byte[] buffer, int at, int count) {
        int word = 0;
        for (int i = Math.min(count, 4) - 1; i >= 0; i--) {
            word = (word << 8) | (buffer[at + i] & 0xFF);
        }
        return word;
    }

    private static long hashWord(int word) {
        return finish(WORD_A + word, WORD_B, WORD_C);
    }

    private static long finish(int a, int b, int c) {
        c = (c ^ b) - Integer.rotateLeft(b, 14);
        a = (a ^ c) - Integer.rotateLeft(c, 11);
        b = (b ^ a) - Integer.rotateLeft(a, 25);
        c = (c ^ b) - Integer.rotateLeft(b, 16);
        a = (a ^ c) - Integer.rotateLeft(c, 4);
        b = (b ^ a) - Integer.rotateLeft(a, 14);
        c = (c ^ b) - Integer.rotateLeft(b, 24);
        return ((long) b << 32) | Integer.toUnsignedLong(c);
    }

    /// Equal numbers hash alike whatever their scale: only the significant base-10000 digits and their weight
    /// count.
    private static long hashNumeric(PgNumeric number) {
        return switch (number) {
            case PgNumeric.NaN() -> SEED;
            case PgNumeric.Infinity _ -> SEED;
            case PgNumeric.Finite(var decimal) when decimal.signum() == 0 -> SEED - 1;
            case PgNumeric.Finite _ -> {
                ByteBuffer digits = ByteBuffer.wrap(BinaryValues.encodeNumeric(number));
                long weight = digits.getShort(NUMERIC_WEIGHT);
                byte[] swapped = new byte[digits.capacity() - NUMERIC_DIGITS];
                for (int i = 0; i < swapped.length; i += 2) {
                    swapped[i] = digits.get(NUMERIC_DIGITS + i + 1);
                    swapped[i + 1] = digits.get(NUMERIC_DIGITS + i);
                }
                yield hashBytes(swapped) ^ weight;
            }
        };
    }
}
