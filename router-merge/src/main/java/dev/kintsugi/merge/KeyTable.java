package dev.kintsugi.merge;

import dev.kintsugi.error.RouterException;
import dev.kintsugi.merge.compare.BigEndian;
import dev.kintsugi.merge.compare.KeyBytes;
import java.util.Arrays;

/// A set of keys, numbered from 0 in the order in which they first came: a hash table with open addressing whose
/// keys lie side by side in one array.
final class KeyTable {
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 16;
    /// offset, hash, and two slots (the table is kept at most half full)
    private static final int BYTES_PER_KEY = 4 * Integer.BYTES;

    private final MemoryBudget budget;
    private byte[] keys = new byte[1024];
    private int[] ends = new int[64];
    private int[] hashes = new int[64];
    private int[] slots = new int[128];
    private int size;

    KeyTable(MemoryBudget budget) {
        this.budget = budget;
    }

    int size() {
        return size;
    }

    /// The key's number, or -1; `hash` is its [#hash].
    int find(KeyBytes key, int hash) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0) {
            int number = slots[slot] - 1;
            if (hashes[number] == hash && isAt(number, key)) {
                return number;
            }
            slot = (slot + 1) & mask;
        }
        return -1;
    }

    /// What one more key takes, in bytes.
    static long cost(KeyBytes key) {
        return (long) key.length() + BYTES_PER_KEY;
    }

    /// Adds a key that is not there; its number is what [#size] was.
    ///
    /// @throws RouterException 53400 if the budget does not hold one key more
    int add(KeyBytes key, int hash) {
        budget.take(cost(key));
        append(key, hash);
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = size;
        if (size * 2 > slots.length) {
            rehash();
        }
        return size - 1;
    }

    private boolean isAt(int number, KeyBytes key) {
        int start = number == 0 ? 0 : ends[number - 1];
        return Arrays.equals(keys, start, ends[number], key.bytes(), 0, key.length());
    }

    private void append(KeyBytes key, int hash) {
        int start = size == 0 ? 0 : ends[size - 1];
        long end = (long) start + key.length();
        if (end > MAX_ARRAY || size == 1 << 29) {
            throw budget.exceeded();
        }
        if (end > keys.length) {
            keys = Arrays.copyOf(keys, (int) Math.min(MAX_ARRAY, Math.max(end, keys.length * 2L)));
        }
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, size * 2);
            hashes = Arrays.copyOf(hashes, size * 2);
        }
        System.arraycopy(key.bytes(), 0, keys, start, key.length());
        ends[size] = (int) end;
        hashes[size] = hash;
        size++;
    }

    private void rehash() {
        slots = new int[slots.length * 2];
        int mask = slots.length - 1;
        for (int number = 0; number < size; number++) {
            int slot = hashes[number] & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = number + 1;
        }
    }

    /// Multiplies and folds eight bytes at a time (constants of MurmurHash3's finalizer).
    static int hash(KeyBytes key) {
        byte[] bytes = key.bytes();
        int length = key.length();
        long hash = length;
        int at = 0;
        for (; at + Long.BYTES <= length; at += Long.BYTES) {
            hash = mix(hash ^ BigEndian.int8(bytes, at));
        }
        long rest = 0;
        for (; at < length; at++) {
            rest = (rest << Byte.SIZE) | (bytes[at] & 0xFF);
        }
        hash = mix(hash ^ rest);
        return (int) (hash ^ (hash >>> 32));
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 33)) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ (mixed >>> 33);
    }
}
