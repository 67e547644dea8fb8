package dev.kintsugi.wire;

import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.wire.FrontendMessage.SaslInitialResponse;
import io.netty.buffer.Unpooled;

/// The two readings of a `p` message that are not plain bytes.
final class PasswordBody {
    private PasswordBody() {}

    static String text(byte[] bytes) {
        if (bytes.length == 0 || indexOfNul(bytes) != bytes.length - 1) {
            throw fatal(SqlState.PROTOCOL_VIOLATION, "invalid password packet size");
        }
        if (bytes.length == 1) {
            throw fatal(SqlState.INVALID_PASSWORD, "empty password returned by client");
        }
        var reader = new BodyReader(Unpooled.wrappedBuffer(bytes));
        return reader.string();
    }

    static SaslInitialResponse saslInitialResponse(byte[] bytes) {
        try {
            var reader = new BodyReader(Unpooled.wrappedBuffer(bytes));
            var mechanism = reader.string();
            int length = reader.int32();
            var response = length == -1 ? null : reader.bytes(length);
            reader.end();
            return new SaslInitialResponse(mechanism, response);
        } catch (RouterException malformed) {
            throw new RouterException(malformed.error().asFatal());
        }
    }

    private static int indexOfNul(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                return i;
            }
        }
        return -1;
    }

    private static RouterException fatal(SqlState state, String message) {
        return new RouterException(PgError.of(state, message).asFatal());
    }
}
