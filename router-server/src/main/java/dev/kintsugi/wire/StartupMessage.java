package dev.kintsugi.wire;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

/// A packet without a type byte: what a client may send before its session exists.
public sealed interface StartupMessage {
    /// A wish for TLS; answered by one byte.
    record SslRequest() implements StartupMessage {
        public static final SslRequest INSTANCE = new SslRequest();
    }

    /// A wish for GSSAPI encryption; answered by one byte.
    record GssEncRequest() implements StartupMessage {
        public static final GssEncRequest INSTANCE = new GssEncRequest();
    }

    /// A wish to cancel what session `processId` runs; never answered. The secret has 1 to 256 bytes (four before
    /// 3.2).
    @SuppressWarnings("ArrayRecordComponent") // compared in constant time by its reader, never as a record
    record CancelRequest(int processId, byte[] secret) implements StartupMessage {}

    /// The start of a session; `parameters` are in the client's order, `user` is among them and not empty.
    record Startup(int major, int minor, ImmutableMap<String, String> parameters) implements StartupMessage {
        /// The newest minor version of protocol 3 that the router speaks.
        public static final int NEWEST_MINOR = 2;

        private static final String PROTOCOL_OPTION_PREFIX = "_pq_.";

        public String user() {
            return parameters.getOrDefault("user", "");
        }

        /// The database asked for: the user's name unless the client says otherwise.
        public String database() {
            var database = parameters.getOrDefault("database", "");
            return database.isEmpty() ? user() : database;
        }

        /// The protocol's minor version of this session: what both sides speak.
        public int agreedMinor() {
            return Math.min(minor, NEWEST_MINOR);
        }

        /// Names of the protocol options that the router does not know, which is all of them.
        public ImmutableList<String> unrecognisedOptions() {
            return parameters.keySet().stream()
                    .filter(name -> name.startsWith(PROTOCOL_OPTION_PREFIX))
                    .collect(ImmutableList.toImmutableList());
        }

        /// Whether the client must be sent NegotiateProtocolVersion before authentication.
        public boolean needsNegotiation() {
            return minor > NEWEST_MINOR || !unrecognisedOptions().isEmpty();
        }
    }
}
