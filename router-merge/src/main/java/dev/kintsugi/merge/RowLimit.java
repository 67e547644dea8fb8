package dev.kintsugi.merge;

import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.sql.ValueSource;
import dev.kintsugi.value.BindValues;
import java.util.Optional;
import java.util.OptionalLong;

/// LIMIT and OFFSET of one execution: how many rows at most (empty: all of them) after skipping how many.
record RowLimit(OptionalLong count, long offset) {
    /// Reads both values as Postgres does when it starts the statement: OFFSET first, NULL for none.
    ///
    /// @throws RouterException 2201W or 2201X for a negative value, and what reading a value as bigint raises
    static RowLimit of(Optional<ValueSource> count, Optional<ValueSource> offset, BindValues values) {
        OptionalLong skipped = value(offset, values);
        if (skipped.isPresent() && skipped.getAsLong() < 0) {
            throw new RouterException(
                    SqlState.INVALID_ROW_COUNT_IN_RESULT_OFFSET_CLAUSE, "OFFSET must not be negative");
        }
        OptionalLong given = value(count, values);
        if (given.isPresent() && given.getAsLong() < 0) {
            throw new RouterException(SqlState.INVALID_ROW_COUNT_IN_LIMIT_CLAUSE, "LIMIT must not be negative");
        }
        return new RowLimit(given, skipped.orElse(0));
    }

    boolean isNone() {
        return count.isEmpty() && offset == 0;
    }

    private static OptionalLong value(Optional<ValueSource> source, BindValues values) {
        return source.isEmpty() ? OptionalLong.empty() : BigintValue.of(source.get(), values);
    }
}
