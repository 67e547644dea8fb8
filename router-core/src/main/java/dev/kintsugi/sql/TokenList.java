package dev.kintsugi.sql;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;
import static com.google.common.base.Preconditions.checkPositionIndexes;

import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.sql.Token.Kind;
import dev.kintsugi.value.SqlLiteral;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The tokens of one SQL text, exactly as Postgres' scanner sees them; blanks and comments lie between them.
///
/// All offsets are bytes into [#sql], which nobody changes. Text is read as UTF-8; any encoding that keeps ASCII bytes
/// ASCII splits the same way. Immutable.
public final class TokenList {
    /// The longest text of one Query or Parse message, in tokens.
    public static final int MAX_TOKENS = 1_000_000;

    static final int MAX_NAME_BYTES = 63;

    private final byte[] sql;
    private final boolean standardConformingStrings;
    private final int offset;
    private final int characterOffset;
    private final int size;
    private final Kind[] kinds;
    private final int[] starts;
    private final int[] ends;
    private final int[] depths;
    private final int maxDepth;

    private TokenList(
            byte[] sql, boolean standardConformingStrings, int offset, int characterOffset, TokenColumns columns) {
        this.sql = sql;
        this.standardConformingStrings = standardConformingStrings;
        this.offset = offset;
        this.characterOffset = characterOffset;
        size = columns.size;
        kinds = columns.kinds;
        starts = columns.starts;
        ends = columns.ends;
        depths = columns.depths;
        maxDepth = Arrays.stream(depths, 0, size).max().orElse(0);
    }

    /// The tokens of `sql`, which must not change afterwards.
    ///
    /// Raises 42601 with Postgres' message and position for what its scanner refuses (unterminated quotes, trailing
    /// junk after a number …), 22021 for a NUL byte, and 54001 for more than [#MAX_TOKENS] tokens.
    public static TokenList scan(byte[] sql, boolean standardConformingStrings) {
        refuseNul(sql);
        var columns = new TokenColumns(Math.max(16, sql.length / 4));
        var lexer = new Lexer();
        lexer.reset(sql, 0, sql.length, standardConformingStrings);
        int depth = 0;
        while (lexer.next()) {
            if (columns.size == MAX_TOKENS) {
                throw tooManyTokens();
            }
            depth = columns.add(lexer.kind(), lexer.start(), lexer.end(), depth);
        }
        return new TokenList(sql, standardConformingStrings, 0, 0, columns);
    }

    private static void refuseNul(byte[] sql) {
        for (int i = 0; i < sql.length; i++) {
            if (sql[i] == 0) {
                throw SyntaxErrors.invalidBytes(sql, i, sql[i]);
            }
        }
    }

    static RouterException tooManyTokens() {
        return new RouterException(
                PgError.of(SqlState.STATEMENT_TOO_COMPLEX, "statement has more than " + MAX_TOKENS + " tokens")
                        .withHint("send the rows in several statements, or use COPY"));
    }

    /// The tokens from index `from` to `to` over a copy of exactly their text, with depths counted from the first
    /// one.
    public TokenList slice(int from, int to) {
        checkPositionIndexes(from, to, size);
        if (from == to) {
            return new TokenList(new byte[0], standardConformingStrings, offset, characterOffset, new TokenColumns(0));
        }
        int first = starts[from];
        var columns = new TokenColumns(to - from);
        for (int i = from; i < to; i++) {
            columns.append(kinds[i], starts[i] - first, ends[i] - first, Math.max(0, depths[i] - depths[from]));
        }
        return new TokenList(
                Arrays.copyOfRange(sql, first, ends[to - 1]),
                standardConformingStrings,
                offset + first,
                characterOffset + SyntaxErrors.characters(sql, 0, first),
                columns);
    }

    /// The text itself, to be read only.
    public byte[] sql() {
        return sql;
    }

    /// The setting the text was scanned under.
    public boolean standardConformingStrings() {
        return standardConformingStrings;
    }

    /// Where this text begins in the one that was scanned, in bytes; 0 unless it is a slice.
    public int offset() {
        return offset;
    }

    /// The same in characters: what an error's position in this text lacks to be a position in the scanned one.
    public int characterOffset() {
        return characterOffset;
    }

    /// How many tokens there are.
    public int size() {
        return size;
    }

    public Kind kind(int i) {
        checkElementIndex(i, size);
        return kinds[i];
    }

    /// The byte at which the token begins.
    public int start(int i) {
        checkElementIndex(i, size);
        return starts[i];
    }

    /// The byte behind the token.
    public int end(int i) {
        checkElementIndex(i, size);
        return ends[i];
    }

    /// How many parentheses and brackets are open around the token; those themselves have the depth outside.
    public int depth(int i) {
        checkElementIndex(i, size);
        return depths[i];
    }

    /// The deepest nesting; a cap on it bounds every recursion over the text.
    public int maxDepth() {
        return maxDepth;
    }

    /// One token as a value.
    public Token token(int i) {
        return new Token(kind(i), starts[i], ends[i], depths[i]);
    }

