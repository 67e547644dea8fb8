package dev.kintsugi.sql;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.kintsugi.sql.Token.Kind;
import java.util.Locale;
import java.util.Optional;

/// Names statements that no other reader knows by their command words, and their tables where the tokens show them
/// plainly.
///
/// The verb is what Postgres' command tag says (`CREATE TABLE`, `TRUNCATE TABLE` is `TRUNCATE`), but for temporary
/// tables, which are `CREATE TEMPORARY TABLE`.
final class UtilityReader {
    /// Words between CREATE, ALTER or DROP and the kind of object.
    private static final ImmutableSet<String> MODIFIERS = ImmutableSet.of(
            "or",
            "replace",
            "global",
            "local",
            "temp",
            "temporary",
            "unlogged",
            "unique",
            "recursive",
            "constraint",
            "trusted",
            "procedural",
            "default");

    /// First words of an object's kind that has two.
    private static final ImmutableSet<String> FIRST_OF_TWO =
            ImmutableSet.of("materialized", "foreign", "event", "access", "user", "operator", "large");

    /// The words that a statement of Postgres can begin with; any other is a syntax error (manual, part VI).
    private static final ImmutableSet<String> FIRST_WORDS = ImmutableSet.of(
            "alter",
            "analyse",
            "analyze",
            "call",
            "checkpoint",
            "cluster",
            "comment",
            "copy",
            "create",
            "do",
            "drop",
            "grant",
            "import",
            "lock",
            "merge",
            "reassign",
            "refresh",
            "reindex",
            "revoke",
            "security",
            "truncate",
            "vacuum");

    private final TokenCursor cursor;
    private final int from;

    private UtilityReader(TokenCursor cursor) {
        this.cursor = cursor;
        this.from = cursor.position();
    }

    /// The statement from token `from` up to `end`, which is not empty.
    ///
    /// @throws dev.kintsugi.error.RouterException 42601 if no statement begins like this
    static StatementShape.Utility read(TokenList tokens, int from, int end) {
        if (!FIRST_WORDS.contains(tokens.word(from))) {
            throw SyntaxErrors.unexpected(tokens, from);
        }
        try {
            return new UtilityReader(new TokenCursor(new Phrases(tokens, from, end), from)).read();
        } catch (Unreadable _) {
            return unknown(tokens.word(from).toUpperCase(Locale.ROOT));
        }
    }

    private StatementShape.Utility read() {
        var verb = verb();
        try {
            return tables(verb)
                    .map(tables -> new StatementShape.Utility(verb, tables, true))
                    .orElseGet(() -> unknown(verb));
        } catch (Unreadable _) {
            return unknown(verb);
        }
    }

    private static StatementShape.Utility unknown(String verb) {
        return new StatementShape.Utility(verb, ImmutableList.of(), false);
    }

    /// The command words; the cursor stands behind them then.
    private String verb() {
        var first = take();
        return switch (first) {
            case "create", "alter", "drop" -> first.toUpperCase(Locale.ROOT) + " " + object();
            case "refresh" -> (first + " " + take() + " " + take()).toUpperCase(Locale.ROOT);
            case "import", "security", "reassign" -> (first + " " + take()).toUpperCase(Locale.ROOT);
            default -> first.toUpperCase(Locale.ROOT);
        };
    }

    private String object() {
        boolean temporary = false;
        while (cursor.phrases().isIn(cursor.position(), MODIFIERS) && !cursor.is("default", "privileges")) {
            temporary |= cursor.is("temp") || cursor.is("temporary");
            take();
        }
        var word = take();
        boolean two = FIRST_OF_TWO.contains(word) || word.equals("default");
        var object = two ? word + " " + take() : word.equals("text") ? "text search " + textSearch() : word;
        return (temporary && object.equals("table") ? "temporary " + object : object).toUpperCase(Locale.ROOT);
    }

    private String textSearch() {
        cursor.expect("search");
        return take();
    }

    /// Any word; the empty string for something else.
    private String take() {
        if (!cursor.is(Kind.WORD)) {
            throw cursor.mismatch();
        }
        var word = cursor.tokens().word(cursor.position());
        cursor.seek(cursor.position() + 1);
        return word;
    }

