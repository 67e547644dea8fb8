package dev.kintsugi.sql;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import java.util.Locale;
import java.util.Optional;

/// Turns the text of one statement into its shape. Stateless; any thread may call.
public final class SqlAnalyzer {
    /// The longest statement that is read, in tokens.
    public static final int MAX_TOKENS = 200_000;

    private SqlAnalyzer() {}

    /// The shape of one statement, without a semicolon.
    ///
    /// What cannot be read for sure is `Opaque`, never an error. Raises 54001 for a statement beyond [#MAX_TOKENS]
    /// or nested deeper than [GrammarWriter#MAX_DEPTH], and 42601 for control statements that Postgres would
    /// refuse.
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
            case "explain" -> explain(tokens, from, end);
            case "copy" -> copy(tokens, from);
            default ->
                tokens.is(from, Token.Kind.OPEN_PARENTHESIS) ? query(tokens, from, end) : other(tokens, from, end);
        };
    }

    private static StatementShape other(TokenList tokens, int from, int end) {
        var control = ControlStatementParser.parse(tokens.slice(from, end));
        return control.isPresent() ? new StatementShape.Control(control.get()) : UtilityReader.read(tokens, from, end);
    }

    private static StatementShape explain(TokenList tokens, int from, int end) {
        try {
            var explain = ExplainReader.read(new Phrases(tokens, from, end), from);
            int start = explain.statement();
            var statement = analyze(tokens, start, end);
            if (statement instanceof StatementShape.Empty) {
                throw SyntaxErrors.unexpected(tokens, end);
            }
            var span = new Span(tokens.start(start), tokens.end(end - 1));
            return new StatementShape.Explain(explain.router(), explain.analyze(), statement, span);
        } catch (Unreadable e) {
            return opaque(tokens, from, end, e.reason());
        }
    }

    private static StatementShape copy(TokenList tokens, int from) {
        var parsed = from == 0 ? CopyStatementParser.parse(tokens) : Optional.<CopyHeader>empty();
        if (parsed.isEmpty() || parsed.get().endpoint() != CopyHeader.Endpoint.CLIENT) {
            return new StatementShape.Utility("COPY", ImmutableList.of(), false);
        }
        var header = parsed.get();
        return switch (header.source()) {
            case CopyHeader.Source.Table(var table, var _) when header.from() -> new StatementShape.CopyIn(table);
            case CopyHeader.Source.Table(var table, var columns) ->
                new StatementShape.CopyOut(new StatementShape.CopySource.OfTable(table, columns), header.format());
            case CopyHeader.Source.Query(var span, var first, var last) ->
                new StatementShape.CopyOut(
                        new StatementShape.CopySource.OfQuery(analyze(tokens, first, last), span), header.format());
        };
    }

    private static StatementShape query(TokenList tokens, int from, int end) {
        if (tokens.maxDepth() > GrammarWriter.MAX_DEPTH) {
            throw GrammarWriter.tooDeep();
        }
        try {
            return read(tokens, from, end);
        } catch (Unreadable e) {
            return opaque(tokens, from, end, e.reason());
        } catch (StackOverflowError _) {
            throw GrammarWriter.tooDeep();
        }
    }

    private static StatementShape read(TokenList tokens, int from, int end) {
        var phrases = new Phrases(tokens, from, end);
        var tree = Grammar.parse(GrammarText.of(phrases, from));
        var cursor = new TokenCursor(phrases, from);
        var shape = new QueryReader(cursor).statement(tree, end);
        cursor.check(cursor.position() == end);
        return shape;
    }

    private static StatementShape opaque(TokenList tokens, int from, int end, String message) {
        return new StatementShape.Opaque(verb(tokens, from, end), NameScan.names(tokens, from, end), message);
    }

    /// The strongest verb in the text: a WITH or EXPLAIN may write anywhere.
    private static String verb(TokenList tokens, int from, int end) {
        for (int i = from; i < end; i++) {
            var word = tokens.word(i);
            boolean writes = switch (word) {
                case "insert", "merge" -> tokens.isWord(i + 1, "into");
                case "delete" -> tokens.isWord(i + 1, "from");
                case "update" -> !tokens.isWord(i - 1, "for") && !tokens.isWord(i - 1, "key");
                default -> false;
            };
            if (writes) {
                return word.toUpperCase(Locale.ROOT);
            }
        }
        return "SELECT";
    }
}
