package dev.kintsugi.merge.compare;

/// The order of inet and cidr (`network_cmp_internal`): family, then the bits both netmasks cover, then the mask's
/// length, then the rest of the address.
///
/// The binary format is a byte each of family, mask length, is-cidr and address length, then the address.
final class NetworkOrder implements TypeOrder {
    static final NetworkOrder INSTANCE = new NetworkOrder();

    private static final int HEADER = 4;

    private NetworkOrder() {}

    @Override
    public long prefix(byte[] bytes, int start, int length) {
        BigEndian.requireAtLeast(length, HEADER);
        return bytes[start];
    }

    @Override
    public boolean prefixDecides() {
        return false;
    }

    @Override
    public int compare(byte[] left, int leftStart, int leftLength, byte[] right, int rightStart, int rightLength) {
        int order = Long.compare(prefix(left, leftStart, leftLength), prefix(right, rightStart, rightLength));
        if (order != 0) {
            return order;
        }
        BigEndian.requireLength(rightLength, leftLength);
        int leftMask = left[leftStart + 1] & 0xFF;
        int rightMask = right[rightStart + 1] & 0xFF;
        order = compareBits(left, leftStart + HEADER, right, rightStart + HEADER, Math.min(leftMask, rightMask));
        if (order == 0) {
            order = Integer.compare(leftMask, rightMask);
        }
        return order != 0
                ? order
                : compareBits(left, leftStart + HEADER, right, rightStart + HEADER, (leftLength - HEADER) * 8);
    }

    /// The is-cidr byte is left out: it tells the type, not the value.
    @Override
    public void canonical(byte[] bytes, int start, int length, KeyBytes out) {
        BigEndian.requireAtLeast(length, HEADER);
        out.put(bytes, start, 2);
        out.put(bytes, start + HEADER, length - HEADER);
    }

    private static int compareBits(byte[] left, int leftStart, byte[] right, int rightStart, int bits) {
        int wholeBytes = bits / 8;
        for (int i = 0; i < wholeBytes; i++) {
            int order = Byte.compareUnsigned(left[leftStart + i], right[rightStart + i]);
            if (order != 0) {
                return order;
            }
        }
        int rest = bits % 8;
        if (rest == 0) {
            return 0;
        }
        int shift = 8 - rest;
        return Integer.compare(
                (left[leftStart + wholeBytes] & 0xFF) >> shift, (right[rightStart + wholeBytes] & 0xFF) >> shift);
    }
}
