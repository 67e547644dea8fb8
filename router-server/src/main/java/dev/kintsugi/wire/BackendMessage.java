package dev.kintsugi.wire;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.error.PgError;
import dev.kintsugi.merge.Row;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.ResultColumn;

/// A message that a shard sends. Byte arrays must not be changed by the holder.
@SuppressWarnings("ArrayRecordComponent") // bytes of the message itself: messages are never compared as records
public sealed interface BackendMessage {
    /// What the server says about authentication.
    sealed interface Authentication extends BackendMessage {}

    record AuthenticationOk() implements Authentication {
        public static final AuthenticationOk INSTANCE = new AuthenticationOk();
    }

    record AuthenticationCleartextPassword() implements Authentication {
        public static final AuthenticationCleartextPassword INSTANCE = new AuthenticationCleartextPassword();
    }

    /// `salt` has four bytes.
    record AuthenticationMd5Password(byte[] salt) implements Authentication {}

    /// `mechanisms` in the server's order of preference.
    record AuthenticationSasl(ImmutableList<String> mechanisms) implements Authentication {}

    record AuthenticationSaslContinue(byte[] bytes) implements Authentication {}

    record AuthenticationSaslFinal(byte[] bytes) implements Authentication {}

    /// Kerberos, GSSAPI, SSPI and whatever comes: the router does not speak them.
    record AuthenticationOther(int code) implements Authentication {}

    record ParameterStatus(String name, String value) implements BackendMessage {}

    /// What a CancelRequest must show; `secret` has four bytes before protocol 3.2, then up to 256.
    record BackendKeyData(int processId, byte[] secret) implements BackendMessage {}

    /// `status` is `I` (idle), `T` (in a transaction) or `E` (in a failed one).
    record ReadyForQuery(char status) implements BackendMessage {}

    /// `formats` has one entry a column.
    record RowDescription(ImmutableList<ResultColumn> columns, ImmutableList<Format> formats)
            implements BackendMessage {}

    record ParameterDescription(ImmutableIntArray typeOids) implements BackendMessage {}

    /// The row owns a copy of the message's bytes.
    record DataRow(Row row) implements BackendMessage {}

    /// A command tag such as `INSERT 0 5`.
    record CommandComplete(String tag) implements BackendMessage {}

    record ErrorResponse(PgError error) implements BackendMessage {}

    record NoticeResponse(PgError notice) implements BackendMessage {}

    record NotificationResponse(int processId, String channel, String payload) implements BackendMessage {}

    record CopyInResponse(Format format, ImmutableList<Format> columnFormats) implements BackendMessage {}

    record CopyOutResponse(Format format, ImmutableList<Format> columnFormats) implements BackendMessage {}

    record CopyBothResponse(Format format, ImmutableList<Format> columnFormats) implements BackendMessage {}

    record CopyData(byte[] bytes) implements BackendMessage {}

    /// The server speaks protocol 3.`newestMinor` and does not know the options named.
    record NegotiateProtocolVersion(int newestMinor, ImmutableList<String> unrecognisedOptions)
            implements BackendMessage {}

    /// `result` is the body: a length (-1 for NULL) and the bytes.
    record FunctionCallResponse(byte[] result) implements BackendMessage {}

    /// A message that is its type byte and nothing else.
    enum Bare implements BackendMessage {
        PARSE_COMPLETE(BackendType.PARSE_COMPLETE),
        BIND_COMPLETE(BackendType.BIND_COMPLETE),
        CLOSE_COMPLETE(BackendType.CLOSE_COMPLETE),
        NO_DATA(BackendType.NO_DATA),
        PORTAL_SUSPENDED(BackendType.PORTAL_SUSPENDED),
        EMPTY_QUERY_RESPONSE(BackendType.EMPTY_QUERY_RESPONSE),
        COPY_DONE(BackendType.COPY_DONE);

        private final byte type;

        Bare(byte type) {
            this.type = type;
        }

        public byte type() {
            return type;
        }
    }
}
