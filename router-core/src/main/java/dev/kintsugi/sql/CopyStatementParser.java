package dev.kintsugi.sql;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.sql.CopyHeader.Endpoint;
import dev.kintsugi.sql.CopyHeader.Source;
import dev.kintsugi.sql.Token.Kind;
import java.util.Optional;

/// Reads COPY from its tokens.
public final class CopyStatementParser {
    private final TokenReader reader;
    private final CopyOptions options;

    private CopyStatementParser(TokenReader reader) {
        this.reader = reader;
        options = new CopyOptions(reader);
    }

    /// The COPY that the tokens of one statement (no semicolon behind it) are, or empty if they begin another kind.
    ///
    /// `unsupportedOption` of the format names, in upper case, the first option that neither it nor, for COPY FROM,
    /// the input has a field for (`ENCODING`, `FORCE_QUOTE` …). Raises 42601 `syntax error at or near "…"` where
    /// Postgres' grammar would, and Postgres' own errors for unknown, repeated or ill-typed options.
    public static Optional<CopyHeader> parse(TokenList tokens) {
        var reader = new TokenReader(tokens);
        return reader.take("copy") ? Optional.of(new CopyStatementParser(reader).copy()) : Optional.empty();
    }

    private CopyHeader copy() {
        boolean query = reader.take(Kind.OPEN_PARENTHESIS);
        Source source = query ? query() : table();
        boolean from = !query && reader.take("from");
        if (!from) {
            reader.expect("to");
        }
        Endpoint endpoint = endpoint();
        if (!query) {
            options.oldDelimiters();
        }
        var format = options.read(from);
        reader.expectEnd();
        return new CopyHeader(source, from, endpoint, format, options.input());
    }

    /// The reader stands behind the parenthesis.
    private Source query() {
        var tokens = reader.tokens();
        int first = reader.position();
        int depth = tokens.depth(first - 1);
        int last;
        do {
            last = reader.takeAny();
        } while (!tokens.is(last, Kind.CLOSE_PARENTHESIS) || tokens.depth(last) != depth);
        if (last == first) {
            throw SyntaxErrors.unexpected(tokens, last);
        }
        return new Source.Query(new Span(tokens.start(first), tokens.end(last - 1)), first, last);
    }

    private Source table() {
        // "binary" is no name unless it is quoted
        if (reader.take("binary")) {
            options.binary();
        }
        QualifiedName table = reader.qualifiedName();
        var columns = ImmutableList.<String>builder();
        if (reader.take(Kind.OPEN_PARENTHESIS)) {
            do {
                columns.add(reader.name());
            } while (reader.take(Kind.COMMA));
            reader.expect(Kind.CLOSE_PARENTHESIS);
        }
        return new Source.Table(table, columns.build());
    }

    private Endpoint endpoint() {
        // Postgres lets both words stand for either direction
        if (reader.take("stdin") || reader.take("stdout")) {
            return Endpoint.CLIENT;
        }
        Endpoint endpoint = reader.take("program") ? Endpoint.PROGRAM : Endpoint.FILE;
        reader.string();
        return endpoint;
    }
}
