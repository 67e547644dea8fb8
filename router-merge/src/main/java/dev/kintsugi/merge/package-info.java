/// Cursors that join and rework row streams: pulled by one thread, never blocking, knowing neither SQL nor the
/// network.
///
/// [MergePipeline] turns a merge plan into cursors stacked on the shards' cursors: a union ([ConcatenateCursor],
/// [MergeSortCursor]), then a cursor a step ([DistinctCursor], [AggregateCursor], [SortCursor], [LimitCursor]), and
/// a [ProjectCursor] that cuts hidden columns off. A cursor asks its input for a row only when it is asked for one,
/// so that the client's pace reaches the shards. Those that must keep rows count the bytes they hold in a
/// [MemoryBudget].
///
/// Life cycle: whoever opens the pipeline closes it; closing reaches every shard's cursor, and a limit that is
/// reached closes them early. To debug a merge, put the rows in a test's ListCursor behind a StutteringCursor, with
/// the seed printed.
@NullMarked
package dev.kintsugi.merge;

import org.jspecify.annotations.NullMarked;
