package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.sql.ValueSource;
import java.util.Optional;

/// What happens to the shards' rows: they are joined into one stream, reworked step by step, and cut to the first
/// `visibleColumns` columns. Columns are counted from 0; each step reads the columns of the step before it.
public record MergePlan(Union union, ImmutableList<Step> steps, int visibleColumns) {
    /// How several streams become one.
    public sealed interface Union {
        /// In any order.
        record Concatenate() implements Union {
            public static final Concatenate INSTANCE = new Concatenate();
        }

        /// The next row is that of the stream whose number `turns` has next; one that has ended is passed over.
        /// What is left then comes stream by stream.
        record InTurn(ImmutableIntArray turns) implements Union {}

        /// Each stream is sorted by `keys` already.
        record MergeSort(ImmutableList<SortKey> keys) implements Union {}
    }

    public sealed interface Step {
        /// Keeps the first of rows whose `columns` (binary) are equal by their types' equality.
        record Distinct(ImmutableList<Integer> columns) implements Step {}

        /// One row per group of equal `groupColumns` (binary); with no group columns exactly one row, even of
        /// no input.
        record Aggregate(ImmutableList<Integer> groupColumns, ImmutableList<Output> outputs) implements Step {}

        /// Sorts all rows in memory.
        record Sort(ImmutableList<SortKey> keys) implements Step {}

        record Limit(Optional<ValueSource> count, Optional<ValueSource> offset) implements Step {}
    }

    /// A binary column that orders rows.
    public record SortKey(int column, boolean descending, boolean nullsFirst, TextOrder textOrder) {}

    /// How a sort key orders if its type turns out to be text-like.
    public enum TextOrder {
        /// as UTF-8 bytes
        BYTES,
        /// by a collation that the router cannot compare with: refused if the type is collatable
        UNKNOWN
    }

    /// One column of an aggregated row.
    public sealed interface Output {
        /// The value of `column` in the group's first row.
        record First(int column) implements Output {}

        /// A combination of partial results.
        record Combine(Combination combination, OutputFormat format) implements Output {}
    }

    /// How partial aggregates become one; partials are binary columns.
    public sealed interface Combination {
        /// count: the sum of int8 partials, 0 of none.
        record Count(int column) implements Combination {}

        /// sum: int8, numeric, float4, float8 partials; NULL of none.
        record Sum(int column) implements Combination {}

        /// The row with the least `column` gives its `shown` column, which is in the wanted format already.
        record Min(int column, int shown, TextOrder textOrder) implements Combination {}

        record Max(int column, int shown, TextOrder textOrder) implements Combination {}

        /// avg: sum of sums divided by sum of counts; numeric for int8 and numeric sums, float8 for float8
        /// sums.
        record Avg(int sumColumn, int countColumn) implements Combination {}

        /// bool_and, every.
        record BoolAnd(int column) implements Combination {}

        record BoolOr(int column) implements Combination {}
    }

    /// In which format an aggregate is written.
    public sealed interface OutputFormat {
        record AsClient(int clientColumn) implements OutputFormat {}

        record Binary() implements OutputFormat {
            public static final Binary INSTANCE = new Binary();
        }
    }
}
