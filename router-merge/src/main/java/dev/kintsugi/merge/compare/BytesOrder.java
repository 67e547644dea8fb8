package dev.kintsugi.merge.compare;

import java.util.Arrays;

/// The order of types whose values compare as unsigned bytes, the shorter of two that agree first.
enum BytesOrder implements TypeOrder {
    /// all bytes count: bytea, uuid, macaddr, text of a bytewise collation
    WHOLE {
        @Override
        int end(byte[] bytes, int start, int length) {
            return start + length;
        }
    },
    /// trailing blanks do not: character(n)
    BLANK_PADDED {
        @Override
        int end(byte[] bytes, int start, int length) {
            int end = start + length;
            while (end > start && bytes[end - 1] == ' ') {
                end--;
            }
            return end;
        }
    };

    /// Where the bytes that count end.
    abstract int end(byte[] bytes, int start, int length);

    @Override
    public long prefix(byte[] bytes, int start, int length) {
        return unsignedPrefix(bytes, start, end(bytes, start, length));
    }

    @Override
    public boolean prefixDecides() {
        return false;
    }

    @Override
    public int compare(byte[] left, int leftStart, int leftLength, byte[] right, int rightStart, int rightLength) {
        return Arrays.compareUnsigned(
                left,
                leftStart,
                end(left, leftStart, leftLength),
                right,
                rightStart,
                end(right, rightStart, rightLength));
    }

    @Override
    public void canonical(byte[] bytes, int start, int length, KeyBytes out) {
        out.put(bytes, start, end(bytes, start, length) - start);
    }

    /// The first eight bytes, zeros appended, as a long whose signed order is theirs.
    static long unsignedPrefix(byte[] bytes, int start, int end) {
        if (end - start >= Long.BYTES) {
            return BigEndian.int8(bytes, start) ^ Long.MIN_VALUE;
        }
        long prefix = 0;
        for (int i = start; i < end; i++) {
            prefix |= (bytes[i] & 0xFFL) << (56 - 8 * (i - start));
        }
        return prefix ^ Long.MIN_VALUE;
    }
}
