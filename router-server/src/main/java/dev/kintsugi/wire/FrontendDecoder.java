package dev.kintsugi.wire;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.value.BindValue;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.Oids;
import dev.kintsugi.wire.FrontendMessage.Bind;
import dev.kintsugi.wire.FrontendMessage.Close;
import dev.kintsugi.wire.FrontendMessage.CopyData;
import dev.kintsugi.wire.FrontendMessage.CopyDone;
import dev.kintsugi.wire.FrontendMessage.CopyFail;
import dev.kintsugi.wire.FrontendMessage.Describe;
import dev.kintsugi.wire.FrontendMessage.Execute;
import dev.kintsugi.wire.FrontendMessage.Flush;
import dev.kintsugi.wire.FrontendMessage.FunctionCall;
import dev.kintsugi.wire.FrontendMessage.Parse;
import dev.kintsugi.wire.FrontendMessage.Password;
import dev.kintsugi.wire.FrontendMessage.Query;
import dev.kintsugi.wire.FrontendMessage.Sync;
import dev.kintsugi.wire.FrontendMessage.Target;
import dev.kintsugi.wire.FrontendMessage.Terminate;
import io.netty.buffer.ByteBuf;

/// Reads what clients send inside a session.
public final class FrontendDecoder {
    private FrontendDecoder() {}

    /// The message of type `type` whose body is the readable part of `body`, copied: `body` is neither kept nor
    /// moved.
    ///
    /// Fails as Postgres does: 08P01 for a malformed body, 22021 for a name that is not UTF-8, 22023 for an unknown
    /// format code, FATAL 08P01 for an unknown type.
    public static FrontendMessage decode(byte type, ByteBuf body) {
        return decode(type, new BodyReader(body));
    }

    /// The complete message that starts at `start`, type byte and all, and has `length` bytes. Fails likewise.
    public static FrontendMessage decode(ByteBuf bytes, int start, int length) {
        return decode(bytes.getByte(start), new BodyReader(bytes, start + FrameSplitter.HEADER_LENGTH, start + length));
    }

    private static FrontendMessage decode(byte type, BodyReader reader) {
        var message = read(type, reader);
        reader.end();
        return message;
    }

    private static FrontendMessage read(byte type, BodyReader reader) {
        return switch (type) {
            case FrontendType.QUERY -> new Query(reader.terminated());
            case FrontendType.PARSE -> parse(reader);
            case FrontendType.BIND -> bind(reader);
            case FrontendType.DESCRIBE -> new Describe(target(reader, "DESCRIBE"), reader.string());
            case FrontendType.EXECUTE -> new Execute(reader.string(), reader.int32());
            case FrontendType.CLOSE -> new Close(target(reader, "CLOSE"), reader.string());
            case FrontendType.FLUSH -> Flush.INSTANCE;
            case FrontendType.SYNC -> Sync.INSTANCE;
            case FrontendType.TERMINATE -> Terminate.INSTANCE;
            case FrontendType.COPY_DATA -> new CopyData(reader.rest());
            case FrontendType.COPY_DONE -> CopyDone.INSTANCE;
            case FrontendType.COPY_FAIL -> new CopyFail(reader.lenientString());
            case FrontendType.PASSWORD -> new Password(reader.rest());
            case FrontendType.FUNCTION_CALL -> new FunctionCall(reader.int32(), reader.rest());
            default -> throw new RouterException(invalidType(type));
        };
    }

    static PgError invalidType(byte type) {
        return PgError.of(SqlState.PROTOCOL_VIOLATION, "invalid frontend message type %d".formatted(type & 0xff))
                .asFatal();
    }

    private static Parse parse(BodyReader reader) {
        var statement = reader.string();
        var sql = reader.terminated();
        int count = reader.uint16();
        var typeOids = ImmutableIntArray.builder(count);
        for (int i = 0; i < count; i++) {
            typeOids.add(reader.int32());
        }
        return new Parse(statement, sql, typeOids.build());
    }

    private static Bind bind(BodyReader reader) {
        var portal = reader.string();
        var statement = reader.string();
        var formats = codes(reader);
        int count = reader.uint16();
        if (formats.length() > 1 && formats.length() != count) {
            throw BodyReader.violation(
                    "bind message has %d parameter formats but %d parameters".formatted(formats.length(), count));
        }
        var parameters = ImmutableList.<BindValue>builder();
        for (int i = 0; i < count; i++) {
            parameters.add(parameter(reader, FormatCodes.of(formats, i)));
        }
        return new Bind(portal, statement, parameters.build(), codes(reader));
    }

    private static BindValue parameter(BodyReader reader, Format format) {
        int length = reader.int32();
        return new BindValue(Oids.UNSPECIFIED, format, length == -1 ? null : reader.bytes(length));
    }

    private static ImmutableIntArray codes(BodyReader reader) {
        int count = reader.uint16();
        var codes = ImmutableIntArray.builder(count);
        for (int i = 0; i < count; i++) {
            codes.add(reader.int16());
        }
        return codes.build();
    }

    private static Target target(BodyReader reader, String message) {
        byte code = reader.int8();
        return switch (code) {
            case 'S' -> Target.STATEMENT;
            case 'P' -> Target.PORTAL;
            default -> throw BodyReader.violation("invalid %s message subtype %d".formatted(message, code & 0xff));
        };
    }
}
