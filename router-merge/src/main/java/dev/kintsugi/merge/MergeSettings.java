package dev.kintsugi.merge;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.kintsugi.merge.spill.SpillSpace;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Format;

/// What a merge needs to know of the session and the execution beside its plan.
///
/// @param clientFormats the format that the client asked for, one for each visible column
/// @param values the parameters that LIMIT and OFFSET may refer to
/// @param enums OID of an enum type → its labels in order
/// @param memoryLimitBytes how much the merge of one statement may hold
/// @param shortestFloats whether the session's `extra_float_digits` is at least 1
/// @param spill where rows go that memory does not hold
/// @param probe sees the cursors of the merge
public record MergeSettings(
        ImmutableList<Format> clientFormats,
        BindValues values,
        ImmutableMap<Integer, ImmutableList<String>> enums,
        long memoryLimitBytes,
        boolean shortestFloats,
        SpillSpace spill,
        MergeProbe probe) {
    /// Settings of a merge that puts nothing aside.
    public MergeSettings(
            ImmutableList<Format> clientFormats,
            BindValues values,
            ImmutableMap<Integer, ImmutableList<String>> enums,
            long memoryLimitBytes,
            boolean shortestFloats) {
        this(clientFormats, values, enums, memoryLimitBytes, shortestFloats, SpillSpace.NONE, MergeProbe.NONE);
    }

    /// The same with room to put rows aside.
    public MergeSettings with(SpillSpace other) {
        return new MergeSettings(clientFormats, values, enums, memoryLimitBytes, shortestFloats, other, probe);
    }

    /// The same, watched by another probe.
    public MergeSettings with(MergeProbe other) {
        return new MergeSettings(clientFormats, values, enums, memoryLimitBytes, shortestFloats, spill, other);
    }
}
