package dev.kintsugi.backend;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.wire.BackendDecoder;
import dev.kintsugi.wire.BackendMessage;
import dev.kintsugi.wire.FrameSplitter;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

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

    /// The number at the end of a command tag, 0 if there is none. Allocates nothing.
    public static long countInTag(ByteBuf buffer, int start, int length) {
        long count = 0;
        long place = 1;
        for (int at = start + length - 2; at > start; at--) { // before the NUL
            int digit = buffer.getByte(at) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            count += digit * place;
            place *= 10;
        }
        return count;
    }

    public static BackendMessage.RowDescription rowDescription(ByteBuf buffer, int start, int length) {
        return expect(BackendMessage.RowDescription.class, buffer, start, length);
    }

    public static BackendMessage.ParameterDescription parameterDescription(ByteBuf buffer, int start, int length) {
        return expect(BackendMessage.ParameterDescription.class, buffer, start, length);
    }

    /// The columns of a DataRow in text format; empty for NULL.
    public static ImmutableList<Optional<String>> row(ByteBuf buffer, int start) {
        int columns = buffer.getShort(start + 5);
        ImmutableList.Builder<Optional<String>> values = ImmutableList.builderWithExpectedSize(columns);
        int at = start + 7;
        for (int i = 0; i < columns; i++) {
            int size = buffer.getInt(at);
            at += 4;
            if (size < 0) {
                values.add(Optional.empty());
            } else {
                values.add(Optional.of(buffer.toString(at, size, StandardCharsets.UTF_8)));
                at += size;
            }
        }
        return values.build();
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
