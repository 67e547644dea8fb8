package dev.kintsugi.sql;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import java.util.Locale;

/// Turns the text of one statement into its shape. Stateless; any thread may call.
public final class SqlAnalyzer {
    /// The longest statement that is read, in tokens.
    public static final int MAX_TOKENS = 200_000;

    private SqlAnalyzer() {}

    /// The shape of one statement, without a semicolon.
    ///
    /// What cannot be read for sure is `Opaque`, never an error. Raises 54001 for a statement beyond [#MAX_TOKENS] or nested deeper
    /// than [GrammarText#MAX_DEPTH], and 42601 for control statements that Postgres would refuse.
    public static StatementShape analyze(TokenList statement) {
        if (statement.size() > MAX_TOKENS) {
            throw tooLong(statement.size());
        }
        return analyze(statement, 0, statement.size());
    }

    private static RouterException tooLong(int size) {
        return new RouterException(PgError.of(SqlState.STATEMENT_TOO_COMPLEX, "statement is too long")
                .withDetail("it has %d tokens, the limit is %d".formatted(size, MAX_TOKENS))
                .withHint("send the rows in several statements, or use COPY"));
    }

    private static StatementShape analyze(TokenList tokens, int from, int end) {
        if (from == end) {
            return new StatementShape.Empty();
        }
        return switch (tokens.word(from)) {
            case "select", "with", "values", "table", "insert", "update", "delete" -> query(tokens, from, end);
            default -> tokens.is(from, Token.Kind.OPEN_PARENTHESIS) ? query(tokens, from, end) : opaque(tokens, from, end, "");
        };
    }

    private static StatementShape query(TokenList tokens, int from, int end) {
        if (tokens.maxDepth() > GrammarText.MAX_DEPTH) {
            throw GrammarText.tooDeep();
        }
        try {
            return read(tokens, from, end);
        } catch (Unreadable e) {
            return opaque(tokens, from, end, e.reason());
        } catch (StackOverflowError _) {
            throw GrammarText.tooDeep();
        }
    }

    private static StatementShape read(TokenList tokens, int from, int end) {
        var phrases = new Phrases(tokens, end);
        var tree = Grammar.parse(GrammarText.of(phrases, from));
        var cursor = new TokenCursor(phrases, from);
        var shape = new QueryReader(cursor).statement(tree, end);
        cursor.check(cursor.position() == end);
        return shape;
    }

    private static StatementShape opaque(TokenList tokens, int from, int end, String message) {
        return new StatementShape.Opaque(
                verb(tokens, from), ImmutableList.copyOf(NameScan.names(tokens, from, end)), message);
    }

    private static String verb(TokenList tokens, int from) {
        return tokens.word(from).toUpperCase(Locale.ROOT);
    }
}
