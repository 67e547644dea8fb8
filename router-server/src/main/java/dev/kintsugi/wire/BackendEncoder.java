package dev.kintsugi.wire;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.error.PgError;
import dev.kintsugi.merge.Row;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.ResultColumn;
import io.netty.buffer.ByteBuf;

/// Appends messages towards a client; each method writes exactly one.
public final class BackendEncoder {
    private static final int PROTOCOL_MAJOR = 3;

    private BackendEncoder() {}

    public static void authenticationOk(ByteBuf out) {
        authentication(AuthenticationCode.OK, new byte[0], out);
    }

    public static void authenticationCleartextPassword(ByteBuf out) {
        authentication(AuthenticationCode.CLEARTEXT_PASSWORD, new byte[0], out);
    }

    /// `salt` has four bytes.
    public static void authenticationMd5Password(byte[] salt, ByteBuf out) {
        checkArgument(salt.length == AuthenticationCode.MD5_SALT_LENGTH, "salt of %s bytes", salt.length);
        authentication(AuthenticationCode.MD5_PASSWORD, salt, out);
    }

    /// `mechanisms` in the order of preference, not empty.
    public static void authenticationSasl(ImmutableList<String> mechanisms, ByteBuf out) {
        int start = MessageWriter.begin(BackendType.AUTHENTICATION, out);
        out.writeInt(AuthenticationCode.SASL);
        mechanisms.forEach(mechanism -> MessageWriter.string(mechanism, out));
        out.writeByte(0);
        MessageWriter.finish(start, out);
    }

    public static void authenticationSaslContinue(byte[] bytes, ByteBuf out) {
        authentication(AuthenticationCode.SASL_CONTINUE, bytes, out);
    }

    public static void authenticationSaslFinal(byte[] bytes, ByteBuf out) {
        authentication(AuthenticationCode.SASL_FINAL, bytes, out);
    }

    public static void parameterStatus(String name, String value, ByteBuf out) {
        int start = MessageWriter.begin(BackendType.PARAMETER_STATUS, out);
        MessageWriter.string(name, out);
        MessageWriter.string(value, out);
        MessageWriter.finish(start, out);
    }

    /// `secret` has four bytes unless the session agreed on protocol 3.2, then up to 256.
    public static void backendKeyData(int processId, byte[] secret, ByteBuf out) {
        int start = MessageWriter.begin(BackendType.BACKEND_KEY_DATA, out);
        out.writeInt(processId);
        out.writeBytes(secret);
        MessageWriter.finish(start, out);
    }

    /// `status` is `I` (idle), `T` (in a transaction) or `E` (in a failed one).
    public static void readyForQuery(char status, ByteBuf out) {
        checkArgument(status == 'I' || status == 'T' || status == 'E', "transaction status %s", status);
        out.writeByte(BackendType.READY_FOR_QUERY);
        out.writeInt(Integer.BYTES + 1);
        out.writeByte(status);
    }

    /// `formats` has one entry a column; a statement's description has TEXT throughout.
    public static void rowDescription(ImmutableList<ResultColumn> columns, ImmutableList<Format> formats, ByteBuf out) {
        checkArgument(columns.size() == formats.size(), "%s columns, %s formats", columns.size(), formats.size());
        int start = MessageWriter.begin(BackendType.ROW_DESCRIPTION, out);
        MessageWriter.count(columns.size(), out);
        for (int i = 0; i < columns.size(); i++) {
            column(columns.get(i), formats.get(i), out);
        }
        MessageWriter.finish(start, out);
    }

    public static void parameterDescription(ImmutableIntArray typeOids, ByteBuf out) {
        int start = MessageWriter.begin(BackendType.PARAMETER_DESCRIPTION, out);
        MessageWriter.count(typeOids.length(), out);
        for (int i = 0; i < typeOids.length(); i++) {
            out.writeInt(typeOids.get(i));
        }
        MessageWriter.finish(start, out);
    }

    public static void noData(ByteBuf out) {
        MessageWriter.bare(BackendType.NO_DATA, out);
    }

    public static void parseComplete(ByteBuf out) {
        MessageWriter.bare(BackendType.PARSE_COMPLETE, out);
    }

