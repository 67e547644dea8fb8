package dev.kintsugi.merge;

import dev.kintsugi.merge.compare.BigEndian;
import dev.kintsugi.merge.spill.Chunk;
import dev.kintsugi.merge.spill.SpillFile;
import dev.kintsugi.merge.spill.Work;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The rows of chunks, one chunk in memory at a time.
final class ChunkCursor implements RowCursor {
    private static final byte[] NOTHING = {};
    private static final Row NO_ROW = new Row(NOTHING, 0, 0);

    private final SpillFile file;
    private final List<Chunk> chunks;
    private final Function<Work.Task, Work> starter;
    private @Nullable Work reading;
    private byte[] arrived = NOTHING;
    private byte[] chunk = NOTHING;
    private int position;
    private int next;
    private Row row = NO_ROW;

    /// @param starter has the reading done: elsewhere, or at once on the calling thread
    ChunkCursor(SpillFile file, List<Chunk> chunks, Function<Work.Task, Work> starter) {
        this.file = file;
        this.chunks = chunks;
        this.starter = starter;
    }

    @Override
    public Signal advance() {
        while (position == chunk.length) {
            if (reading == null && next == chunks.size()) {
                chunk = NOTHING;
                position = 0;
                return Signal.END;
            }
            if (!hasArrived()) {
                return Signal.PENDING;
            }
        }
        int length = BigEndian.int4(chunk, position);
        row = new Row(chunk, position + Integer.BYTES, length);
        position += Integer.BYTES + length;
        return Signal.ROW;
    }

    private boolean hasArrived() {
        Work current = reading;
        if (current == null) {
            Chunk wanted = chunks.get(next++);
            current = starter.apply(() -> arrived = file.read(wanted));
            reading = current;
        }
        if (!current.done()) {
            return false;
        }
        reading = null;
        chunk = arrived;
        arrived = NOTHING;
        position = 0;
        return true;
    }

    @Override
    public Row row() {
        return row;
    }

    @Override
    public void close() {}
}
