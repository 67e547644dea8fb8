package dev.kintsugi.merge.spill;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/// One operator's file: chunks are added at its end and read from anywhere. Used by one worker at a time.
public final class SpillFile {
    private final Spill spill;
    private final SpillSpace space;
    private @Nullable FileChannel channel;
    private long end;
    private boolean closed;

    SpillFile(Spill spill, SpillSpace space) {
        this.spill = spill;
        this.space = space;
    }

    /// Adds bytes, by a worker.
    ///
    /// @throws dev.kintsugi.error.RouterException 53400 beyond the statement's limit
    public Chunk append(byte[] bytes, int length) throws IOException {
        spill.take(length);
        FileChannel file = opened();
        ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length);
        long at = end;
        while (rest.hasRemaining()) {
            at += file.write(rest, at);
        }
        Chunk chunk = new Chunk(end, length);
        end = at;
        return chunk;
    }

    /// Reads a chunk, by a worker.
    public byte[] read(Chunk chunk) throws IOException {
        FileChannel file = opened();
        byte[] bytes = new byte[chunk.length()];
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            if (file.read(rest, chunk.offset() + rest.position()) < 0) {
                throw new EOFException("a file is shorter than what was written to it");
            }
        }
        return bytes;
    }

    private synchronized FileChannel opened() throws IOException {
        if (closed) {
            throw new IOException("the statement is over");
        }
        FileChannel file = channel;
        if (file == null) {
            file = space.open();
            channel = file;
        }
        return file;
    }

    /// Lets a worker give the file back; whoever uses it at the moment fails.
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            if (channel == null) {
                return;
            }
        }
        var _ = spill.start(this::closeChannel);
    }

    private synchronized void closeChannel() throws IOException {
        FileChannel file = channel;
        if (file != null) {
            file.close();
        }
    }
}
