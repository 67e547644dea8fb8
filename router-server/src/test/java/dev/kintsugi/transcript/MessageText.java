package dev.kintsugi.transcript;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Utf8;
import com.google.common.io.BaseEncoding;
import dev.kintsugi.error.PgError;
import dev.kintsugi.merge.Row;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.ResultColumn;
import dev.kintsugi.wire.BackendMessage;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/// Messages of a server as lines, without what differs between two servers that behave alike.
///
/// Left out: OIDs of tables and of user types, keys and process ids, nonces, and where in Postgres' source an error
/// arose.
final class MessageText {
    private static final int FIRST_USER_OID = 16_384;

    private MessageText() {}

    static String of(BackendMessage message) {
        return switch (message) {
            case BackendMessage.AuthenticationSaslContinue _ -> "AuthenticationSASLContinue";
            case BackendMessage.AuthenticationSaslFinal _ -> "AuthenticationSASLFinal";
            case BackendMessage.AuthenticationSasl(var mechanisms) -> "AuthenticationSASL " + mechanisms;
            case BackendMessage.AuthenticationMd5Password _ -> "AuthenticationMD5Password";
            case BackendMessage.Authentication other -> other.getClass().getSimpleName();
            case BackendMessage.ParameterStatus(String name, String value) ->
                "ParameterStatus " + name + " " + quoted(value);
            case BackendMessage.BackendKeyData _ -> "BackendKeyData";
            case BackendMessage.ReadyForQuery(char status) -> "ReadyForQuery " + status;
            case BackendMessage.RowDescription description -> rowDescription(description);
            case BackendMessage.ParameterDescription(var types) ->
                "ParameterDescription "
                        + types.asList().stream().map(MessageText::type).toList();
            case BackendMessage.DataRow(Row row) -> "DataRow" + row(row);
            case BackendMessage.CommandComplete(String tag) -> "CommandComplete " + quoted(tag);
            case BackendMessage.ErrorResponse(PgError error) -> "ErrorResponse " + error(error);
            case BackendMessage.NoticeResponse(PgError notice) -> "NoticeResponse " + error(notice);
            case BackendMessage.NotificationResponse(int _, String channel, String payload) ->
                "NotificationResponse " + channel + " " + quoted(payload);
            case BackendMessage.CopyInResponse(Format format, var columns) ->
                "CopyInResponse " + format + " " + columns;
            case BackendMessage.CopyOutResponse(Format format, var columns) ->
                "CopyOutResponse " + format + " " + columns;
            case BackendMessage.CopyBothResponse(Format format, var columns) ->
                "CopyBothResponse " + format + " " + columns;
            case BackendMessage.CopyData(byte[] bytes) -> "CopyData " + value(bytes);
            case BackendMessage.NegotiateProtocolVersion(int minor, var options) ->
                "NegotiateProtocolVersion " + minor + " " + options;
            case BackendMessage.FunctionCallResponse(byte[] result) -> "FunctionCallResponse " + value(result);
            case BackendMessage.Bare bare -> bare.name();
        };
    }

    private static String rowDescription(BackendMessage.RowDescription description) {
        StringBuilder text = new StringBuilder("RowDescription");
        for (int i = 0; i < description.columns().size(); i++) {
            ResultColumn column = description.columns().get(i);
            text.append(i == 0 ? " " : ", ").append(quoted(column.name())).append(' ');
            text.append(type(column.typeOid())).append('/').append(column.typeSize());
            text.append('/').append(column.typeModifier());
            text.append(column.tableOid() == 0 ? "" : " column " + column.columnNumber());
            text.append(description.formats().get(i) == Format.BINARY ? " binary" : "");
        }
        return text.toString();
    }

    private static String type(int oid) {
        return oid >= FIRST_USER_OID ? "user" : Integer.toString(oid);
    }

    private static String row(Row row) {
        ByteBuffer bytes = ByteBuffer.wrap(row.buffer(), row.offset(), row.length());
        int columns = bytes.getShort();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < columns; i++) {
            int length = bytes.getInt();
            if (length < 0) {
                text.append(" null");
                continue;
            }
            byte[] value = new byte[length];
            bytes.get(value);
            text.append(' ').append(value(value));
        }
        return text.toString();
    }

    /// As text where it can be, else in hex.
    private static String value(byte[] bytes) {
        boolean printable = Utf8.isWellFormed(bytes);
        for (byte b : bytes) {
            printable &= b < 0 || b >= ' ' || b == '\n' || b == '\t' || b == '\r';
        }
        return printable
                ? quoted(new String(bytes, UTF_8))
                : "x" + BaseEncoding.base16().lowerCase().encode(bytes);
    }

    private static String error(PgError error) {
        StringBuilder text = new StringBuilder();
        text.append(error.severity()).append(' ').append(error.code()).append(' ');
        text.append(quoted(error.message()));
        error.detail().ifPresent(detail -> text.append(" detail ").append(quoted(detail)));
        error.hint().ifPresent(hint -> text.append(" hint ").append(quoted(hint)));
        error.position().ifPresent(position -> text.append(" position ").append(position));
        new TreeMap<>(error.others()).forEach((field, value) -> {
            if ("FLR".indexOf(field) < 0) {
                text.append(' ').append(field).append(' ').append(quoted(value));
            }
        });
        return text.toString();
    }

    static String quoted(String text) {
        String escaped = text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\t", "\\t")
                .replace("\r", "\\r");
        return '"' + escaped + '"';
    }

    /// Brings what has no order of its own into one: parameter reports stand sorted before ReadyForQuery, since
    /// servers before 14 send them at once and later ones with ReadyForQuery.
    static void normalise(List<String> lines) {
        List<String> reports =
                lines.stream().filter(MessageText::isReport).sorted().toList();
        lines.removeIf(MessageText::isReport);
        int at = lines.size();
        for (int i = lines.size() - 1; i >= 0 && at == lines.size(); i--) {
            if (lines.get(i).startsWith("ReadyForQuery")) {
                at = i;
                break;
            }
        }
        lines.addAll(at, reports);
    }

    private static boolean isReport(String line) {
        return line.startsWith("ParameterStatus ");
    }

    /// Sorts each run of rows, for queries that leave the order open.
    static void sortRows(List<String> lines) {
        int start = 0;
        while (start < lines.size()) {
            int end = start;
            while (end < lines.size() && isRow(lines.get(end))) {
                end++;
            }
            Collections.sort(lines.subList(start, end));
            start = end + 1;
        }
    }

    private static boolean isRow(String line) {
        return line.startsWith("DataRow") || line.startsWith("CopyData");
    }
}
