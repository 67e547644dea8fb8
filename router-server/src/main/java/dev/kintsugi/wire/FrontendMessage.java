package dev.kintsugi.wire;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.value.BindValue;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Format;
import org.jspecify.annotations.Nullable;

/// A message that a client sends inside a session. Byte arrays must not be changed by the holder.
@SuppressWarnings("ArrayRecordComponent") // bytes of the message itself: messages are never compared as records
public sealed interface FrontendMessage {
    /// A simple query; `sql` is in the client's encoding, without its terminator.
    record Query(byte[] sql) implements FrontendMessage {}

    /// `typeOids` may be shorter than the parameters are many; 0 leaves a type to the server.
    record Parse(String statement, byte[] sql, ImmutableIntArray typeOids) implements FrontendMessage {}

    /// `parameters` carry their formats but no types; `resultFormats` are the codes as sent: none, one for all, or
    /// one each.
    record Bind(String portal, String statement, ImmutableList<BindValue> parameters, ImmutableIntArray resultFormats)
            implements FrontendMessage {

        /// The parameters with their types, as far as `parameterOids` reaches.
        public BindValues values(ImmutableIntArray parameterOids) {
            var values = ImmutableList.<BindValue>builderWithExpectedSize(parameters.size());
            for (int i = 0; i < parameters.size(); i++) {
                var value = parameters.get(i);
                int oid = i < parameterOids.length() ? parameterOids.get(i) : value.typeOid();
                values.add(new BindValue(oid, value.format(), value.bytes()));
            }
            return new BindValues(values.build());
        }

        /// Fails with 08P01, as Postgres does, unless there are as many parameters as the statement has.
        public void requireParameterCount(int expected) {
            if (parameters.size() != expected) {
                throw new RouterException(
                        SqlState.PROTOCOL_VIOLATION,
                        "bind message supplies %d parameters, but prepared statement \"%s\" requires %d"
                                .formatted(parameters.size(), statement, expected));
            }
        }

        /// The format of result column `column` (from 0) of `columnCount`.
        /// Fails with 08P01 if the counts do not agree, with 22023 if the code is neither 0 nor 1.
        public Format resultFormat(int column, int columnCount) {
            requireResultFormats(columnCount);
            return switch (resultFormats.length()) {
                case 0 -> Format.TEXT;
                case 1 -> FormatCodes.format(resultFormats.get(0));
                default -> FormatCodes.format(resultFormats.get(column));
            };
        }

        /// The formats as sent: none, one for all, or one each. Fails with 22023 if a code is neither 0 nor 1.
        public ImmutableList<Format> resultFormatList() {
            return FormatCodes.expand(resultFormats, resultFormats.length());
        }

        /// One format for each of `columnCount` result columns; fails as [#resultFormat] does.
        public ImmutableList<Format> resultFormats(int columnCount) {
            requireResultFormats(columnCount);
            return FormatCodes.expand(resultFormats, columnCount);
        }

        private void requireResultFormats(int columnCount) {
            if (resultFormats.length() > 1 && resultFormats.length() != columnCount) {
                throw new RouterException(
                        SqlState.PROTOCOL_VIOLATION,
                        "bind message has %d result formats but query has %d columns"
                                .formatted(resultFormats.length(), columnCount));
            }
        }
    }

    record Describe(Target target, String name) implements FrontendMessage {}

    /// `maxRows` of zero or less means all.
    record Execute(String portal, int maxRows) implements FrontendMessage {}

    record Close(Target target, String name) implements FrontendMessage {}

    record Flush() implements FrontendMessage {
        public static final Flush INSTANCE = new Flush();
    }

    record Sync() implements FrontendMessage {
        public static final Sync INSTANCE = new Sync();
    }

    record Terminate() implements FrontendMessage {
        public static final Terminate INSTANCE = new Terminate();
    }

    record CopyData(byte[] bytes) implements FrontendMessage {}

    record CopyDone() implements FrontendMessage {
        public static final CopyDone INSTANCE = new CopyDone();
    }

    record CopyFail(String message) implements FrontendMessage {}

    /// A password or SASL answer: which one, only the state of the authentication tells.
    record Password(byte[] bytes) implements FrontendMessage {
        /// The bytes read as a password; fails FATAL with 08P01 or 28P01 as Postgres does.
        public String text() {
            return PasswordBody.text(bytes);
        }

        /// The bytes read as SASLInitialResponse; fails FATAL with 08P01.
        public SaslInitialResponse saslInitialResponse() {
            return PasswordBody.saslInitialResponse(bytes);
        }

        @Override
        public String toString() {
            return "Password";
        }
    }

    /// The first SASL answer; `response` is null if the client waits for a challenge.
    record SaslInitialResponse(String mechanism, byte @Nullable [] response) {}

    /// The legacy fast-path call; `arguments` is the body behind the function's OID.
    record FunctionCall(int functionOid, byte[] arguments) implements FrontendMessage {}

    /// What Describe and Close speak of.
    enum Target {
        STATEMENT('S'),
        PORTAL('P');

        private final char code;

        Target(char code) {
            this.code = code;
        }

        /// The byte of the protocol.
        public char code() {
            return code;
        }
    }
}
