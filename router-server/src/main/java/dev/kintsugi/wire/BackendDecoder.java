package dev.kintsugi.wire;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.error.PgError.Severity;
import dev.kintsugi.merge.Row;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.ResultColumn;
import dev.kintsugi.wire.BackendMessage.Authentication;
import dev.kintsugi.wire.BackendMessage.AuthenticationCleartextPassword;
import dev.kintsugi.wire.BackendMessage.AuthenticationMd5Password;
import dev.kintsugi.wire.BackendMessage.AuthenticationOk;
import dev.kintsugi.wire.BackendMessage.AuthenticationOther;
import dev.kintsugi.wire.BackendMessage.AuthenticationSasl;
import dev.kintsugi.wire.BackendMessage.AuthenticationSaslContinue;
import dev.kintsugi.wire.BackendMessage.AuthenticationSaslFinal;
import dev.kintsugi.wire.BackendMessage.BackendKeyData;
import dev.kintsugi.wire.BackendMessage.Bare;
import dev.kintsugi.wire.BackendMessage.CommandComplete;
import dev.kintsugi.wire.BackendMessage.CopyBothResponse;
import dev.kintsugi.wire.BackendMessage.CopyData;
import dev.kintsugi.wire.BackendMessage.CopyInResponse;
import dev.kintsugi.wire.BackendMessage.CopyOutResponse;
import dev.kintsugi.wire.BackendMessage.DataRow;
import dev.kintsugi.wire.BackendMessage.ErrorResponse;
import dev.kintsugi.wire.BackendMessage.FunctionCallResponse;
import dev.kintsugi.wire.BackendMessage.NegotiateProtocolVersion;
import dev.kintsugi.wire.BackendMessage.NoticeResponse;
import dev.kintsugi.wire.BackendMessage.NotificationResponse;
import dev.kintsugi.wire.BackendMessage.ParameterDescription;
import dev.kintsugi.wire.BackendMessage.ParameterStatus;
import dev.kintsugi.wire.BackendMessage.ReadyForQuery;
import dev.kintsugi.wire.BackendMessage.RowDescription;
import io.netty.buffer.ByteBuf;

/// Reads what shards send.
public final class BackendDecoder {
    private BackendDecoder() {}

    /// The message of type `type` whose body is the readable part of `body`, copied: `body` is neither kept nor
    /// moved.
    ///
    /// Fails with 08P01 for an unknown type or a malformed body and with 22021 for a name that is not UTF-8: then
    /// the connection to the shard is beyond use.
    public static BackendMessage decode(byte type, ByteBuf body) {
        var reader = new BodyReader(body);
        var message = read(type, reader);
        reader.end();
        return message;
    }

    /// A copy of a DataRow's body, unread.
    public static Row row(ByteBuf body) {
        var bytes = new BodyReader(body).rest();
        return new Row(bytes, 0, bytes.length);
    }

    private static BackendMessage read(byte type, BodyReader reader) {
        return switch (type) {
            case BackendType.DATA_ROW -> dataRow(reader);
            case BackendType.COMMAND_COMPLETE -> new CommandComplete(reader.string());
            case BackendType.READY_FOR_QUERY -> new ReadyForQuery(status(reader.int8()));
            case BackendType.ROW_DESCRIPTION -> rowDescription(reader);
            case BackendType.PARAMETER_DESCRIPTION -> new ParameterDescription(typeOids(reader));
            case BackendType.ERROR_RESPONSE -> new ErrorResponse(ErrorFields.decode(reader, Severity.ERROR));
            case BackendType.NOTICE_RESPONSE -> new NoticeResponse(ErrorFields.decode(reader, Severity.NOTICE));
            case BackendType.AUTHENTICATION -> authentication(reader);
            case BackendType.PARAMETER_STATUS -> new ParameterStatus(reader.string(), reader.string());
            case BackendType.BACKEND_KEY_DATA -> new BackendKeyData(reader.int32(), reader.rest());
            case BackendType.NOTIFICATION_RESPONSE ->
                new NotificationResponse(reader.int32(), reader.string(), reader.string());
            case BackendType.NEGOTIATE_PROTOCOL_VERSION -> negotiate(reader);
            case BackendType.COPY_IN_RESPONSE -> new CopyInResponse(copyFormat(reader), formats(reader));
            case BackendType.COPY_OUT_RESPONSE -> new CopyOutResponse(copyFormat(reader), formats(reader));
            case BackendType.COPY_BOTH_RESPONSE -> new CopyBothResponse(copyFormat(reader), formats(reader));
            case BackendType.COPY_DATA -> new CopyData(reader.rest());
            case BackendType.FUNCTION_CALL_RESPONSE -> new FunctionCallResponse(reader.rest());
            default -> bare(type);
        };
    }

