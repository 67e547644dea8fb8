package dev.kintsugi.wire;

import com.google.common.collect.ImmutableMap;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.wire.StartupMessage.CancelRequest;
import dev.kintsugi.wire.StartupMessage.GssEncRequest;
import dev.kintsugi.wire.StartupMessage.SslRequest;
import dev.kintsugi.wire.StartupMessage.Startup;
import io.netty.buffer.ByteBuf;

/// Reads the packets before a session: `length(4, itself included) version-or-code(4) …`, without a type byte.
public final class StartupDecoder {
    private static final int SHORTEST = 8;

    /// What Postgres allows behind the length field (`MAX_STARTUP_PACKET_LENGTH`).
    private static final int LONGEST = 10_000 + 4;

    private static final int MAX_CANCEL_SECRET = 256;
    private static final int REQUEST_CODE = 1234;
    private static final int CANCEL = 5678;
    private static final int SSL = 5679;
    private static final int GSS_ENC = 5680;

    private StartupDecoder() {}

    /// The total length of the complete packet at the reader index, or [FrameSplitter#NEED_MORE].
    /// Fails FATAL with 08P01 as soon as four bytes tell an impossible length.
    public static int complete(ByteBuf bytes) {
        if (bytes.readableBytes() < Integer.BYTES) {
            return FrameSplitter.NEED_MORE;
        }
        int length = bytes.getInt(bytes.readerIndex());
        if (length < SHORTEST || length > LONGEST) {
            throw violation("invalid length of startup packet");
        }
        return length <= bytes.readableBytes() ? length : FrameSplitter.NEED_MORE;
    }

    /// The packet that fills the readable part of `packet`, which is neither kept nor moved.
    /// Fails FATAL: 08P01 if malformed, 0A000 for another major version than 3, 28000 without a user name.
    public static StartupMessage decode(ByteBuf packet) {
        if (packet.readableBytes() < SHORTEST || complete(packet) != packet.readableBytes()) {
            throw violation("invalid length of startup packet");
        }
        var reader = new BodyReader(packet);
        int _ = reader.int32();
        int major = reader.uint16();
        int minor = reader.uint16();
        return major == REQUEST_CODE && minor >= CANCEL && minor <= GSS_ENC
                ? request(minor, reader)
                : startup(major, minor, reader);
    }

    private static StartupMessage request(int code, BodyReader reader) {
        if (code == CANCEL) {
            return cancel(reader);
        }
        if (reader.remaining() != 0) {
            throw violation("invalid length of startup packet");
        }
        return code == SSL ? SslRequest.INSTANCE : GssEncRequest.INSTANCE;
    }

    private static CancelRequest cancel(BodyReader reader) {
        if (reader.remaining() < Integer.BYTES) {
            throw violation("invalid length of query cancel packet");
        }
        int processId = reader.int32();
        if (reader.remaining() < 1 || reader.remaining() > MAX_CANCEL_SECRET) {
            throw violation("invalid length of cancel key");
        }
        return new CancelRequest(processId, reader.rest());
    }

    private static Startup startup(int major, int minor, BodyReader reader) {
        if (major != 3) {
            throw fatal(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "unsupported frontend protocol %d.%d: server supports 3.0 to 3.%d"
                            .formatted(major, minor, Startup.NEWEST_MINOR));
        }
        var startup = new Startup(major, minor, parameters(reader));
        if (startup.user().isEmpty()) {
            throw fatal(
                    SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
                    "no PostgreSQL user name specified in startup packet");
        }
        return startup;
    }

    /// Postgres keeps the last of repeated names, so do we.
    private static ImmutableMap<String, String> parameters(BodyReader reader) {
        var parameters = ImmutableMap.<String, String>builder();
        try {
            for (var name = reader.string(); !name.isEmpty(); name = reader.string()) {
                parameters.put(name, reader.string());
            }
            reader.end();
        } catch (RouterException malformed) {
            throw malformed.error().code().equals(SqlState.CHARACTER_NOT_IN_REPERTOIRE.code())
                    ? new RouterException(malformed.error().asFatal())
                    : violation("invalid startup packet layout: expected terminator as last byte");
        }
        return parameters.buildKeepingLast();
    }

    private static RouterException violation(String message) {
        return fatal(SqlState.PROTOCOL_VIOLATION, message);
    }

    private static RouterException fatal(SqlState state, String message) {
        return new RouterException(PgError.of(state, message).asFatal());
    }
}