    public static void bindComplete(ByteBuf out) {
        MessageWriter.bare(BackendType.BIND_COMPLETE, out);
    }

    public static void closeComplete(ByteBuf out) {
        MessageWriter.bare(BackendType.CLOSE_COMPLETE, out);
    }

    public static void portalSuspended(ByteBuf out) {
        MessageWriter.bare(BackendType.PORTAL_SUSPENDED, out);
    }

    public static void emptyQueryResponse(ByteBuf out) {
        MessageWriter.bare(BackendType.EMPTY_QUERY_RESPONSE, out);
    }

    public static void commandComplete(String tag, ByteBuf out) {
        MessageWriter.message(BackendType.COMMAND_COMPLETE, out, body -> MessageWriter.string(tag, body));
    }

    public static void errorResponse(PgError error, ByteBuf out) {
        MessageWriter.message(BackendType.ERROR_RESPONSE, out, body -> ErrorFields.encode(error, body));
    }

    public static void noticeResponse(PgError notice, ByteBuf out) {
        MessageWriter.message(BackendType.NOTICE_RESPONSE, out, body -> ErrorFields.encode(notice, body));
    }

    public static void notificationResponse(int processId, String channel, String payload, ByteBuf out) {
        int start = MessageWriter.begin(BackendType.NOTIFICATION_RESPONSE, out);
        out.writeInt(processId);
        MessageWriter.string(channel, out);
        MessageWriter.string(payload, out);
        MessageWriter.finish(start, out);
    }

    public static void dataRow(Row row, ByteBuf out) {
        out.ensureWritable(FrameSplitter.HEADER_LENGTH + row.length());
        out.writeByte(BackendType.DATA_ROW);
        out.writeInt(Integer.BYTES + row.length());
        out.writeBytes(row.buffer(), row.offset(), row.length());
    }

    public static void copyInResponse(Format format, ImmutableList<Format> columnFormats, ByteBuf out) {
        copyResponse(BackendType.COPY_IN_RESPONSE, format, columnFormats, out);
    }

    public static void copyOutResponse(Format format, ImmutableList<Format> columnFormats, ByteBuf out) {
        copyResponse(BackendType.COPY_OUT_RESPONSE, format, columnFormats, out);
    }

    public static void copyData(byte[] bytes, ByteBuf out) {
        MessageWriter.bytes(BackendType.COPY_DATA, bytes, out);
    }

    public static void copyDone(ByteBuf out) {
        MessageWriter.bare(BackendType.COPY_DONE, out);
    }

    /// The router speaks protocol 3.`newestMinor` and does not know the options named.
    /// Servers send, and libpq reads, the whole version number where the manual says minor version.
    public static void negotiateProtocolVersion(
            int newestMinor, ImmutableList<String> unrecognisedOptions, ByteBuf out) {
        int start = MessageWriter.begin(BackendType.NEGOTIATE_PROTOCOL_VERSION, out);
        out.writeInt(PROTOCOL_MAJOR << 16 | newestMinor);
        out.writeInt(unrecognisedOptions.size());
        unrecognisedOptions.forEach(option -> MessageWriter.string(option, out));
        MessageWriter.finish(start, out);
    }

    private static void authentication(int code, byte[] bytes, ByteBuf out) {
        int start = MessageWriter.begin(BackendType.AUTHENTICATION, out);
        out.writeInt(code);
        out.writeBytes(bytes);
        MessageWriter.finish(start, out);
    }

    private static void column(ResultColumn column, Format format, ByteBuf out) {
        MessageWriter.string(column.name(), out);
        out.writeInt(column.tableOid());
        out.writeShort(column.columnNumber());
        out.writeInt(column.typeOid());
        out.writeShort(column.typeSize());
        out.writeInt(column.typeModifier());
        out.writeShort(format.code());
    }

    private static void copyResponse(byte type, Format format, ImmutableList<Format> columnFormats, ByteBuf out) {
        int start = MessageWriter.begin(type, out);
        out.writeByte(format.code());
        MessageWriter.count(columnFormats.size(), out);
        for (var columnFormat : columnFormats) {
            out.writeShort(columnFormat.code());
        }
        MessageWriter.finish(start, out);
    }
}