    private static Bare bare(byte type) {
        return switch (type) {
            case BackendType.PARSE_COMPLETE -> Bare.PARSE_COMPLETE;
            case BackendType.BIND_COMPLETE -> Bare.BIND_COMPLETE;
            case BackendType.CLOSE_COMPLETE -> Bare.CLOSE_COMPLETE;
            case BackendType.NO_DATA -> Bare.NO_DATA;
            case BackendType.PORTAL_SUSPENDED -> Bare.PORTAL_SUSPENDED;
            case BackendType.EMPTY_QUERY_RESPONSE -> Bare.EMPTY_QUERY_RESPONSE;
            case BackendType.COPY_DONE -> Bare.COPY_DONE;
            default -> throw BodyReader.violation("invalid backend message type %d".formatted(type & 0xff));
        };
    }

    private static DataRow dataRow(BodyReader reader) {
        var bytes = reader.rest();
        return new DataRow(new Row(bytes, 0, bytes.length));
    }

    private static char status(byte status) {
        return switch (status) {
            case 'I', 'T', 'E' -> (char) status;
            default -> throw BodyReader.violation("invalid transaction status %d".formatted(status & 0xff));
        };
    }

    private static RowDescription rowDescription(BodyReader reader) {
        int count = reader.uint16();
        var columns = ImmutableList.<ResultColumn>builder();
        var formats = ImmutableList.<Format>builder();
        for (int i = 0; i < count; i++) {
            columns.add(new ResultColumn(
                    reader.string(), reader.int32(), reader.int16(), reader.int32(), reader.int16(), reader.int32()));
            formats.add(FormatCodes.format(reader.int16()));
        }
        return new RowDescription(columns.build(), formats.build());
    }

    private static ImmutableIntArray typeOids(BodyReader reader) {
        int count = reader.uint16();
        var oids = ImmutableIntArray.builder();
        for (int i = 0; i < count; i++) {
            oids.add(reader.int32());
        }
        return oids.build();
    }

    private static Authentication authentication(BodyReader reader) {
        int code = reader.int32();
        return switch (code) {
            case AuthenticationCode.OK -> AuthenticationOk.INSTANCE;
            case AuthenticationCode.CLEARTEXT_PASSWORD -> AuthenticationCleartextPassword.INSTANCE;
            case AuthenticationCode.MD5_PASSWORD ->
                new AuthenticationMd5Password(reader.bytes(AuthenticationCode.MD5_SALT_LENGTH));
            case AuthenticationCode.SASL -> new AuthenticationSasl(strings(reader));
            case AuthenticationCode.SASL_CONTINUE -> new AuthenticationSaslContinue(reader.rest());
            case AuthenticationCode.SASL_FINAL -> new AuthenticationSaslFinal(reader.rest());
            default -> {
                byte[] _ = reader.rest();
                yield new AuthenticationOther(code);
            }
        };
    }

    /// Strings up to an empty one.
    private static ImmutableList<String> strings(BodyReader reader) {
        var strings = ImmutableList.<String>builder();
        for (var next = reader.string(); !next.isEmpty(); next = reader.string()) {
            strings.add(next);
        }
        return strings.build();
    }

    /// The manual speaks of a minor version, servers send `major << 16 | minor`: the low half is right for both.
    private static NegotiateProtocolVersion negotiate(BodyReader reader) {
        int newestMinor = reader.int32() & 0xffff;
        int count = reader.int32();
        var options = ImmutableList.<String>builder();
        for (int i = 0; i < count; i++) {
            options.add(reader.string());
        }
        return new NegotiateProtocolVersion(newestMinor, options.build());
    }

    private static Format copyFormat(BodyReader reader) {
        return FormatCodes.format(reader.int8());
    }

    private static ImmutableList<Format> formats(BodyReader reader) {
        int count = reader.uint16();
        var formats = ImmutableList.<Format>builder();
        for (int i = 0; i < count; i++) {
            formats.add(FormatCodes.format(reader.int16()));
        }
        return formats.build();
    }
}
