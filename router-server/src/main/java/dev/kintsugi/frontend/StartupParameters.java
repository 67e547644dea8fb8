package dev.kintsugi.frontend;

import dev.kintsugi.backend.ServerSettings;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The run-time parameters of a startup packet as settings: its own entries, and `-c name=value` in `options`.
final class StartupParameters {
    private static final String PREFIX = "SELECT pg_catalog.set_config(";
    private static final String SEPARATOR = ", ";
    private static final String SUFFIX = ", false)";

    private StartupParameters() {}

    static ServerSettings settings(Map<String, String> parameters) {
        ServerSettings settings = ServerSettings.NONE;
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            String name = parameter.getKey();
            String value = parameter.getValue();
            switch (name) {
                case "user", "database" -> {}
                case "replication" -> refuseReplication(value);
                case "options" -> settings = options(value, settings);
                default -> {
                    if (!name.startsWith("_pq_.")) {
                        settings = with(settings, name, value);
                    }
                }
            }
        }
        return settings;
    }

    private static void refuseReplication(String value) {
        if (!List.of("false", "off", "no", "0").contains(value.toLowerCase(Locale.ROOT))) {
            throw new RouterException(PgError.unsupported(
                            "replication connections are not supported through the router",
                            "connect to a shard directly")
                    .asFatal());
        }
    }

    private static ServerSettings options(String options, ServerSettings before) {
        ServerSettings settings = before;
        List<String> words = words(options);
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            String assignment;
            if (word.equals("-c") && i + 1 < words.size()) {
                i++;
                assignment = words.get(i);
            } else if (word.startsWith("-c")) {
                assignment = word.substring(2);
            } else if (word.startsWith("--")) {
                assignment = word.substring(2);
            } else {
                throw invalid(word);
            }
            int equals = assignment.indexOf('=');
            if (equals <= 0) {
                throw invalid(word);
            }
            settings =
                    with(settings, assignment.substring(0, equals).replace('-', '_'), assignment.substring(equals + 1));
        }
        return settings;
    }

    private static RouterException invalid(String word) {
        return new RouterException(
                PgError.of(SqlState.SYNTAX_ERROR, "invalid command-line argument for server process: " + word)
                        .asFatal());
    }

    /// Splits at blanks; a backslash takes the next character as it is (PostgreSQL manual, section 32.1.2,
    /// options).
    private static List<String> words(String options) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        for (int i = 0; i < options.length(); i++) {
            char c = options.charAt(i);
            if (c == '\\' && i + 1 < options.length()) {
                i++;
                word.append(options.charAt(i));
                inWord = true;
            } else if (Character.isWhitespace(c)) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }

    private static ServerSettings with(ServerSettings settings, String name, String value) {
        String folded = name.toLowerCase(Locale.ROOT);
        if (folded.equals("client_encoding")) {
            if (!ClientEncoding.supported(value)) {
                throw new RouterException(ClientEncoding.refusal(value).error().asFatal());
            }
        }
        return settings.with(folded, PREFIX + quoted(folded) + SEPARATOR + quoted(value) + SUFFIX);
    }

    /// The value inside a statement that [#settings] made.
    static String value(String statement) {
        int start = statement.indexOf(SEPARATOR) + SEPARATOR.length();
        String literal = statement.substring(start, statement.length() - SUFFIX.length());
        boolean escaped = literal.startsWith("E");
        String inner = literal.substring(escaped ? 2 : 1, literal.length() - 1).replace("''", "'");
        return escaped ? inner.replace("\\\\", "\\") : inner;
    }

    private static String quoted(String text) {
        String doubled = text.replace("'", "''");
        return doubled.indexOf('\\') < 0 ? "'" + doubled + "'" : "E'" + doubled.replace("\\", "\\\\") + "'";
    }
}
