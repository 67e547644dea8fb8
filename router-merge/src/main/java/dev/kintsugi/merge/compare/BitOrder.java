package dev.kintsugi.merge.compare;

import java.util.Arrays;

/// The order of bit and varbit: by the bits from the left in whole bytes, then by the number of bits (`bit_cmp`).
///
/// The binary format is an int32 number of bits and the bits, padded with zeros.
final class BitOrder implements TypeOrder {
    static final BitOrder INSTANCE = new BitOrder();

    private static final int HEADER = 4;

    private BitOrder() {}

    @Override
    public long prefix(byte[] bytes, int start, int length) {
        BigEndian.requireAtLeast(length, HEADER);
        return BytesOrder.unsignedPrefix(bytes, start + HEADER, start + length);
    }

    @Override
    public boolean prefixDecides() {
        return false;
    }

    @Override
    public int compare(byte[] left, int leftStart, int leftLength, byte[] right, int rightStart, int rightLength) {
        BigEndian.requireAtLeast(leftLength, HEADER);
        BigEndian.requireAtLeast(rightLength, HEADER);
        int common = Math.min(leftLength, rightLength) - HEADER;
        int leftBits = leftStart + HEADER;
        int rightBits = rightStart + HEADER;
        int order = Arrays.compareUnsigned(left, leftBits, leftBits + common, right, rightBits, rightBits + common);
        return order != 0 ? order : Integer.compare(BigEndian.int4(left, leftStart), BigEndian.int4(right, rightStart));
    }

    @Override
    public void canonical(byte[] bytes, int start, int length, KeyBytes out) {
        out.put(bytes, start, length);
    }
}
