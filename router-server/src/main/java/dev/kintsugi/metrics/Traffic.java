package dev.kintsugi.metrics;

import com.google.common.primitives.ImmutableLongArray;

/// Counts what the clients of one event loop do. Used on that event loop only, so that counting costs an addition.
public final class Traffic {
    private long transactions;
    private long statements;
    private long logins;
    private long receivedBytes;
    private long sentBytes;
    private long transactionNanos;
    private long statementNanos;
    private final long[] latencies = new long[TrafficTotals.BUCKETS];

    public void login() {
        logins++;
    }

    /// One Query or Execute.
    public void statement() {
        statements++;
    }

    public void received(long bytes) {
        receivedBytes += bytes;
    }

    public void sent(long bytes) {
        sentBytes += bytes;
    }

    /// A session is ready for the next statement after so long.
    public void ready(long nanos) {
        statementNanos += nanos;
        latencies[TrafficTotals.bucket(nanos)]++;
    }

    /// A session has left its transaction, which took so long.
    public void transaction(long nanos) {
        transactions++;
        transactionNanos += nanos;
    }

    /// What was counted so far.
    public TrafficTotals totals() {
        return new TrafficTotals(
                transactions,
                statements,
                logins,
                receivedBytes,
                sentBytes,
                transactionNanos,
                statementNanos,
                ImmutableLongArray.copyOf(latencies));
    }
}
