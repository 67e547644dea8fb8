package dev.kintsugi.backend;

import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.wire.BackendType;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Cuts a byte stream from a shard into messages; only a message that a read cut in two is ever copied.
final class FrameCumulation {
    private static final int HEADER = 5;
    private static final int LONGEST = 1 << 30;

    /// Bytes set aside at most for a message that has only been announced.
    private static final int GENEROUS = 1 << 20;

    /// The beginning of a message, from index 0.
    private @Nullable ByteBuf partial;

    /// A message that came in several reads, while it is handed out.
    private @Nullable ByteBuf joined;

    private @Nullable ByteBuf current;

    /// Takes messages that lie complete in the buffer.
    interface Sink {
        void accept(byte type, ByteBuf buffer, int start, int length);

        /// Takes `count` DataRow messages in a row, `length` bytes in all.
        default void rows(ByteBuf buffer, int start, int length, int count) {
            oneByOne(buffer, start, count, (row, at, one) -> accept(BackendType.DATA_ROW, row, at, one));
        }
    }

    /// Takes one DataRow message.
    interface Row {
        void accept(ByteBuf buffer, int start, int length);
    }

    /// Takes `count` complete messages in a row apart.
    static void oneByOne(ByteBuf buffer, int start, int count, Row row) {
        int at = start;
        for (int i = 0; i < count; i++) {
            int length = buffer.getInt(at + 1) + 1;
            row.accept(buffer, at, length);
            at += length;
        }
    }

    boolean hasPartial() {
        return partial != null;
    }

    /// Hands out all complete messages; the caller then calls [#endOfBuffer], even after an exception.
    void feed(ByteBuf in, Sink sink) {
        current = in;
        ByteBuf begun = partial;
        if (begun != null) {
            if (!complete(begun, in)) {
                return;
            }
            partial = null;
            joined = begun;
            int length = begun.readableBytes();
            begun.skipBytes(length);
            byte type = begun.getByte(0);
            if (type == BackendType.DATA_ROW) {
                sink.rows(begun, 0, length, 1);
            } else {
                sink.accept(type, begun, 0, length);
            }
        }
        int position = in.readerIndex();
        int end = in.writerIndex();
        while (end - position >= HEADER) {
            int length = length(in, position);
            if (end - position < length) {
                break;
            }
            byte type = in.getByte(position);
            int start = position;
            position += length;
            if (type != BackendType.DATA_ROW) {
                in.readerIndex(position);
                sink.accept(type, in, start, length);
                continue;
            }
            int count = 1;
            while (end - position >= HEADER && in.getByte(position) == BackendType.DATA_ROW) {
                length = length(in, position);
                if (end - position < length) {
                    break;
                }
                position += length;
                count++;
            }
            in.readerIndex(position);
            sink.rows(in, start, position - start, count);
        }
    }

    private static int length(ByteBuf buffer, int start) {
        int length = buffer.getInt(start + 1) + 1;
        if (length < HEADER || length > LONGEST) {
            throw new RouterException(SqlState.PROTOCOL_VIOLATION, "invalid message length from a shard");
        }
        return length;
    }

    /// Moves what `begun` lacks of its message out of `in`; answers whether it is complete now.
    private static boolean complete(ByteBuf begun, ByteBuf in) {
        move(in, begun, HEADER);
        if (begun.readableBytes() < HEADER) {
            return false;
        }
        int length = length(begun, 0);
        move(in, begun, length);
        return begun.readableBytes() == length;
    }

    /// Moves bytes until `begun` has `wanted` of them or `in` has no more.
    private static void move(ByteBuf in, ByteBuf begun, int wanted) {
        int missing = Math.min(wanted - begun.readableBytes(), in.readableBytes());
        if (missing <= 0) {
            return;
        }
        if (begun.writableBytes() < missing) {
            begun.capacity(Math.max(begun.writerIndex() + missing, Math.min(wanted, grown(begun.capacity()))));
        }
        begun.writeBytes(in, missing);
    }

    /// Twice as much: a long message is copied a few times, not once for every read.
    private static int grown(int capacity) {
        return capacity < LONGEST ? capacity * 2 : capacity;
    }

    /// Keeps what is left of the buffer for the next read and lets go of the rest.
    void endOfBuffer() {
        ByteBuf whole = joined;
        joined = null;
        if (whole != null) {
            whole.release();
        }
        ByteBuf buffer = current;
        current = null;
        if (buffer == null) {
            return;
        }
        int left = buffer.readableBytes();
        if (left > 0 && partial == null) { // with a partial one it is the rest behind a broken message
            ByteBuf rest = buffer.alloc().directBuffer(Math.max(left, Math.min(announced(buffer, left), GENEROUS)));
            rest.writeBytes(buffer);
            partial = rest;
        }
        buffer.release();
    }

    private static int announced(ByteBuf buffer, int left) {
        return left < HEADER ? 512 : buffer.getInt(buffer.readerIndex() + 1) + 1;
    }

    void release() {
        ByteBuf rest = partial;
        partial = null;
        if (rest != null) {
            rest.release();
        }
    }
}
