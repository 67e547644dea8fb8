package dev.kintsugi.merge.compare;

/// The order of time with time zone: by the instant in UTC, then by the zone (`timetz_cmp_internal`).
///
/// The binary format is int64 microseconds of local time and int32 seconds west of UTC.
final class TimeTzOrder implements TypeOrder {
    static final TimeTzOrder INSTANCE = new TimeTzOrder();

    private static final int WIDTH = 12;
    private static final long MICROS_PER_SECOND = 1_000_000;

    private TimeTzOrder() {}

    @Override
    public long prefix(byte[] bytes, int start, int length) {
        BigEndian.requireLength(length, WIDTH);
        return BigEndian.int8(bytes, start) + zone(bytes, start) * MICROS_PER_SECOND;
    }

    @Override
    public boolean prefixDecides() {
        return false;
    }

    @Override
    public int compare(byte[] left, int leftStart, int leftLength, byte[] right, int rightStart, int rightLength) {
        int order = Long.compare(prefix(left, leftStart, leftLength), prefix(right, rightStart, rightLength));
        return order != 0 ? order : Integer.compare(zone(left, leftStart), zone(right, rightStart));
    }

    @Override
    public void canonical(byte[] bytes, int start, int length, KeyBytes out) {
        out.put(bytes, start, length);
    }

    private static int zone(byte[] bytes, int start) {
        return BigEndian.int4(bytes, start + 8);
    }
}
