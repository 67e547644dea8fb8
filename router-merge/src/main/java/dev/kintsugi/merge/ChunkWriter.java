package dev.kintsugi.merge;

import dev.kintsugi.merge.compare.BigEndian;
import dev.kintsugi.merge.spill.Chunk;
import dev.kintsugi.merge.spill.SpillFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Collects rows into chunks: each row's length as an int32, then its bytes.
final class ChunkWriter {
    private final int chunkBytes;
    private final List<Chunk> chunks = new ArrayList<>();
    private byte[] buffer = {};
    private int length;

    /// @param chunkBytes when a chunk is worth writing
    ChunkWriter(int chunkBytes) {
        this.chunkBytes = chunkBytes;
    }

    /// Takes a row; whether [#write] is due now.
    boolean add(Row row) {
        int needed = Math.addExact(length, Integer.BYTES + row.length());
        if (needed > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(needed, Math.min(chunkBytes, 2 * buffer.length + 1024)));
        }
        BigEndian.putInt4(buffer, length, row.length());
        System.arraycopy(row.buffer(), row.offset(), buffer, length + Integer.BYTES, row.length());
        length = needed;
        return length >= chunkBytes;
    }

    /// Writes what is collected, by a worker.
    void write(SpillFile file) throws IOException {
        if (length > 0) {
            chunks.add(file.append(buffer, length));
            length = 0;
            if (buffer.length > 2 * chunkBytes) {
                buffer = new byte[0];
            }
        }
    }

    /// Whether anything was ever taken.
    boolean isEmpty() {
        return length == 0 && chunks.isEmpty();
    }

    /// All that was written, in order; nothing is added any more.
    List<Chunk> chunks() {
        buffer = new byte[0];
        return chunks;
    }
}
