package dev.kintsugi.sql;

import com.google.common.collect.ImmutableSet;
import dev.kintsugi.sql.Token.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Rewrites a statement, byte for byte in place, into one that JSqlParser lexes as Postgres lexes the original.
///
/// JSqlParser has its own idea of backslashes, comments, operators and quoted names. In the mask nothing is left to
/// differ about: every token keeps its place, so a parser offset (from 1) less 1 is a byte offset of the original,
/// and whoever needs a name, number or string reads it *from the original tokens*, never from the parser's tree.
///
/// - string, bit and hex constants of every kind, continuations included, become `'xxx'`;
/// - numbers JSqlParser cannot read (`0x1F`, `1_000`) become digits;
/// - names with odd characters become `"zzz"`, and words with non-ASCII bytes `zzz`;
/// - words that are key words to JSqlParser only (`key`, `final`, `settings`, `file` …) and reserved words that serve as
///   a column's label (`t.order`, `AS true`) become `zzz`;
/// - an infix operator other than arithmetic and comparison becomes `||`, or `|` if it has one byte: both bind tighter
///   than a comparison, as Postgres' do. That takes in `&&`, which JSqlParser believes to be AND;
/// - a prefix operator other than a single + or - becomes `~`, so that nobody takes its operand for a plain constant:
///   **a `~` in the parser's tree means "some operator"**;
/// - `OPERATOR(schema.op)` becomes one of these two;
/// - comments and odd blanks become spaces.
public final class ParserMask {
    /// Operators that mean and bind the same for both parsers.
    private static final ImmutableSet<String> SHARED_OPERATORS =
            ImmutableSet.of("+", "-", "*", "/", "%", "^", "=", "<", ">", "<=", ">=", "<>", "!=");

    /// Key words behind which an operand begins, so that an operator there is a prefix.
    private static final ImmutableSet<String> BEFORE_OPERAND = ImmutableSet.of(
            "all", "and", "any", "array", "between", "by", "case", "distinct", "else", "escape", "filter", "for", "from",
            "having", "if", "ilike", "in", "is", "like", "limit", "not", "offset", "on", "or", "over", "returning",
            "select", "set", "similar", "some", "symmetric", "then", "to", "using", "values", "when", "where", "with");

    private final TokenList tokens;
    private final byte[] mask;

    private ParserMask(TokenList tokens) {
        this.tokens = tokens;
        mask = new byte[tokens.sql().length];
        Arrays.fill(mask, (byte) ' ');
    }

    /// The mask: as many characters as the text has bytes, all of them ASCII.
    public static String mask(TokenList tokens) {
        var masked = new ParserMask(tokens);
        int i = 0;
        while (i < tokens.size()) {
            i = masked.put(i);
        }
        return new String(masked.mask, StandardCharsets.ISO_8859_1);
    }

    /// Masks the token and returns the index of the next one.
    private int put(int i) {
        switch (tokens.kind(i)) {
            case WORD -> {
                return word(i);
            }
            case QUOTED_IDENTIFIER -> quotedIdentifier(i);
            case STRING, ESCAPE_STRING, UNICODE_STRING, DOLLAR_STRING, NATIONAL_STRING, BIT_STRING, HEX_STRING ->
                quote(i, '\'', 'x');
            case INTEGER -> integer(i);
            case NUMERIC -> numeric(i);
            case OPERATOR -> {
                return operator(i);
            }
            case PARAMETER, TYPECAST, COMMA, OPEN_PARENTHESIS, CLOSE_PARENTHESIS -> keep(i);
            case OPEN_BRACKET, CLOSE_BRACKET, DOT, OTHER -> keep(i);
        }
        return i + 1;
    }

    private void keep(int i) {
        for (int p = tokens.start(i); p < tokens.end(i); p++) {
            byte b = tokens.sql()[p];
            mask[p] = b < 0 ? (byte) '?' : b;
        }
    }

    private void quote(int i, char delimiter, char filler) {
        Arrays.fill(mask, tokens.start(i), tokens.end(i), (byte) filler);
        mask[tokens.start(i)] = (byte) delimiter;
        mask[tokens.end(i) - 1] = (byte) delimiter;
    }

    private int word(int i) {
        if (tokens.isWord(i, "operator") && tokens.is(i + 1, Kind.OPEN_PARENTHESIS)) {
            int close = explicitOperatorEnd(i);
            if (close > 0) {
                unknownOperator(tokens.start(i), tokens.end(close), followsOperand(i));
                return close + 1;
            }
        }
        if (MaskedWords.isMasked(tokens, i)) {
            Arrays.fill(mask, tokens.start(i), tokens.end(i), (byte) 'z');
        } else {
            keep(i);
        }
        return i + 1;
    }

