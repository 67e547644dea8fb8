package dev.kintsugi.merge;

import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;

/// Counts the bytes that the cursors of one statement hold and stops them at a limit.
final class MemoryBudget {
    private final long limitBytes;
    private long heldBytes;

    MemoryBudget(long limitBytes) {
        this.limitBytes = limitBytes;
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
                        "the merge of this statement needs more than " + readable(limitBytes))
                .withHint("Raise limits.merge_memory, or add a LIMIT or WHERE that leaves fewer rows or groups."));
    }

    private static String readable(long bytes) {
        if (bytes >= 1 << 20 && bytes % (1 << 20) == 0) {
            return (bytes >> 20) + " MB";
        }
        return bytes >= 1 << 10 && bytes % (1 << 10) == 0 ? (bytes >> 10) + " kB" : bytes + " bytes";
    }
}
