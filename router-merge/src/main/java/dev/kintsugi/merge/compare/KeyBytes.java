package dev.kintsugi.merge.compare;

import java.util.Arrays;

/// A growing buffer for canonical values: two sequences of values are equal exactly if their key bytes are.
public final class KeyBytes {
    private static final int NULL_LENGTH = -1;

    private byte[] bytes = new byte[64];
    private int length;

    /// The buffer; only the first [#length] bytes count, and only until the next change.
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    public void clear() {
        length = 0;
    }

    /// Appends one value behind its length, so that values side by side cannot be taken for others.
    public void putValue(TypeOrder order, byte[] source, int start, int valueLength) {
        int header = length;
        putInt4(0);
        order.canonical(source, start, valueLength, this);
        BigEndian.putInt4(bytes, header, length - header - Integer.BYTES);
    }

    public void putNull() {
        putInt4(NULL_LENGTH);
    }

    void put(byte[] source, int start, int count) {
        reserve(count);
        System.arraycopy(source, start, bytes, length, count);
        length += count;
    }

    void putInt4(int value) {
        reserve(Integer.BYTES);
        BigEndian.putInt4(bytes, length, value);
        length += Integer.BYTES;
    }

    void putInt8(long value) {
        reserve(Long.BYTES);
        BigEndian.putInt8(bytes, length, value);
        length += Long.BYTES;
    }

    private void reserve(int count) {
        int needed = Math.addExact(length, count);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, Math.min(bytes.length, 1 << 29) * 2));
        }
    }
}