    private Optional<ImmutableList<QualifiedName>> tables(String verb) {
        return switch (verb) {
            case "TRUNCATE" -> Optional.of(truncated());
            case "DROP TABLE" -> Optional.of(dropped());
            case "VACUUM", "ANALYZE" -> maintained();
            case "CREATE TABLE", "CREATE TEMPORARY TABLE" -> created();
            case "ALTER TABLE" -> altered();
            case "CREATE INDEX" -> Optional.of(indexed());
            case "COMMENT" -> commented();
            case "MERGE" ->
                Optional.of(
                        NameScan.names(cursor.tokens(), from, cursor.phrases().end()));
            default -> Optional.empty();
        };
    }

    private ImmutableList<QualifiedName> truncated() {
        cursor.accept("table");
        return list();
    }

    private ImmutableList<QualifiedName> dropped() {
        cursor.accept("if", "exists");
        return list();
    }

    /// `[ONLY] a [*], …`.
    private ImmutableList<QualifiedName> list() {
        var tables = ImmutableList.<QualifiedName>builder();
        do {
            cursor.accept("only");
            tables.add(cursor.qualifiedName());
            cursor.acceptOperator("*");
        } while (cursor.accept(Kind.COMMA));
        return tables.build();
    }

    /// VACUUM and ANALYZE; without a table they are about all of them.
    private Optional<ImmutableList<QualifiedName>> maintained() {
        if (cursor.isOpen()) {
            cursor.seek(cursor.phrases().close(cursor.position()) + 1);
        }
        while (cursor.is("full") || cursor.is("freeze") || cursor.is("verbose") || cursor.is("analyze")) {
            take();
        }
        if (cursor.position() == cursor.phrases().end()) {
            return Optional.empty();
        }
        var tables = ImmutableList.<QualifiedName>builder();
        do {
            cursor.accept("only");
            tables.add(cursor.qualifiedName());
            if (cursor.isOpen()) {
                cursor.nameList();
            }
        } while (cursor.accept(Kind.COMMA));
        return Optional.of(tables.build());
    }

    private Optional<ImmutableList<QualifiedName>> created() {
        if (cursor.is("if", "not")) {
            cursor.seek(cursor.position() + 2);
            cursor.expect("exists");
        }
        var table = cursor.qualifiedName();
        // CREATE TABLE … AS reads tables, and so may a partition's or child's definition
        return cursor.isOpen() && !mentions(cursor.phrases().close(cursor.position()), "as", "inherits", "execute")
                ? Optional.of(withReferences(table))
                : Optional.empty();
    }

    private Optional<ImmutableList<QualifiedName>> altered() {
        cursor.accept("if", "exists");
        cursor.accept("only");
        if (cursor.is("all")) {
            return Optional.empty();
        }
        var table = cursor.qualifiedName();
        return mentions(cursor.position(), "attach", "detach", "inherit", "of")
                ? Optional.empty()
                : Optional.of(withReferences(table));
    }

    private boolean mentions(int start, String... words) {
        for (int i = start; i < cursor.phrases().end(); i++) {
            for (var word : words) {
                if (cursor.phrases().is(i, word)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// With the tables that foreign keys and LIKE name.
    private ImmutableList<QualifiedName> withReferences(QualifiedName table) {
        var tables = ImmutableList.<QualifiedName>builder().add(table);
        for (int i = cursor.position(); i < cursor.phrases().end(); i++) {
            boolean other =
                    cursor.phrases().is(i, "references") || cursor.phrases().is(i, "like");
            if (other && cursor.phrases().isName(i + 1)) {
                tables.add(new TokenCursor(cursor.phrases(), i + 1).qualifiedName());
            }
        }
        return tables.build();
    }

    private ImmutableList<QualifiedName> indexed() {
        while (!cursor.is("on")) {
            take();
        }
        cursor.expect("on");
        cursor.accept("only");
        return ImmutableList.of(cursor.qualifiedName());
    }

    private Optional<ImmutableList<QualifiedName>> commented() {
        return cursor.accept("on", "table") ? Optional.of(ImmutableList.of(cursor.qualifiedName())) : Optional.empty();
    }
}
