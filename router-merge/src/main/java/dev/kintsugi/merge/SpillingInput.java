package dev.kintsugi.merge;

import dev.kintsugi.merge.spill.Chunk;
import dev.kintsugi.merge.spill.Spill;
import dev.kintsugi.merge.spill.SpillFile;
import dev.kintsugi.merge.spill.Work;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The input of a cursor that keeps something for each key: rows of keys that found no room are put aside, divided by
/// the hashes of their keys, and come back part by part (hybrid hash; DeWitt and others, Implementation Techniques for
/// Main Memory Database Systems, 1984).
///
/// The first pass is the input itself. At its end `advance` answers END once what was put aside is on disk; [#nextPass]
/// then goes on with one part, in which rows can be put aside again, divided by other bits of the hash. Rows of one key
/// stay in their order. While a worker writes, the input is not asked.
final class SpillingInput {
    private static final int PART_BITS = 4;
    private static final int PARTS = 1 << PART_BITS;
    private static final int DEEPEST = Integer.SIZE / PART_BITS;
    private static final int LARGEST_CHUNK = 256 << 10;
    private static final int SMALLEST_CHUNK = 1 << 10;

    /// What was put aside at `depth`, and has not come back.
    private record Part(List<Chunk> chunks, int depth) {}

    private final RowCursor input;
    private final @Nullable KeyRuns runs;
    private final MemoryBudget budget;
    private final Spill spill;
    private final SpillFile file;
    private final int chunkBytes;
    private final ArrayDeque<Part> parts = new ArrayDeque<>();
    private RowCursor current;
    private ChunkWriter @Nullable [] writers;
    private @Nullable Work writing;
    private boolean ended;
    private int depth;

    /// @param runs the same input where it is sorted, so that it can end pass by pass
    SpillingInput(RowCursor input, @Nullable KeyRuns runs, MemoryBudget budget, Spill spill) {
        this.input = input;
        this.runs = runs;
        this.budget = budget;
        this.spill = spill;
        this.file = spill.file();
        this.chunkBytes = Math.clamp(budget.limitBytes() / (4 * PARTS), SMALLEST_CHUNK, LARGEST_CHUNK);
        this.current = runs == null ? input : runs;
    }

    RowCursor.Signal advance() {
        if (isWriting()) {
            return RowCursor.Signal.PENDING;
        }
        if (!ended) {
            RowCursor.Signal signal = current.advance();
            if (signal != RowCursor.Signal.END) {
                return signal;
            }
            ended = true;
            flush();
            if (isWriting()) {
                return RowCursor.Signal.PENDING;
            }
        }
        return RowCursor.Signal.END;
    }

    private boolean isWriting() {
        Work work = writing;
        if (work == null) {
            return false;
        }
        if (!work.done()) {
            return true;
        }
        writing = null;
        return false;
    }

    Row row() {
        return current.row();
    }

    /// Whether this pass has put rows aside: from then on rows of all keys that are not held have to be.
    boolean isDivided() {
        return writers != null;
    }

    /// Puts the row at hand aside until its part's turn.
    ///
    /// @throws dev.kintsugi.error.RouterException 53400 if that is of no use, or not possible
    void putAside(int hash, Row row) {
        if (!spill.isPossible() || depth == DEEPEST) {
            throw budget.exceeded();
        }
        ChunkWriter[] divided = writers;
        if (divided == null) {
            divided = new ChunkWriter[PARTS];
            for (int i = 0; i < PARTS; i++) {
                divided[i] = new ChunkWriter(chunkBytes);
            }
            writers = divided;
        }
        ChunkWriter writer = divided[(hash >>> (depth * PART_BITS)) & (PARTS - 1)];
        if (writer.add(row)) {
            writing = spill.start(() -> writer.write(file));
        }
    }

    private void flush() {
        ChunkWriter[] divided = writers;
        if (divided != null) {
            writing = spill.start(() -> {
                for (ChunkWriter writer : divided) {
                    writer.write(file);
                }
            });
        }
    }

    /// Goes on after END; whether there is anything left. All that was held for keys is to be forgotten before.
    boolean nextPass() {
        ChunkWriter[] divided = writers;
        if (divided != null) {
            writers = null;
            List<Part> fresh = new ArrayList<>();
            for (ChunkWriter writer : divided) {
                if (!writer.isEmpty()) {
                    fresh.add(new Part(writer.chunks(), depth + 1));
                }
            }
            fresh.reversed().forEach(parts::addFirst);
        }
        Part part = parts.poll();
        if (part != null) {
            depth = part.depth();
            current = new ChunkCursor(file, part.chunks(), spill::start);
        } else if (runs != null && runs.nextRun()) {
            depth = 0;
            current = runs;
        } else {
            return false;
        }
        ended = false;
        return true;
    }

    void close() {
        input.close();
        file.close();
    }
}
