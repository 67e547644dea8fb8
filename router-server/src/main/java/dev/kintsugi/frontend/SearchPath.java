package dev.kintsugi.frontend;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.ServerSettings;

/// Reads the value of `search_path`: a list of identifiers or strings (PostgreSQL manual, section 5.10.3).
final class SearchPath {
    private static final String SETTING = "search_path";
    private static final String SET = "SET \"search_path\" TO ";

    private SearchPath() {}

    /// The schemas under these settings, or `server`'s own value if they do not speak of it.
    static ImmutableList<String> of(ServerSettings settings, String server, String user) {
        String statement = settings.statements().get(SETTING);
        if (statement == null) {
            return parse(server, user);
        }
        if (statement.startsWith(SET)) {
            return parse(statement.substring(SET.length()), user);
        }
        return parse(StartupParameters.value(statement), user);
    }

    /// The schemas in order, folded and unquoted; `"$user"` is the user.
    static ImmutableList<String> parse(String value, String user) {
        ImmutableList.Builder<String> schemas = ImmutableList.builder();
        StringBuilder name = new StringBuilder();
        char quote = 0;
        boolean quoted = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (quote != 0) {
                boolean doubled = c == quote && i + 1 < value.length() && value.charAt(i + 1) == quote;
                if (c != quote || doubled) {
                    name.append(c);
                    i += doubled ? 1 : 0;
                } else {
                    quote = 0;
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                quoted = true;
            } else if (c == ',') {
                add(schemas, name, quoted, user);
                quoted = false;
            } else if (!Character.isWhitespace(c)) {
                name.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
            }
        }
        add(schemas, name, quoted, user);
        return schemas.build();
    }

    private static void add(ImmutableList.Builder<String> schemas, StringBuilder name, boolean quoted, String user) {
        if (!name.isEmpty() || quoted) {
            String schema = name.toString();
            schemas.add(schema.equals("$user") ? user : schema);
        }
        name.setLength(0);
    }
}
