package dev.kintsugi.wire;

import static com.google.common.base.Preconditions.checkArgument;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.function.Consumer;

/// Writes whole messages: the length is filled in when the body is there.
final class MessageWriter {
    private MessageWriter() {}

    /// Appends a message whose body `body` writes.
    static void message(byte type, ByteBuf out, Consumer<ByteBuf> body) {
        int start = begin(type, out);
        body.accept(out);
        finish(start, out);
    }

    /// Starts a message and answers where its length belongs.
    static int begin(byte type, ByteBuf out) {
        out.writeByte(type);
        int start = out.writerIndex();
        out.writeInt(0);
        return start;
    }

    static void finish(int start, ByteBuf out) {
        out.setInt(start, out.writerIndex() - start);
    }

    /// Appends a message without a body.
    static void bare(byte type, ByteBuf out) {
        out.writeByte(type);
        out.writeInt(Integer.BYTES);
    }

    /// Appends a message whose body is `bytes`.
    static void bytes(byte type, byte[] bytes, ByteBuf out) {
        out.ensureWritable(FrameSplitter.HEADER_LENGTH + bytes.length);
        out.writeByte(type);
        out.writeInt(Integer.BYTES + bytes.length);
        out.writeBytes(bytes);
    }

    /// Appends a NUL-terminated string in UTF-8; a NUL inside it would shift every field behind it.
    static void string(String text, ByteBuf out) {
        checkArgument(text.indexOf('\0') < 0, "a string of the protocol cannot hold a NUL");
        ByteBufUtil.writeUtf8(out, text);
        out.writeByte(0);
    }

    static void terminated(byte[] text, ByteBuf out) {
        out.writeBytes(text);
        out.writeByte(0);
    }

    /// Appends a count of the protocol, which has sixteen bits.
    static void count(int count, ByteBuf out) {
        checkArgument(count <= 0xffff, "count %s does not fit the protocol", count);
        out.writeShort(count);
    }
}
