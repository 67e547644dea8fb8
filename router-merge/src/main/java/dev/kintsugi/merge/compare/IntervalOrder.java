package dev.kintsugi.merge.compare;

/// The order of interval: a month is 30 days, a day is 24 hours, and the sums are exact (`interval_cmp_value`).
///
/// The binary format is int64 microseconds, int32 days, int32 months. The infinities of PostgreSQL 17 are the
/// extreme values of all three fields and need no rule of their own.
final class IntervalOrder implements TypeOrder {
    static final IntervalOrder INSTANCE = new IntervalOrder();

    private static final int WIDTH = 16;
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private IntervalOrder() {}

    @Override
    public long prefix(byte[] bytes, int start, int length) {
        BigEndian.requireLength(length, WIDTH);
        return days(bytes, start);
    }

    @Override
    public boolean prefixDecides() {
        return false;
    }

    @Override
    public int compare(byte[] left, int leftStart, int leftLength, byte[] right, int rightStart, int rightLength) {
        int order = Long.compare(prefix(left, leftStart, leftLength), prefix(right, rightStart, rightLength));
        return order != 0 ? order : Long.compare(timeOfDay(left, leftStart), timeOfDay(right, rightStart));
    }

    @Override
    public void canonical(byte[] bytes, int start, int length, KeyBytes out) {
        out.putInt8(prefix(bytes, start, length));
        out.putInt8(timeOfDay(bytes, start));
    }

    /// Whole days of 24 hours, rounded down, so that what is left is never negative and two intervals compare part
    /// by part.
    private static long days(byte[] bytes, int start) {
        long days = BigEndian.int4(bytes, start + 8);
        long months = BigEndian.int4(bytes, start + 12);
        return months * 30 + days + Math.floorDiv(BigEndian.int8(bytes, start), MICROS_PER_DAY);
    }

    private static long timeOfDay(byte[] bytes, int start) {
        return Math.floorMod(BigEndian.int8(bytes, start), MICROS_PER_DAY);
    }
}
