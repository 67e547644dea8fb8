package dev.kintsugi.sql;

import static dev.kintsugi.sql.ByteClass.continuesWord;
import static dev.kintsugi.sql.ByteClass.fold;
import static dev.kintsugi.sql.ByteClass.isDigit;
import static dev.kintsugi.sql.ByteClass.isNewline;
import static dev.kintsugi.sql.ByteClass.startsWord;

import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.sql.Token.Kind;

/// Postgres' scanner over bytes: steps from token to token without allocating; [TokenList] keeps what it finds.
///
/// One token more than Postgres has: `U&'…' UESCAPE 'c'` is a single one, since its value is. Reusable, one thread.
/// Source: PostgreSQL manual, section 4.1; the rules are those of version 17.
final class Lexer {
    private static final byte[] NO_BYTES = {};

    /// What the bytes between two quotes may do.
    private enum Quoting {
        /// `''` stands for a quote
        DOUBLED,
        /// the same, and a backslash escapes what follows
        ESCAPED,
        /// the first quote ends it
        BITS
    }

    private byte[] sql = NO_BYTES;
    private boolean standardConformingStrings = true;
    private int limit;
    private int start;
    private int end;
    private Kind kind = Kind.OTHER;

    /// Begins anew with the bytes from `from` to `to`.
    void reset(byte[] text, int from, int to, boolean standardStrings) {
        sql = text;
        standardConformingStrings = standardStrings;
        start = from;
        end = from;
        limit = to;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    Kind kind() {
        return kind;
    }

    /// Steps to the next token; false at the end. Raises 42601 for what Postgres' scanner refuses.
    boolean next() {
        start = skipBlanks(end);
        if (start >= limit) {
            end = limit;
            return false;
        }
        byte first = sql[start];
        switch (ByteClass.of(first)) {
            case WORD_START -> word(first);
            case DIGIT -> number();
            case QUOTE -> token(Kind.STRING, quoted(start + 1, plainQuoting()));
            case DOUBLE_QUOTE -> token(Kind.QUOTED_IDENTIFIER, quotedIdentifier(start + 1));
            case DOLLAR -> dollar();
            case OPERATOR -> operator();
            case DOT -> dot();
            case COLON -> colon();
            case COMMA -> token(Kind.COMMA, start + 1);
            case OPEN_PARENTHESIS -> token(Kind.OPEN_PARENTHESIS, start + 1);
            case CLOSE_PARENTHESIS -> token(Kind.CLOSE_PARENTHESIS, start + 1);
            case OPEN_BRACKET -> token(Kind.OPEN_BRACKET, start + 1);
            case CLOSE_BRACKET -> token(Kind.CLOSE_BRACKET, start + 1);
            case OTHER -> other(first);
            case BLANK -> throw new AssertionError("blanks were skipped");
        }
        return true;
    }

    private void token(Kind newKind, int newEnd) {
        kind = newKind;
        end = newEnd;
    }

    private void other(byte first) {
        if (first == 0) {
            throw SyntaxErrors.invalidBytes(sql, start, first);
        }
        token(Kind.OTHER, start + 1);
    }

    private boolean is(int index, int expected) {
        return index < limit && sql[index] == expected;
    }

    private Quoting plainQuoting() {
        return standardConformingStrings ? Quoting.DOUBLED : Quoting.ESCAPED;
    }

    private int skipBlanks(int from) {
        int p = from;
        while (p < limit) {
            if (ByteClass.of(sql[p]) == ByteClass.BLANK) {
                p++;
            } else if (sql[p] == '-' && is(p + 1, '-')) {
                p = lineEnd(sql, p, limit);
            } else if (sql[p] == '/' && is(p + 1, '*')) {
                p = commentEnd(p);
            } else {
                return p;
            }
        }
        return limit;
    }

    private static int lineEnd(byte[] sql, int from, int limit) {
        int p = from;
        while (p < limit && !isNewline(sql[p])) {
            p++;
        }
        return p;
    }

    private int commentEnd(int from) {
        int depth = 1;
        int p = from + 2;
        while (p + 1 < limit) {
            if (sql[p] == '*' && sql[p + 1] == '/') {
                p += 2;
                if (--depth == 0) {
                    return p;
                }
            } else if (sql[p] == '/' && sql[p + 1] == '*') {
                depth++;
                p += 2;
            } else {
                p++;
            }
        }
        throw SyntaxErrors.near(sql, from, limit, "unterminated /* comment");
    }

    private void word(byte first) {
        if (is(start + 1, '\'')) {
            switch (fold(first)) {
                case 'e' -> token(Kind.ESCAPE_STRING, quoted(start + 2, Quoting.ESCAPED));
                case 'n' -> token(Kind.NATIONAL_STRING, quoted(start + 2, plainQuoting()));
                case 'b' -> token(Kind.BIT_STRING, quoted(start + 2, Quoting.BITS));
                case 'x' -> token(Kind.HEX_STRING, quoted(start + 2, Quoting.BITS));
                default -> token(Kind.WORD, start + 1);
            }
        } else if (fold(first) == 'u' && is(start + 1, '&') && is(start + 2, '\'')) {
            if (!standardConformingStrings) {
                throw SyntaxErrors.at(
                        sql,
                        start,
                        SqlState.FEATURE_NOT_SUPPORTED,
                        "unsafe use of string constant with Unicode escapes");
            }
            token(Kind.UNICODE_STRING, unicodeEscapeEnd(quoted(start + 3, Quoting.DOUBLED)));
        } else if (fold(first) == 'u' && is(start + 1, '&') && is(start + 2, '"')) {
            token(Kind.QUOTED_IDENTIFIER, unicodeEscapeEnd(quotedIdentifier(start + 3)));
        } else {
            token(Kind.WORD, wordEnd(start + 1));
        }
    }

    private int wordEnd(int from) {
        int p = from;
        while (p < limit && continuesWord(sql[p])) {
            p++;
        }
        return p;
    }

    /// The end of a string whose first part begins at `from`, behind its quote.
    private int quoted(int from, Quoting quoting) {
        int p = from;
        while (p < limit) {
            byte b = sql[p];
            if (b == '\\' && quoting == Quoting.ESCAPED) {
                p += 2;
            } else if (b != '\'') {
                p++;
            } else if (quoting != Quoting.BITS && is(p + 1, '\'')) {
                p += 2;
            } else {
                int next = continuation(sql, p + 1, limit);
                if (next < 0) {
                    return p + 1;
                }
                p = next;
            }
        }
        throw SyntaxErrors.near(
                sql,
                start,
                limit,
                switch (fold(sql[start])) {
                    case 'b' -> "unterminated bit string literal";
                    case 'x' -> "unterminated hexadecimal string literal";
                    default -> "unterminated quoted string";
                });
    }

    /// Where a string that was closed before `from` goes on (behind the new opening quote), or -1: the parts of one
    /// string must be separated by blanks and line comments with at least one newline.
    static int continuation(byte[] sql, int from, int limit) {
        boolean newline = false;
        int p = from;
        while (p < limit) {
            byte b = sql[p];
            if (ByteClass.of(b) == ByteClass.BLANK) {
                newline |= isNewline(b);
                p++;
            } else if (b == '-' && p + 1 < limit && sql[p + 1] == '-') {
                p = lineEnd(sql, p, limit);
            } else {
                return newline && b == '\'' ? p + 1 : -1;
            }
        }
        return -1;
    }

    private int quotedIdentifier(int from) {
        int p = from;
        while (p < limit) {
            if (sql[p] != '"') {
                p++;
            } else if (is(p + 1, '"')) {
                p += 2;
            } else if (p == from) {
                throw SyntaxErrors.near(sql, start, p + 1, "zero-length delimited identifier");
            } else {
                return p + 1;
            }
        }
        throw SyntaxErrors.near(sql, start, limit, "unterminated quoted identifier");
    }

    /// Extends a `U&` token that ends at `bodyEnd` by the UESCAPE clause, if it has one.
    private int unicodeEscapeEnd(int bodyEnd) {
        int p = skipBlanks(bodyEnd);
        int afterWord = wordEnd(p);
        if (afterWord - p != 7 || !equalsFolded(sql, p, afterWord, "uescape")) {
            return bodyEnd;
        }
        int string = skipBlanks(afterWord);
        if (is(string, '\'')) {
            return quoted(string + 1, plainQuoting());
        }
        if (string < limit && fold(sql[string]) == 'e' && is(string + 1, '\'')) {
            return quoted(string + 2, Quoting.ESCAPED);
        }
        throw SyntaxErrors.near(
                sql, string, Math.min(limit, string + 1), "UESCAPE must be followed by a simple string literal");
    }

    /// Whether the range holds the ASCII word, whatever its case.
    static boolean equalsFolded(byte[] sql, int from, int to, String lowerCase) {
        if (to - from != lowerCase.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (fold(sql[i]) != lowerCase.charAt(i - from)) {
                return false;
            }
        }
        return true;
    }

    private void dollar() {
        int p = start + 1;
        while (p < limit && isDigit(sql[p])) {
            p++;
        }
        if (p > start + 1) {
            parameter(p);
            return;
        }
        while (p < limit && sql[p] != '$' && continuesWord(sql[p])) {
            p++;
        }
        // a tag cannot begin with a digit: that was a parameter
        if (is(p, '$')) {
            token(Kind.DOLLAR_STRING, dollarStringEnd(p + 1));
        } else {
            token(Kind.OTHER, start + 1);
        }
    }

    private void parameter(int digitsEnd) {
        if (digitsEnd < limit && startsWord(sql[digitsEnd])) {
            throw SyntaxErrors.near(sql, start, wordEnd(digitsEnd), "trailing junk after parameter");
        }
        long number = 0;
        for (int i = start + 1; i < digitsEnd; i++) {
            number = Math.min(number * 10 + (sql[i] - '0'), 1L << 40);
        }
        if (number > Integer.MAX_VALUE) {
            throw SyntaxErrors.near(sql, start, digitsEnd, "parameter number too large");
        }
        token(Kind.PARAMETER, digitsEnd);
    }

    private int dollarStringEnd(int bodyStart) {
        int delimiterLength = bodyStart - start;
        for (int p = bodyStart; p + delimiterLength <= limit; p++) {
            if (sql[p] == '$' && matches(p, delimiterLength)) {
                return p + delimiterLength;
            }
        }
        throw SyntaxErrors.near(sql, start, limit, "unterminated dollar-quoted string");
    }

    private boolean matches(int at, int length) {
        for (int i = 1; i < length; i++) {
            if (sql[at + i] != sql[start + i]) {
                return false;
            }
        }
        return true;
    }

    private void operator() {
        int p = start + 1;
        while (p < limit && ByteClass.of(sql[p]) == ByteClass.OPERATOR && !startsComment(p)) {
            p++;
        }
        while (p - start > 1 && (sql[p - 1] == '+' || sql[p - 1] == '-') && !keepsTrailingSign(p - 1)) {
            p--;
        }
        if (p - start >= TokenList.MAX_NAME_BYTES + 1) {
            throw SyntaxErrors.near(sql, start, p, "operator too long");
        }
        boolean namesArgument = p - start == 2 && sql[start] == '=' && sql[start + 1] == '>';
        token(namesArgument ? Kind.OTHER : Kind.OPERATOR, p);
    }

    private boolean startsComment(int p) {
        return (sql[p] == '-' && is(p + 1, '-')) || (sql[p] == '/' && is(p + 1, '*'));
    }

    /// Whether the operator's bytes before `to` let it end in + or -, which SQL's own operators never do.
    private boolean keepsTrailingSign(int to) {
        for (int i = start; i < to; i++) {
            switch (sql[i]) {
                case '~', '!', '@', '#', '^', '&', '|', '`', '?', '%' -> {
                    return true;
                }
                default -> {}
            }
        }
        return false;
    }

    private void dot() {
        if (start + 1 < limit && isDigit(sql[start + 1])) {
            number();
        } else if (is(start + 1, '.')) {
            token(Kind.OTHER, start + 2);
        } else {
            token(Kind.DOT, start + 1);
        }
    }

    private void colon() {
        if (is(start + 1, ':')) {
            token(Kind.TYPECAST, start + 2);
        } else {
            token(Kind.OTHER, is(start + 1, '=') ? start + 2 : start + 1);
        }
    }

    private void number() {
        int radix = sql[start] == '0' && start + 1 < limit ? radix(fold(sql[start + 1])) : 10;
        if (radix != 10) {
            int p = digits(start + 2, radix, true);
            if (p == start + 2 || (p < limit && continuesWord(sql[p]))) {
                throw brokenRadixNumber(radix);
            }
            token(Kind.INTEGER, p);
            return;
        }
        int p = digits(start, 10, false);
        boolean fraction = is(p, '.') && !is(p + 1, '.');
        if (fraction) {
            p = digits(p + 1, 10, false);
        }
        int exponent = exponentEnd(p);
        boolean numeric = fraction || exponent > p;
        p = exponent;
        if (p < limit && startsWord(sql[p])) {
            throw SyntaxErrors.near(sql, start, junkEnd(p), "trailing junk after numeric literal");
        }
        token(numeric ? Kind.NUMERIC : Kind.INTEGER, p);
    }

    private int junkEnd(int from) {
        boolean brokenExponent = fold(sql[from]) == 'e' && (is(from + 1, '+') || is(from + 1, '-'));
        return brokenExponent ? from + 2 : wordEnd(from);
    }

    private static int radix(byte letter) {
        return switch (letter) {
            case 'x' -> 16;
            case 'o' -> 8;
            case 'b' -> 2;
            default -> 10;
        };
    }

    /// The end of digits that single underscores may separate; behind a radix prefix the first may have one too.
    private int digits(int from, int radix, boolean leadingUnderscore) {
        int p = from;
        while (p < limit) {
            boolean underscore = sql[p] == '_' && (p > from || leadingUnderscore);
            int digit = underscore ? p + 1 : p;
            if (digit >= limit || Character.digit(sql[digit], radix) < 0) {
                return p;
            }
            p = digit + 1;
        }
        return p;
    }

    private int exponentEnd(int from) {
        if (from >= limit || fold(sql[from]) != 'e') {
            return from;
        }
        int p = is(from + 1, '+') || is(from + 1, '-') ? from + 2 : from + 1;
        int digitsEnd = digits(p, 10, false);
        return digitsEnd > p ? digitsEnd : from;
    }

    private RouterException brokenRadixNumber(int radix) {
        int tail = wordEnd(start + 1);
        boolean nothingFollows = tail == start + 2 || (tail == start + 3 && sql[start + 2] == '_');
        String message = "trailing junk after numeric literal";
        if (nothingFollows) {
            message = "invalid " + (radix == 16 ? "hexadecimal" : radix == 8 ? "octal" : "binary") + " integer";
        }
        return SyntaxErrors.near(sql, start, tail, message);
    }
}
