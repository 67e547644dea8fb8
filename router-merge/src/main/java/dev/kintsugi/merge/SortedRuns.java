package dev.kintsugi.merge;

import dev.kintsugi.merge.RowCursor.Signal;
import dev.kintsugi.merge.spill.Chunk;
import dev.kintsugi.merge.spill.Spill;
import dev.kintsugi.merge.spill.SpillFile;
import dev.kintsugi.merge.spill.Work;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Sorted runs in a file, from the oldest to the newest (external merge sort; Knuth, The Art of Computer Programming,
/// volume 3, section 5.4).
///
/// `levels.get(i)` holds runs that `i` merges have gone into; as soon as there are [#fanIn] of them they become one of
/// the next level, whose runs are all older. So at most [#fanIn] chunks of a level are in memory when runs are merged,
/// and equal rows keep their order.
final class SortedRuns {
    private static final int LARGEST_CHUNK = 256 << 10;
    private static final int SMALLEST_CHUNK = 4 << 10;

    private final RowOrder order;
    private final Spill spill;
    private final SpillFile file;
    private final int chunkBytes;
    private final int fanIn;
    private final List<List<List<Chunk>>> levels = new ArrayList<>();

    /// @param memoryBytes what merging may hold
    SortedRuns(RowOrder order, Spill spill, long memoryBytes) {
        this.order = order;
        this.spill = spill;
        this.file = spill.file();
        this.chunkBytes = Math.clamp(memoryBytes / 64, SMALLEST_CHUNK, LARGEST_CHUNK);
        this.fanIn = Math.clamp(memoryBytes / chunkBytes, 4, 64);
    }

    boolean isEmpty() {
        return levels.isEmpty();
    }

    /// Sorts `rows` and makes them the newest run, by a worker.
    Work add(List<KeyedRow> rows) {
        return spill.start(() -> {
            rows.sort(order);
            ChunkWriter writer = new ChunkWriter(chunkBytes);
            for (KeyedRow row : rows) {
                if (writer.add(row.row)) {
                    writer.write(file);
                }
            }
            writer.write(file);
            put(0, writer.chunks());
        });
    }

    private void put(int level, List<Chunk> run) throws IOException {
        if (level == levels.size()) {
            levels.add(new ArrayList<>());
        }
        List<List<Chunk>> runs = levels.get(level);
        runs.add(run);
        if (runs.size() == fanIn) {
            List<Chunk> merged = mergedHere(runs);
            runs.clear();
            put(level + 1, merged);
        }
    }

    private List<Chunk> mergedHere(List<List<Chunk>> runs) throws IOException {
        RowCursor merged = merge(runs, SortedRuns::atOnce);
        ChunkWriter writer = new ChunkWriter(chunkBytes);
        while (merged.advance() == Signal.ROW) {
            if (writer.add(merged.row())) {
                writer.write(file);
            }
        }
        writer.write(file);
        return writer.chunks();
    }

    private static Work atOnce(Work.Task task) {
        return Work.ended(task);
    }

    private RowCursor merge(List<List<Chunk>> runs, Function<Work.Task, Work> starter) {
        List<RowCursor> cursors = new ArrayList<>();
        for (List<Chunk> run : runs) {
            cursors.add(new ChunkCursor(file, run, starter));
        }
        return cursors.size() == 1 ? cursors.getFirst() : new MergeSortCursor(cursors, order);
    }

    /// All rows in order, the oldest of equal ones first.
    RowCursor open() {
        List<List<Chunk>> all = new ArrayList<>();
        levels.reversed().forEach(all::addAll);
        return merge(all, spill::start);
    }

    void close() {
        file.close();
    }
}
