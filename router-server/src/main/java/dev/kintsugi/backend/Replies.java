package dev.kintsugi.backend;

import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.wire.BackendDecoder;
import dev.kintsugi.wire.BackendMessage;
import dev.kintsugi.wire.FrameSplitter;
import io.netty.buffer.ByteBuf;

/// Decodes a complete message in place, where its kind is known already.
public final class Replies {
    private Replies() {}

    public static PgError error(ByteBuf buffer, int start, int length) {
        return expect(BackendMessage.ErrorResponse.class, buffer, start, length).error();
    }

    public static PgError notice(ByteBuf buffer, int start, int length) {
        return expect(BackendMessage.NoticeResponse.class, buffer, start, length)
                .notice();
    }

    public static String commandTag(ByteBuf buffer, int start, int length) {
        return expect(BackendMessage.CommandComplete.class, buffer, start, length)
                .tag();
    }

    public static BackendMessage.RowDescription rowDescription(ByteBuf buffer, int start, int length) {
        return expect(BackendMessage.RowDescription.class, buffer, start, length);
    }

    public static BackendMessage.ParameterDescription parameterDescription(ByteBuf buffer, int start, int length) {
        return expect(BackendMessage.ParameterDescription.class, buffer, start, length);
    }

    static BackendMessage.ParameterStatus parameterStatus(ByteBuf buffer, int start, int length) {
        return expect(BackendMessage.ParameterStatus.class, buffer, start, length);
    }

    static BackendMessage.BackendKeyData backendKeyData(ByteBuf buffer, int start, int length) {
        return expect(BackendMessage.BackendKeyData.class, buffer, start, length);
    }

    static BackendMessage.Authentication authentication(ByteBuf buffer, int start, int length) {
        return expect(BackendMessage.Authentication.class, buffer, start, length);
    }

    private static <T extends BackendMessage> T expect(Class<T> kind, ByteBuf buffer, int start, int length) {
        BackendMessage message =
                BackendDecoder.decode(buffer.getByte(start), FrameSplitter.bodyAt(buffer, start, length));
        if (!kind.isInstance(message)) {
            throw new RouterException(
                    SqlState.PROTOCOL_VIOLATION,
                    "a shard sent " + message.getClass().getSimpleName() + " out of order");
        }
        return kind.cast(message);
    }
}
