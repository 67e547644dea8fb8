package dev.kintsugi.merge;

import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;

/// Counts the bytes that one cursor holds, and stops it at its share of what the statement may hold.
final class MemoryBudget {
    private final long limitBytes;
    private final long statementBytes;
    private long heldBytes;

    /// @param limitBytes the cursor's share
    /// @param statementBytes the limit that is told
    MemoryBudget(long limitBytes, long statementBytes) {
        this.limitBytes = limitBytes;
        this.statementBytes = statementBytes;
    }

    long limitBytes() {
        return limitBytes;
    }

    /// Whether so many more are within the limit.
    boolean has(long bytes) {
        return heldBytes + bytes <= limitBytes;
    }

    /// Whether the better part of the limit is taken.
    boolean isNearlyTaken() {
        return heldBytes > limitBytes / 2;
    }

    /// Nothing is held any more.
    void clear() {
        heldBytes = 0;
    }

    /// Takes so many whatever the limit is.
    void force(long bytes) {
        heldBytes += bytes;
    }

    /// @param bytes how many bytes more are held; negative if fewer
    /// @throws RouterException 53400 if that is more than the limit
    void take(long bytes) {
        heldBytes += bytes;
        if (heldBytes > limitBytes) {
            throw exceeded();
        }
    }

    RouterException exceeded() {
        return new RouterException(PgError.of(
                        SqlState.CONFIGURATION_LIMIT_EXCEEDED,
                        "the merge of this statement needs more than " + readable(statementBytes))
                .withHint("Raise limits.merge_memory, or add a LIMIT or WHERE that leaves fewer rows or groups."));
    }

    private static String readable(long bytes) {
        if (bytes >= 1 << 20 && bytes % (1 << 20) == 0) {
            return (bytes >> 20) + " MB";
        }
        return bytes >= 1 << 10 && bytes % (1 << 10) == 0 ? (bytes >> 10) + " kB" : bytes + " bytes";
    }
}
