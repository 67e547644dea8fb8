package dev.kintsugi.config;

import java.util.Optional;

/// How connections to a shard are encrypted, in libpq's words.
///
/// `ca` holds the authorities that are believed (PEM), absent: those of the Java runtime. `identity` is shown to shards
/// that ask for a client certificate.
public record ShardTls(Mode mode, Optional<TlsFile> ca, Optional<TlsIdentity> identity) {
    public static final ShardTls NONE = new ShardTls(Mode.DISABLE, Optional.empty(), Optional.empty());

    /// From no encryption to encryption with a certificate that must be the host's.
    public enum Mode {
        DISABLE("disable"),
        REQUIRE("require"),
        VERIFY_CA("verify-ca"),
        VERIFY_FULL("verify-full");

        private final String word;

        Mode(String word) {
            this.word = word;
        }

        /// As the configuration says it.
        public String word() {
            return word;
        }
    }
}
