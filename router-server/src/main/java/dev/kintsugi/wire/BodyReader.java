package dev.kintsugi.wire;

import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import io.netty.buffer.ByteBuf;

/// Reads the fields of one message body in order; fails with the texts of Postgres' own reader (`pqformat.c`).
///
/// Keeps its own position: the buffer's reader index stays where it is.
final class BodyReader {
    private final ByteBuf body;
    private final int end;
    private int position;

    /// A reader of all that is readable in `body`.
    BodyReader(ByteBuf body) {
        this(body, body.readerIndex(), body.writerIndex());
    }

    /// A reader of the bytes from `from` to `end`.
    BodyReader(ByteBuf body, int from, int end) {
        this.body = body;
        this.position = from;
        this.end = end;
    }

    int remaining() {
        return end - position;
    }

    byte int8() {
        if (remaining() < 1) {
            throw violation("no data left in message");
        }
        return body.getByte(position++);
    }

    int uint16() {
        return body.getUnsignedShort(advance(Short.BYTES));
    }

    short int16() {
        return body.getShort(advance(Short.BYTES));
    }

    int int32() {
        return body.getInt(advance(Integer.BYTES));
    }

    /// A copy of the next `length` bytes.
    byte[] bytes(int length) {
        int from = advance(length);
        var copy = new byte[length];
        body.getBytes(from, copy);
        return copy;
    }

    byte[] rest() {
        return bytes(remaining());
    }

    /// The bytes up to the next NUL, which is skipped.
    byte[] terminated() {
        int nul = body.indexOf(position, end, (byte) 0);
        if (nul < 0) {
            throw violation("invalid string in message");
        }
        var copy = bytes(nul - position);
        position++;
        return copy;
    }

    /// A NUL-terminated string; fails with 22021 unless it is UTF-8.
    String string() {
        if (remaining() > 0 && body.getByte(position) == 0) {
            position++;
            return "";
        }
        return Utf8Text.decode(terminated());
    }

    /// A NUL-terminated string in whatever encoding: what is not UTF-8 becomes replacement characters.
    String lenientString() {
        return Utf8Text.decodeLeniently(terminated());
    }

    void end() {
        if (remaining() != 0) {
            throw violation("invalid message format");
        }
    }

    static RouterException violation(String message) {
        return new RouterException(SqlState.PROTOCOL_VIOLATION, message);
    }

    private int advance(int length) {
        if (length < 0 || length > remaining()) {
            throw violation("insufficient data left in message");
        }
        int from = position;
        position += length;
        return from;
    }
}
