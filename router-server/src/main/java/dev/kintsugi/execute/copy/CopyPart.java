package dev.kintsugi.execute.copy;

import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.copy.LineMap;
import dev.kintsugi.wire.FrontendEncoder;
import dev.kintsugi.wire.FrontendType;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// What one shard gets of a COPY: CopyData messages, each with all the records that one piece of the client's data has
/// for it.
final class CopyPart {
    /// Bytes that are worth a write of their own.
    private static final int LARGE = 32 * 1024;

    private final BackendConnection connection;
    private final boolean isFirst;
    private final LineMap lines = new LineMap();
    private @Nullable ByteBuf out;
    private int frame;
    boolean begun;
    boolean told;
    boolean over;
    long rows = -1;

    CopyPart(BackendConnection connection, boolean isFirst) {
        this.connection = connection;
        this.isFirst = isFirst;
    }

    /// Whether it is this one whose notices are told where all shards have the same.
    boolean isFirst() {
        return isFirst;
    }

    BackendConnection connection() {
        return connection;
    }

    LineMap lines() {
        return lines;
    }

    /// Whether data still means something to the shard.
    boolean takes() {
        return begun && !told && !over && !connection.lost();
    }

    void write(byte[] bytes, int from, int length) {
        if (takes()) {
            buffer().writeBytes(bytes, from, length);
        }
    }

    void write(ByteBuf bytes, int from, int length) {
        if (takes()) {
            buffer().writeBytes(bytes, from, length);
        }
    }

    private ByteBuf buffer() {
        ByteBuf buffer = out;
        if (buffer == null) {
            buffer = connection.out();
            buffer.ensureWritable(LARGE);
            out = buffer;
            frame = buffer.writerIndex();
            buffer.writeByte(FrontendType.COPY_DATA).writeInt(0);
        }
        return buffer;
    }

    /// Ends the message at hand; what is much is sent.
    void endOfPiece() {
        ByteBuf buffer = out;
        if (buffer == null) {
            return;
        }
        out = null;
        if (connection.lost()) {
            return; // the buffer is gone
        }
        buffer.setInt(frame + 1, buffer.writerIndex() - frame - 1);
        if (buffer.readableBytes() >= LARGE) {
            connection.flush();
        }
    }

    /// Nothing follows.
    void done() {
        if (takes()) {
            FrontendEncoder.copyDone(connection.out());
            connection.flush();
        }
        told = true;
    }

    /// The shard is to give up.
    void fail(String message) {
        if (takes()) {
            FrontendEncoder.copyFail(message, connection.out());
            connection.flush();
        }
        told = true;
    }
}