    /// The index of the token that begins at the byte, or -1 if none does.
    public int indexAt(int byteOffset) {
        int found = Arrays.binarySearch(starts, 0, size, byteOffset);
        return found < 0 ? -1 : found;
    }

    /// Whether there is a token `i`, and it is this unquoted word in any case; `lowerCase` is ASCII.
    public boolean isWord(int i, String lowerCase) {
        return i >= 0 && i < size && kinds[i] == Kind.WORD && Lexer.equalsFolded(sql, starts[i], ends[i], lowerCase);
    }

    /// Whether there is a token `i`, and it is an operator with exactly this spelling.
    public boolean isOperator(int i, String operator) {
        return is(i, Kind.OPERATOR) && hasText(i, operator);
    }

    /// Whether there is a token `i` of this kind.
    public boolean is(int i, Kind kind) {
        return i >= 0 && i < size && kinds[i] == kind;
    }

    /// Whether there is a token `i`, and it is of kind OTHER with this spelling (`;`, `:=`, `=>`, `..`).
    public boolean isOther(int i, String spelling) {
        return is(i, Kind.OTHER) && hasText(i, spelling);
    }

    private boolean hasText(int i, String ascii) {
        if (ends[i] - starts[i] != ascii.length()) {
            return false;
        }
        for (int k = 0; k < ascii.length(); k++) {
            if (sql[starts[i] + k] != ascii.charAt(k)) {
                return false;
            }
        }
        return true;
    }

    /// An unquoted word with its ASCII capitals folded, not truncated; the empty string for any other token.
    public String word(int i) {
        return kind(i) == Kind.WORD ? LiteralText.folded(sql, starts[i], ends[i]) : "";
    }

    /// The name that an identifier stands for: folded or unquoted, Unicode escapes resolved, and truncated to 63
    /// bytes at a character as Postgres does.
    ///
    /// Raises 42601 for a broken Unicode escape; it is a caller's error to ask for any other kind of token.
    public String identifier(int i) {
        checkArgument(isIdentifier(i), "token %s is no identifier", i);
        String name = kind(i) == Kind.WORD ? word(i) : LiteralText.quotedIdentifier(this, i);
        return LiteralText.truncate(name);
    }

    /// Whether there is a token `i`, and it is a word (key words included) or a quoted identifier.
    public boolean isIdentifier(int i) {
        return is(i, Kind.WORD) || is(i, Kind.QUOTED_IDENTIFIER);
    }

    /// The token as written.
    public String text(int i) {
        return text(i, i + 1);
    }

    /// The text from token `from` up to token `to` as written, comments between them included.
    public String text(int from, int to) {
        checkPositionIndexes(from, to, size);
        return from == to ? "" : new String(sql, starts[from], ends[to - 1] - starts[from], StandardCharsets.UTF_8);
    }

    /// Whether there is a token `i`, and it is a string constant of unknown type: `'…'`, `E'…'`, `U&'…'` or
    /// `$$…$$`. `N'…'` is none: Postgres types it bpchar, and so cuts its trailing blanks in comparisons.
    public boolean isStringLiteral(int i) {
        if (i < 0 || i >= size) {
            return false;
        }
        return switch (kind(i)) {
            case STRING, ESCAPE_STRING, UNICODE_STRING, DOLLAR_STRING -> true;
            case NATIONAL_STRING, BIT_STRING, HEX_STRING -> false;
            case WORD, QUOTED_IDENTIFIER, INTEGER, NUMERIC, PARAMETER, OPERATOR, TYPECAST, COMMA -> false;
            case OPEN_PARENTHESIS, CLOSE_PARENTHESIS, OPEN_BRACKET, CLOSE_BRACKET, DOT, OTHER -> false;
        };
    }

    /// Whether there is a token `i` that [#literal] can read: a string constant or a number.
    public boolean isLiteral(int i) {
        return isStringLiteral(i) || is(i, Kind.INTEGER) || is(i, Kind.NUMERIC);
    }

    /// The value of a string constant (escapes resolved, parts joined) or of a number: integers as plain decimal
    /// digits without leading zeros, other numbers as written without underscores.
    ///
    /// Raises 42601 or 22025 for a broken escape, 22021 if the bytes are no UTF-8, 0A000 where Postgres versions
    /// differ on the value. It is a caller's error to ask for what is not [#isLiteral] (bit, hex and national
    /// strings included).
    public SqlLiteral literal(int i) {
        checkArgument(isLiteral(i), "token %s is no plain literal", i);
        return isStringLiteral(i)
                ? new SqlLiteral.Quoted(LiteralText.string(this, i))
                : new SqlLiteral.Number(LiteralText.number(text(i)));
    }

    /// The number of a `$n`; only for PARAMETER.
    public int parameter(int i) {
        checkArgument(kind(i) == Kind.PARAMETER, "token %s is no parameter", i);
        return Integer.parseInt(text(i).substring(1));
    }

    @Override
    public String toString() {
        return new String(sql, StandardCharsets.UTF_8);
    }
}
