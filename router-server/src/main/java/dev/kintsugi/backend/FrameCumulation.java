package dev.kintsugi.backend;

import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Cuts a byte stream from a shard into messages; only a message that a read cut in two is ever copied.
final class FrameCumulation {
    private static final int HEADER = 5;
    private static final int LONGEST = 1 << 30;

    /// Bytes set aside at most for a message that has only been announced.
    private static final int GENEROUS = 1 << 20;

    private @Nullable ByteBuf partial;
    private @Nullable ByteBuf current;

    /// Takes one message that lies complete in the buffer.
    interface Sink {
        void accept(byte type, ByteBuf buffer, int start, int length);
    }

    boolean hasPartial() {
        return partial != null;
    }

    /// Hands out all complete messages; the caller then calls [#endOfBuffer], even after an exception.
    void feed(ByteBuf in, Sink sink) {
        ByteBuf buffer = join(in);
        current = buffer;
        int position = buffer.readerIndex();
        int end = buffer.writerIndex();
        while (end - position >= HEADER) {
            int length = buffer.getInt(position + 1) + 1;
            if (length < HEADER || length > LONGEST) {
                throw new RouterException(SqlState.PROTOCOL_VIOLATION, "invalid message length from a shard");
            }
            if (end - position < length) {
                break;
            }
            byte type = buffer.getByte(position);
            int start = position;
            position += length;
            buffer.readerIndex(position);
            sink.accept(type, buffer, start, length);
        }
        buffer.readerIndex(position);
    }

    private ByteBuf join(ByteBuf in) {
        ByteBuf before = partial;
        if (before == null) {
            return in;
        }
        partial = null;
        if (before.writableBytes() < in.readableBytes()) {
            before.capacity(Math.max(before.writerIndex() + in.readableBytes(), grown(before.capacity())));
        }
        try {
            before.writeBytes(in);
        } finally {
            in.release();
        }
        return before;
    }

    /// Twice as much: a long message is copied a few times, not once for every read.
    private static int grown(int capacity) {
        return capacity < LONGEST ? capacity * 2 : capacity;
    }

    /// Keeps what is left of the buffer for the next read and lets go of the rest.
    void endOfBuffer() {
        ByteBuf buffer = current;
        current = null;
        if (buffer == null) {
            return;
        }
        int left = buffer.readableBytes();
        if (left > 0) {
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
