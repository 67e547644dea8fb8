package dev.kintsugi.sql;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableSet;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.sql.ControlStatement.ConnectionState;
import dev.kintsugi.sql.Token.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/// Reads what follows SET, in all its spellings, and decodes values as Postgres stores them.
final class SetStatementParser {
    /// Settings whose list elements Postgres quotes as identifiers.
    private static final ImmutableSet<String> QUOTED_LISTS = ImmutableSet.of(
            "local_preload_libraries",
            "search_path",
            "session_preload_libraries",
            "shared_preload_libraries",
            "temp_tablespaces",
            "unix_socket_directories");

    private static final CharMatcher PLAIN_NAME =
            CharMatcher.inRange('a', 'z').or(CharMatcher.inRange('0', '9')).or(CharMatcher.is('_'));

    private final TokenReader reader;
    private boolean local;

    /// The reader stands behind SET.
    SetStatementParser(TokenReader reader) {
        this.reader = reader;
    }

    ControlStatement parse() {
        if (reader.take("constraints")) {
            return constraints();
        }
        if (reader.take("session", "characteristics")) {
            reader.expect("as");
            reader.expect("transaction");
            return transaction(true);
        }
        if (reader.take("session", "authorization")) {
            return authorization();
        }
        local = reader.take("local");
        if (!local && reader.sees("session") && !assigns(reader.position() + 1)) {
            reader.takeAny();
        }
        return reader.take("session", "authorization") ? authorization() : setting();
    }

    /// Whether the token makes an assignment of the word before it.
    private boolean assigns(int index) {
        var tokens = reader.tokens();
        return tokens.isWord(index, "to") || tokens.isOperator(index, "=") || tokens.is(index, Kind.DOT);
    }

    private ControlStatement setting() {
        if (!assigns(reader.position() + 1)) {
            if (reader.take("transaction")) {
                return transaction(false);
            }
            if (reader.take("role")) {
                return role();
            }
            if (reader.take("time")) {
                return timeZone();
            }
            if (reader.take("names")) {
                boolean reset = reader.atEnd() || reader.take("default");
                return new ControlStatement.Set("client_encoding", reset ? "DEFAULT" : stringText(), local);
            }
            if (reader.take("schema")) {
                return new ControlStatement.Set("search_path", stringText(), local);
            }
            if (reader.take("xml", "option")) {
                String value = reader.take("document") ? "document" : "content";
                if (value.equals("content")) {
                    reader.expect("content");
                }
                return new ControlStatement.Set("xmloption", value, local);
            }
        }
        return assignment();
    }

    private ControlStatement assignment() {
        String name = settingName(reader);
        if (reader.take("from", "current")) {
            throw new RouterException(
                    PgError.unsupported("SET ... FROM CURRENT is not supported", "write the value itself"));
        }
        if (!reader.takeOperator("=")) {
            reader.expect("to");
        }
        int from = reader.position();
        if (!reader.take("default")) {
            do {
                value();
            } while (reader.take(Kind.COMMA));
        }
        return switch (name) {
            case "role" -> new ConnectionState("SET ROLE");
            case "session_authorization" -> new ConnectionState("SET SESSION AUTHORIZATION");
            default -> new ControlStatement.Set(name, reader.tokens().text(from, reader.position()), local);
        };
    }

    private void value() {
        var tokens = reader.tokens();
        if (reader.takeOperator("-") || reader.takeOperator("+")) {
            if (!reader.take(Kind.INTEGER)) {
                reader.expect(Kind.NUMERIC);
            }
            return;
        }
        int i = reader.position();
        boolean word = reader.sees(Kind.WORD) && isValueWord(tokens.word(i));
        if (!word && !tokens.isLiteral(i) && !reader.sees(Kind.QUOTED_IDENTIFIER)) {
            throw reader.unexpected();
        }
        reader.takeAny();
    }

    private static boolean isValueWord(String word) {
        return switch (word) {
            case "true", "false", "on" -> true;
            default -> !KeyWords.isReserved(word);
        };
    }

    /// A setting's name, dotted or quoted, in lower case: Postgres compares them so.
    static String settingName(TokenReader reader) {
        var name = new StringBuilder(reader.name());
        while (reader.take(Kind.DOT)) {
            name.append('.').append(reader.label());
        }
        return name.toString().toLowerCase(Locale.ROOT);
    }

    private ControlStatement transaction(boolean session) {
        int from = reader.position();
        if (!session && reader.take("snapshot")) {
            reader.string();
            return new ControlStatement.SetTransaction(reader.tokens().text(from, reader.position()), false);
        }
        if (reader.atEnd()) {
            throw reader.unexpected();
        }
        return new ControlStatement.SetTransaction(TransactionModes.read(reader), session);
    }

    private ControlStatement constraints() {
        if (!reader.take("all")) {
            do {
                reader.qualifiedName();
            } while (reader.take(Kind.COMMA));
        }
        if (!reader.take("deferred")) {
            reader.expect("immediate");
        }
        return new ControlStatement.SetConstraints();
    }

    private ControlStatement role() {
        roleName();
        return new ConnectionState("SET ROLE");
    }

    private ControlStatement authorization() {
        if (!reader.take("default")) {
            roleName();
        }
        return new ConnectionState("SET SESSION AUTHORIZATION");
    }

    private ControlStatement timeZone() {
        reader.expect("zone");
        if (reader.sees("interval")) {
            throw new RouterException(PgError.unsupported(
                    "SET TIME ZONE INTERVAL is not supported", "name the time zone, or write its offset as a number"));
        }
        if (reader.take("default") || reader.take("local")) {
            return new ControlStatement.Set("timezone", "DEFAULT", local);
        }
        int from = reader.position();
        value();
        return new ControlStatement.Set("timezone", reader.tokens().text(from, reader.position()), local);
    }

    /// Steps over a string or a word.
    private void roleName() {
        boolean number = reader.sees(Kind.INTEGER) || reader.sees(Kind.NUMERIC) || reader.sees(Kind.OPERATOR);
        if (number) {
            throw reader.unexpected();
        }
        value();
    }

    private String stringText() {
        int i = reader.position();
        reader.string();
        return reader.tokens().text(i);
    }

    /// What the setting then holds; empty for DEFAULT.
    static Optional<String> settingValue(ControlStatement.Set set, boolean standardConformingStrings) {
        var tokens = TokenList.scan(set.value().getBytes(StandardCharsets.UTF_8), standardConformingStrings);
        if (tokens.isWord(0, "default")) {
            return Optional.empty();
        }
        boolean quotes = QUOTED_LISTS.contains(set.name());
        var values = new StringJoiner(", ");
        String sign = "";
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.is(i, Kind.OPERATOR)) {
                sign = tokens.isOperator(i, "-") ? "-" : "";
            } else if (!tokens.is(i, Kind.COMMA)) {
                values.add(sign + element(tokens, i, quotes));
                sign = "";
            }
        }
        return Optional.of(values.toString());
    }

    private static String element(TokenList tokens, int i, boolean quotes) {
        if (tokens.is(i, Kind.INTEGER) || tokens.is(i, Kind.NUMERIC)) {
            return LiteralText.number(tokens.text(i));
        }
        String value = tokens.isStringLiteral(i) ? LiteralText.string(tokens, i) : tokens.identifier(i);
        return quotes ? quoteIdentifier(value) : value;
    }

    private static String quoteIdentifier(String name) {
        boolean plain = !name.isEmpty()
                && PLAIN_NAME.matchesAllOf(name)
                && !ByteClass.isDigit((byte) name.charAt(0))
                && KeyWords.canBeName(name);
        return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
    }
}
