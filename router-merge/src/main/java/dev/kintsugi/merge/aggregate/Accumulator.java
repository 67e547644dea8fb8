package dev.kintsugi.merge.aggregate;

/// One output column of an aggregation, for all groups; groups are numbered from 0 in the order of their first row.
public sealed interface Accumulator
        permits FirstAccumulator,
                CountAccumulator,
                SumAccumulator,
                ExtremeAccumulator,
                AverageAccumulator,
                BoolAccumulator {
    /// What a group costs before it has any value, in bytes.
    int bytesPerGroup();

    /// Takes one row of partials into a group, whose number is at most the number of groups so far.
    ///
    /// @return how many bytes more are held now, beyond [#bytesPerGroup]; negative if fewer
    /// @throws dev.kintsugi.error.RouterException 22003 if the combined value is out of its type's range
    int add(int group, Fields row);

    /// Appends the group's result to `out`; a group that no row was added to gives the aggregate of nothing.
    void write(int group, ValueWriter out);
}