    /// The closing parenthesis of `OPERATOR(a.b.<>)`, or -1.
    private int explicitOperatorEnd(int i) {
        int p = i + 2;
        while (tokens.isIdentifier(p) && tokens.is(p + 1, Kind.DOT)) {
            p += 2;
        }
        return tokens.is(p, Kind.OPERATOR) && tokens.is(p + 1, Kind.CLOSE_PARENTHESIS) ? p + 1 : -1;
    }

    private void quotedIdentifier(int i) {
        for (int p = tokens.start(i) + 1; p < tokens.end(i) - 1; p++) {
            byte b = tokens.sql()[p];
            boolean plain = b > 0 && (ByteClass.startsWord(b) || ByteClass.isDigit(b) || b == ' ');
            if (!plain) {
                // two quoted names side by side would become one
                boolean behindQuote = tokens.start(i) > 0 && mask[tokens.start(i) - 1] == '"';
                quote(i, behindQuote ? 'z' : '"', 'z');
                return;
            }
        }
        keep(i);
    }

    private void integer(int i) {
        boolean plain = true;
        for (int p = tokens.start(i); p < tokens.end(i); p++) {
            plain &= ByteClass.isDigit(tokens.sql()[p]);
        }
        if (plain) {
            keep(i);
        } else {
            Arrays.fill(mask, tokens.start(i), tokens.end(i), (byte) '0');
        }
    }

    private void numeric(int i) {
        keep(i);
        for (int p = tokens.start(i); p < tokens.end(i); p++) {
            if (mask[p] == '_') {
                mask[p] = '0';
            }
        }
    }

    private int operator(int i) {
        boolean infix = followsOperand(i);
        if (!infix && !isStar(i)) {
            return prefixOperators(i);
        }
        if (isStar(i) || SHARED_OPERATORS.contains(tokens.text(i))) {
            keep(i);
        } else {
            unknownOperator(tokens.start(i), tokens.end(i), infix);
        }
        return i + 1;
    }

    private boolean isStar(int i) {
        return tokens.isOperator(i, "*");
    }

    private boolean isSign(int i) {
        return tokens.isOperator(i, "-") || tokens.isOperator(i, "+");
    }

    /// A single sign stays; any other run of prefix operators becomes one `~`, which keeps the run's place.
    private int prefixOperators(int first) {
        int behind = first + 1;
        while (tokens.is(behind, Kind.OPERATOR) && !isStar(behind)) {
            behind++;
        }
        int start = tokens.start(first);
        boolean glued = followsOperator(first) && ByteClass.of(mask[start - 1]) == ByteClass.OPERATOR;
        if (behind == first + 1 && isSign(first)) {
            keep(first);
        } else if (glued) {
            // `=- -1`: a ~ would melt into the operator before it, so leave what the parser will refuse
            for (int i = first; i < behind; i++) {
                mask[tokens.start(i)] = (byte) (isSign(i) ? tokens.sql()[tokens.start(i)] : '~');
            }
        } else {
            unknownOperator(start, tokens.end(first), false);
        }
        return behind;
    }

    private boolean followsOperator(int i) {
        return i > 0
                && tokens.end(i - 1) == tokens.start(i)
                && (tokens.is(i - 1, Kind.OPERATOR) || tokens.isOther(i - 1, "=>"));
    }

    private void unknownOperator(int start, int end, boolean infix) {
        if (!infix) {
            mask[start] = '~';
            return;
        }
        mask[start] = '|';
        if (end - start > 1) {
            mask[start + 1] = '|';
        }
    }

    /// Whether what stands before the token can end an operand, so that an operator there is an infix one.
    private boolean followsOperand(int i) {
        if (i == 0) {
            return false;
        }
        return switch (tokens.kind(i - 1)) {
            case WORD -> tokens.is(i - 2, Kind.DOT) || !BEFORE_OPERAND.contains(tokens.word(i - 1));
            case QUOTED_IDENTIFIER, PARAMETER, INTEGER, NUMERIC, CLOSE_PARENTHESIS, CLOSE_BRACKET -> true;
            case STRING, ESCAPE_STRING, UNICODE_STRING, DOLLAR_STRING, NATIONAL_STRING, BIT_STRING, HEX_STRING -> true;
            case OPERATOR, TYPECAST, COMMA, OPEN_PARENTHESIS, OPEN_BRACKET, DOT, OTHER -> false;
        };
    }
}
