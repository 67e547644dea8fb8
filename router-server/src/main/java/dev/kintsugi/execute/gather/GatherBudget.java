package dev.kintsugi.execute.gather;

import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import org.jspecify.annotations.Nullable;

/// What one statement may still pull, in bytes of rows as they travel.
final class GatherBudget {
    private final long limit;
    private long taken;
    private @Nullable PgError stopped;

    GatherBudget(long limit) {
        this.limit = limit;
    }

    /// Nothing is left from now on, because of `error`.
    void stop(PgError error) {
        stopped = error;
    }

    /// Takes `bytes` off.
    ///
    /// @throws RouterException 53400 if there are not as many left
    void take(long bytes) {
        PgError reason = stopped;
        if (reason != null) {
            throw new RouterException(reason);
        }
        taken += bytes;
        if (taken > limit) {
            throw new RouterException(PgError.of(
                            SqlState.CONFIGURATION_LIMIT_EXCEEDED,
                            "the rows to be gathered for this statement take more than limits.gather_limit")
                    .withDetail("The limit is " + limit + " bytes.")
                    .withHint("add a filter on the sharding key, or raise limits.gather_limit"));
        }
    }
}
