package dev.kintsugi.sql;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import java.util.BitSet;
import java.util.Locale;
import java.util.Optional;

/// Turns the text of one statement into its shape. Used once inside; any thread may call [#analyze].
public final class SqlAnalyzer {
    /// The longest statement that is read, in tokens.
    public static final int MAX_TOKENS = 200_000;

    private final TokenList tokens;
    private final BitSet slots = new BitSet();

    private SqlAnalyzer(TokenList tokens) {
        this.tokens = tokens;
    }

    /// A shape, and the numbers, ascending, of the constants that it was read from by value: whoever has the same
    /// text but for other constants has the same shape.
    public record Analysis(StatementShape shape, ImmutableIntArray fixed) {}

    /// The shape of one statement, without a semicolon.
    ///
    /// What cannot be read for sure is `Opaque`, never an error. Raises 54001 for a statement beyond [#MAX_TOKENS]
    /// or nested deeper than [GrammarWriter#MAX_DEPTH], and 42601 for control statements that Postgres would
    /// refuse.
    public static Analysis analyze(TokenList statement) {
        if (statement.size() > MAX_TOKENS) {
            throw tooLong(statement.size());
        }
        var analyzer = new SqlAnalyzer(statement);
        var shape = analyzer.analyze(0, statement.size());
        return new Analysis(shape, analyzer.fixed());
    }

    /// Every constant is fixed unless a reader took it for a slot: nobody can have looked at the value of those.
    private ImmutableIntArray fixed() {
        var fixed = ImmutableIntArray.builder();
        int number = 0;
        for (int i = 0; i < tokens.size(); i++) {
            if (Phrases.isConstant(tokens, i)) {
                if (!slots.get(number)) {
                    fixed.add(number);
                }
                number++;
            }
        }
        return fixed.build();
    }

    private static RouterException tooLong(int size) {
        return new RouterException(PgError.of(SqlState.STATEMENT_TOO_COMPLEX, "statement is too long")
                .withDetail("it has %d tokens, the limit is %d".formatted(size, MAX_TOKENS))
                .withHint("send the rows in several statements, or use COPY"));
    }

    private StatementShape analyze(int from, int end) {
        if (from == end) {
            return new StatementShape.Empty();
        }
        return switch (tokens.word(from)) {
            case "select", "with", "values", "table", "insert", "update", "delete" -> query(from, end);
            case "explain" -> explain(from, end);
            case "copy" -> copy(from);
            default -> tokens.is(from, Token.Kind.OPEN_PARENTHESIS) ? query(from, end) : other(from, end);
        };
    }

    private StatementShape other(int from, int end) {
        var control = ControlStatementParser.parse(tokens.slice(from, end));
        return control.isPresent() ? new StatementShape.Control(control.get()) : UtilityReader.read(tokens, from, end);
    }

    private StatementShape explain(int from, int end) {
        try {
            var explain = ExplainReader.read(new Phrases(tokens, from, end), from);
            int start = explain.statement();
            var statement = analyze(start, end);
            if (statement instanceof StatementShape.Empty) {
                throw SyntaxErrors.unexpected(tokens, end);
            }
            var span = new Span(tokens.start(start), tokens.end(end - 1));
            return new StatementShape.Explain(explain.options(), statement, span);
        } catch (Unreadable e) {
            return opaque(from, end, e.reason());
        }
    }

    private StatementShape copy(int from) {
        var parsed = from == 0 ? CopyStatementParser.parse(tokens) : Optional.<CopyHeader>empty();
        if (parsed.isEmpty() || parsed.get().endpoint() != CopyHeader.Endpoint.CLIENT) {
            return new StatementShape.Utility("COPY", ImmutableList.of(), false);
        }
        var header = parsed.get();
        return switch (header.source()) {
            case CopyHeader.Source.Table(var table, var columns)
            when header.from() -> new StatementShape.CopyIn(table, columns, header.format(), header.input());
            case CopyHeader.Source.Table(var table, var columns) ->
                new StatementShape.CopyOut(new StatementShape.CopySource.OfTable(table, columns), header.format());
            case CopyHeader.Source.Query(var span, var first, var last) ->
                new StatementShape.CopyOut(
                        new StatementShape.CopySource.OfQuery(analyze(first, last), span), header.format());
        };
    }

    private StatementShape query(int from, int end) {
        if (tokens.maxDepth() > GrammarWriter.MAX_DEPTH) {
            throw GrammarWriter.tooDeep();
        }
        try {
            return read(from, end);
        } catch (Unreadable e) {
            return opaque(from, end, e.reason());
        } catch (StackOverflowError _) {
            throw GrammarWriter.tooDeep();
        }
    }

    private StatementShape read(int from, int end) {
        var phrases = new Phrases(tokens, from, end);
        var tree = Grammar.parse(GrammarText.of(phrases, from));
        var cursor = new TokenCursor(phrases, from);
        var shape = new QueryReader(cursor).statement(tree, end);
        cursor.check(cursor.position() == end);
        slots.or(cursor.slots());
        return shape;
    }

    private StatementShape opaque(int from, int end, String message) {
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
