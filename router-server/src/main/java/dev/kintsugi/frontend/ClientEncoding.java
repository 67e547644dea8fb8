package dev.kintsugi.frontend;

import com.google.common.collect.ImmutableSet;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import java.util.Locale;

/// The client encodings that the router can read: UTF8, and SQL_ASCII, which is no conversion at all.
final class ClientEncoding {
    private static final ImmutableSet<String> SUPPORTED =
            ImmutableSet.of("utf8", "unicode", "sqlascii", "sql_ascii", "default");

    private ClientEncoding() {}

    /// Takes a name or an SQL value, quotes allowed.
    static boolean supported(String value) {
        String name = value.strip()
                .replace("'", "")
                .replace("\"", "")
                .replace("-", "")
                .toLowerCase(Locale.ROOT);
        return SUPPORTED.contains(name);
    }

    static RouterException refusal(String value) {
        return new RouterException(PgError.unsupported(
                "client encoding " + value + " is not supported through the router",
                "use client_encoding UTF8: the client library converts"));
    }
}
