package dev.kintsugi.metrics;

import com.google.common.primitives.ImmutableLongArray;

/// Sums of what clients did since the router started; times in nanoseconds.
///
/// `latencies` counts the answers to simple queries and batches by how long they took: bucket `i` holds those below
/// [#bound] of `i`, the last one all others.
public record TrafficTotals(
        long transactions,
        long statements,
        long logins,
        long receivedBytes,
        long sentBytes,
        long transactionNanos,
        long statementNanos,
        ImmutableLongArray latencies) {
    /// From 64 µs, doubling, to 67 s, and one for what takes longer.
    static final int BUCKETS = 22;

    private static final int SMALLEST_SHIFT = 16;

    public static final TrafficTotals NONE =
            new TrafficTotals(0, 0, 0, 0, 0, 0, 0, ImmutableLongArray.copyOf(new long[BUCKETS]));

    static int bucket(long nanos) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, nanos) >>> SMALLEST_SHIFT);
        return Math.min(bits, BUCKETS - 1);
    }

    /// The upper bound of a bucket in nanoseconds; [Long#MAX_VALUE] for the last.
    public static long bound(int bucket) {
        return bucket == BUCKETS - 1 ? Long.MAX_VALUE : 1L << (SMALLEST_SHIFT + bucket);
    }

    public TrafficTotals plus(TrafficTotals other) {
        ImmutableLongArray.Builder sums = ImmutableLongArray.builder(BUCKETS);
        for (int i = 0; i < BUCKETS; i++) {
            sums.add(latencies.get(i) + other.latencies.get(i));
        }
        return new TrafficTotals(
                transactions + other.transactions,
                statements + other.statements,
                logins + other.logins,
                receivedBytes + other.receivedBytes,
                sentBytes + other.sentBytes,
                transactionNanos + other.transactionNanos,
                statementNanos + other.statementNanos,
                sums.build());
    }
}
