package dev.kintsugi.merge;

/// Watches a merge: sees each cursor when it is put in place, and may put one of its own around it.
///
/// The shards come first, in their order, then the union of them and each step of the plan.
public interface MergeProbe {
    /// Watches nothing.
    MergeProbe NONE = new MergeProbe() {};

    /// The cursor to take for that of the next shard.
    default RowCursor shard(RowCursor cursor) {
        return cursor;
    }

    /// The cursor to take for that of the union or the next step.
    default RowCursor node(RowCursor cursor) {
        return cursor;
    }
}
