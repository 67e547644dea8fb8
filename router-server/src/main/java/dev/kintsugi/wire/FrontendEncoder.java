package dev.kintsugi.wire;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.value.BindValue;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Format;
import dev.kintsugi.wire.FrontendMessage.Target;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Appends messages towards a shard; each method writes exactly one.
public final class FrontendEncoder {
    private static final int PROTOCOL_MAJOR = 3;
    private static final int CANCEL_CODE = 1234 << 16 | 5678;
    private static final int SSL_CODE = 1234 << 16 | 5679;

    private FrontendEncoder() {}

    /// The start of a session in protocol 3.`minor`; no name is empty, and nothing holds a NUL.
    public static void startup(int minor, ImmutableMap<String, String> parameters, ByteBuf out) {
        int start = out.writerIndex();
        out.writeInt(0);
        out.writeInt(PROTOCOL_MAJOR << 16 | minor);
        parameters.forEach((name, value) -> {
            checkArgument(!name.isEmpty(), "a startup parameter has a name");
            MessageWriter.string(name, out);
            MessageWriter.string(value, out);
        });
        out.writeByte(0);
        MessageWriter.finish(start, out);
    }

    public static void sslRequest(ByteBuf out) {
        out.writeInt(2 * Integer.BYTES);
        out.writeInt(SSL_CODE);
    }

    /// `secret` as BackendKeyData gave it.
    public static void cancelRequest(int processId, byte[] secret, ByteBuf out) {
        out.writeInt(3 * Integer.BYTES + secret.length);
        out.writeInt(CANCEL_CODE);
        out.writeInt(processId);
        out.writeBytes(secret);
    }

    /// `sql` in the connection's encoding, without terminator; a NUL inside makes Postgres refuse the message.
    public static void query(byte[] sql, ByteBuf out) {
        MessageWriter.message(FrontendType.QUERY, out, body -> MessageWriter.terminated(sql, body));
    }

    /// `sql` as in [#query].
    public static void parse(String statement, byte[] sql, ImmutableIntArray typeOids, ByteBuf out) {
        int start = MessageWriter.begin(FrontendType.PARSE, out);
        MessageWriter.string(statement, out);
        MessageWriter.terminated(sql, out);
        MessageWriter.count(typeOids.length(), out);
        for (int i = 0; i < typeOids.length(); i++) {
            out.writeInt(typeOids.get(i));
        }
        MessageWriter.finish(start, out);
    }

    /// `resultFormats` may be empty (all text), one for all, or one each.
    public static void bind(
            String portal, String statement, BindValues values, ImmutableList<Format> resultFormats, ByteBuf out) {
        int start = MessageWriter.begin(FrontendType.BIND, out);
        MessageWriter.string(portal, out);
        MessageWriter.string(statement, out);
        parameters(values.values(), out);
        MessageWriter.count(resultFormats.size(), out);
        for (var format : resultFormats) {
            out.writeShort(format.code());
        }
        MessageWriter.finish(start, out);
    }

    public static void describe(Target target, String name, ByteBuf out) {
        named(FrontendType.DESCRIBE, target, name, out);
    }

    /// `maxRows` of zero means all.
    public static void execute(String portal, int maxRows, ByteBuf out) {
        int start = MessageWriter.begin(FrontendType.EXECUTE, out);
        MessageWriter.string(portal, out);
        out.writeInt(maxRows);
        MessageWriter.finish(start, out);
    }

    public static void close(Target target, String name, ByteBuf out) {
        named(FrontendType.CLOSE, target, name, out);
    }

    public static void flush(ByteBuf out) {
        MessageWriter.bare(FrontendType.FLUSH, out);
    }

    public static void sync(ByteBuf out) {
        MessageWriter.bare(FrontendType.SYNC, out);
    }

    public static void terminate(ByteBuf out) {
        MessageWriter.bare(FrontendType.TERMINATE, out);
    }

    /// A cleartext password, or the digest of [dev.kintsugi.auth.Md5Password].
    public static void password(String password, ByteBuf out) {
        MessageWriter.message(FrontendType.PASSWORD, out, body -> MessageWriter.string(password, body));
    }

    /// `response` is null if the mechanism lets the server speak first.
    public static void saslInitialResponse(String mechanism, byte @Nullable [] response, ByteBuf out) {
        int start = MessageWriter.begin(FrontendType.PASSWORD, out);
        MessageWriter.string(mechanism, out);
        nullable(response, out);
        MessageWriter.finish(start, out);
    }

    public static void saslResponse(byte[] response, ByteBuf out) {
        MessageWriter.bytes(FrontendType.PASSWORD, response, out);
    }

    public static void copyData(byte[] bytes, ByteBuf out) {
        MessageWriter.bytes(FrontendType.COPY_DATA, bytes, out);
    }

    public static void copyDone(ByteBuf out) {
        MessageWriter.bare(FrontendType.COPY_DONE, out);
    }

    public static void copyFail(String message, ByteBuf out) {
        MessageWriter.message(FrontendType.COPY_FAIL, out, body -> MessageWriter.string(message, body));
    }

    private static void parameters(ImmutableList<BindValue> values, ByteBuf out) {
        MessageWriter.count(values.size(), out);
        for (var value : values) {
            out.writeShort(value.format().code());
        }
        MessageWriter.count(values.size(), out);
        for (var value : values) {
            nullable(value.bytes(), out);
        }
    }

    private static void nullable(byte @Nullable [] bytes, ByteBuf out) {
        if (bytes == null) {
            out.writeInt(-1);
        } else {
            out.writeInt(bytes.length);
            out.writeBytes(bytes);
        }
    }

    private static void named(byte type, Target target, String name, ByteBuf out) {
        int start = MessageWriter.begin(type, out);
        out.writeByte(target.code());
        MessageWriter.string(name, out);
        MessageWriter.finish(start, out);
    }
}
