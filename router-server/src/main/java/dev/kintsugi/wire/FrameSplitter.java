package dev.kintsugi.wire;

import static com.google.common.base.Preconditions.checkArgument;

import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import io.netty.buffer.ByteBuf;

/// Finds message boundaries in a stream of `type(1) length(4, itself included) body` without copying or keeping bytes.
///
/// ```
/// int at = bytes.readerIndex();
/// for (int length; (length = splitter.complete(bytes, at)) != NEED_MORE; at += length) {
///     take(typeAt(bytes, at), bodyAt(bytes, at, length));
/// }
/// ```
/// Stateless and immutable: one splitter serves any number of connections.
public final class FrameSplitter {
    /// The answer of a splitter that has not seen enough bytes.
    public static final int NEED_MORE = 0;

    /// Bytes before a body: the type and the length.
    public static final int HEADER_LENGTH = 5;

    /// No Postgres server takes a message whose length field says more (`PQ_LARGE_MESSAGE_LIMIT`, just under 1
    /// GiB).
    public static final int POSTGRES_LIMIT = 0x3fff_fffe;

    /// No Postgres server sends a longer body: it is built in one allocation of less than 1 GiB.
    private static final int SERVER_LIMIT = 0x3fff_ffff + 4;

    /// What Postgres allows messages that carry no SQL, values or rows (`PQ_SMALL_MESSAGE_LIMIT`).
    private static final int SMALL_LIMIT = 10_000;

    /// What Postgres allows a password or SASL answer (`PG_MAX_AUTH_TOKEN_LENGTH`).
    private static final int PASSWORD_LIMIT = 65_535;

    private final int maxLength;
    private final boolean fromClient;

    private FrameSplitter(int maxLength, boolean fromClient) {
        checkArgument(maxLength >= 4, "max length %s", maxLength);
        this.maxLength = maxLength;
        this.fromClient = fromClient;
    }

    /// For what clients send: types are checked too, as is the length that Postgres allows each of them.
    /// `maxLength` bounds the length field, which counts itself and the body.
    public static FrameSplitter forClients(int maxLength) {
        return new FrameSplitter(maxLength, true);
    }

    /// For what shards send; `maxLength` bounds the length field, which counts itself and the body.
    public static FrameSplitter forShards(int maxLength) {
        return new FrameSplitter(maxLength, false);
    }

    /// The total length (type byte included) of the message that starts at `index`, as soon as its header is
    /// readable, or [#NEED_MORE]. The message need not be complete: a relay can pass on the part that has come.
    /// Fails FATAL with 08P01 (impossible length or type) or 54000 (longer than allowed).
    public int length(ByteBuf bytes, int index) {
        int readable = bytes.writerIndex() - index;
        if (readable < 1) {
            return NEED_MORE;
        }
        int limit = fromClient ? clientLimit(bytes.getByte(index)) : SERVER_LIMIT;
        if (readable < HEADER_LENGTH) {
            return NEED_MORE;
        }
        int length = bytes.getInt(index + 1);
        if (length < 4 || length > limit || length > maxLength) {
            throw invalidLength(length, limit);
        }
        return length + 1;
    }

    /// The total length of the message that starts at `index` if all of it is readable, else [#NEED_MORE].
    /// Fails as [#length] does.
    public int complete(ByteBuf bytes, int index) {
        int length = length(bytes, index);
        return length <= bytes.writerIndex() - index ? length : NEED_MORE;
    }

    /// The type of the message that starts at `index`.
    public static byte typeAt(ByteBuf bytes, int index) {
        return bytes.getByte(index);
    }

    /// The body of the complete message at `index`, as a view that shares the bytes and their reference count.
    public static ByteBuf bodyAt(ByteBuf bytes, int index, int totalLength) {
        return bytes.slice(index + HEADER_LENGTH, totalLength - HEADER_LENGTH);
    }

    private static int clientLimit(byte type) {
        return switch (type) {
            case FrontendType.QUERY,
                    FrontendType.PARSE,
                    FrontendType.BIND,
                    FrontendType.FUNCTION_CALL,
                    FrontendType.COPY_DATA -> POSTGRES_LIMIT;
            case FrontendType.PASSWORD -> PASSWORD_LIMIT;
            case FrontendType.CLOSE,
                    FrontendType.DESCRIBE,
                    FrontendType.EXECUTE,
                    FrontendType.FLUSH,
                    FrontendType.SYNC,
                    FrontendType.TERMINATE,
                    FrontendType.COPY_DONE,
                    FrontendType.COPY_FAIL -> SMALL_LIMIT;
            default -> throw new RouterException(FrontendDecoder.invalidType(type));
        };
    }

    private RouterException invalidLength(int length, int limit) {
        var text = "invalid message length";
        if (length < 4 || length > limit) {
            return new RouterException(
                    PgError.of(SqlState.PROTOCOL_VIOLATION, text).asFatal());
        }
        return new RouterException(PgError.of(SqlState.PROGRAM_LIMIT_EXCEEDED, text)
                .withDetail("The message has %d bytes, the limit is %d.".formatted(length, maxLength))
                .asFatal());
    }
}
