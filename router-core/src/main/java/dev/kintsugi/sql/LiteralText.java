package dev.kintsugi.sql;

import com.google.common.base.CharMatcher;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// What a quoted token stands for: quotes undoubled, escapes resolved, continued parts joined.
final class LiteralText {
    private final byte[] sql;
    private final boolean standardConformingStrings;
    private final int tokenStart;
    private final int end;
    private final ByteArrayOutputStream value = new ByteArrayOutputStream();
    private int p;
    /// the first half of a UTF-16 pair that must be completed by the next escape, or 0
    private int highSurrogate;

    private LiteralText(byte[] sql, int start, int end, boolean standardConformingStrings) {
        this.sql = sql;
        this.standardConformingStrings = standardConformingStrings;
        this.tokenStart = start;
        this.end = end;
        p = tokenStart;
    }

    /// The value of a string constant of any quoted kind but bit and hex strings.
    static String string(TokenList tokens, int token) {
        return string(tokens.sql(), tokens.start(token), tokens.end(token), tokens.standardConformingStrings());
    }

    /// The value of the string constant that the bytes from `start` to `end` are; its first byte tells its kind.
    static String string(byte[] sql, int start, int end, boolean standardConformingStrings) {
        var text = new LiteralText(sql, start, end, standardConformingStrings);
        switch (ByteClass.fold(sql[start])) {
            case '$' -> text.dollarBody();
            case 'e' -> text.quotedBody(true);
            case 'u' -> text.unicodeBody('\'');
            default -> text.quotedBody(!standardConformingStrings);
        }
        return text.decoded();
    }

    static String quotedIdentifier(TokenList tokens, int token) {
        var text = new LiteralText(
                tokens.sql(), tokens.start(token), tokens.end(token), tokens.standardConformingStrings());
        if (text.sql[text.p] == '"') {
            text.p++;
            text.doubledBody('"');
        } else {
            text.unicodeBody('"');
        }
        return text.decoded();
    }

    static String folded(byte[] sql, int from, int to) {
        var bytes = new byte[to - from];
        for (int i = from; i < to; i++) {
            bytes[i - from] = ByteClass.fold(sql[i]);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// The name cut at a character so that it has at most 63 bytes.
    static String truncate(String name) {
        if (name.length() <= TokenList.MAX_NAME_BYTES / 3) {
            return name;
        }
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= TokenList.MAX_NAME_BYTES) {
            return name;
        }
        int length = TokenList.MAX_NAME_BYTES;
        while ((bytes[length] & 0xc0) == 0x80) {
            length--;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /// A number without underscores; integers in decimal, without leading zeros.
    static String number(String text) {
        String digits = CharMatcher.is('_').removeFrom(text).toLowerCase(Locale.ROOT);
        if (digits.startsWith("0x")) {
            return new BigInteger(digits.substring(2), 16).toString();
        }
        if (digits.startsWith("0o")) {
            return new BigInteger(digits.substring(2), 8).toString();
        }
        if (digits.startsWith("0b")) {
            return new BigInteger(digits.substring(2), 2).toString();
        }
        if (!CharMatcher.inRange('0', '9').matchesAllOf(digits)) {
            return digits;
        }
        String significant = CharMatcher.is('0').trimLeadingFrom(digits);
        return significant.isEmpty() ? "0" : significant;
    }

    private void dollarBody() {
        int tag = p + 1;
        while (sql[tag] != '$') {
            tag++;
        }
        int delimiter = tag + 1 - p;
        value.write(sql, tag + 1, end - p - 2 * delimiter);
    }

    private void quotedBody(boolean escapes) {
        while (sql[p] != '\'') {
            p++;
        }
        p++;
        while (p < end) {
            byte b = sql[p++];
            if (b == '\\' && escapes) {
                escape();
                continue;
            }
            requireNoHighSurrogate();
            if (b != '\'') {
                value.write(b);
            } else if (p < end && sql[p] == '\'') {
                value.write(b);
                p++;
            } else if (p < end) {
                p = Lexer.continuation(sql, p, end);
            }
        }
        requireNoHighSurrogate();
    }

    /// Reads up to the closing quote; `p` ends behind it.
    private void doubledBody(char quote) {
        while (true) {
            byte b = sql[p++];
            if (b != quote) {
                value.write(b);
            } else if (p < end && sql[p] == quote) {
                value.write(b);
                p++;
            } else {
                int next = quote == '\'' ? Lexer.continuation(sql, p, end) : -1;
                if (next < 0) {
                    return;
                }
                p = next;
            }
        }
    }

    private void escape() {
        byte b = sql[p++];
        if (b == 'u' || b == 'U') {
            unicode(hex(b == 'u' ? 4 : 8));
            return;
        }
        requireNoHighSurrogate();
        switch (b) {
            case 'b' -> value.write('\b');
            case 'f' -> value.write('\f');
            case 'n' -> value.write('\n');
            case 'r' -> value.write('\r');
            case 't' -> value.write('\t');
            case 'v' ->
                throw SyntaxErrors.at(
                        sql, p - 2, SqlState.FEATURE_NOT_SUPPORTED, "Postgres versions differ on the escape \\v");
            case 'x' -> hexByte();
            case '0', '1', '2', '3', '4', '5', '6', '7' -> octalByte();
            default -> value.write(b);
        }
    }

    private void hexByte() {
        int from = p;
        while (p < end && p < from + 2 && Character.digit(sql[p], 16) >= 0) {
            p++;
        }
        value.write(p == from ? 'x' : Integer.parseInt(ascii(from, p), 16));
    }

    private void octalByte() {
        int from = p - 1;
        while (p < end && p < from + 3 && sql[p] >= '0' && sql[p] <= '7') {
            p++;
        }
        value.write(Integer.parseInt(ascii(from, p), 8));
    }

    private String ascii(int from, int to) {
        return new String(sql, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private int hex(int digits) {
        int from = p;
        while (p < end && p < from + digits && Character.digit(sql[p], 16) >= 0) {
            p++;
        }
        if (p < from + digits) {
            throw brokenEscape(from - 2, SqlState.INVALID_ESCAPE_SEQUENCE, "\\uXXXX or \\UXXXXXXXX");
        }
        return Integer.parseUnsignedInt(ascii(from, p), 16);
    }

    /// Takes a code point or one half of a UTF-16 pair.
    private void unicode(int code) {
        if (code <= 0 || code > Character.MAX_CODE_POINT) {
            throw broken("invalid Unicode escape value");
        }
        boolean low = code >= Character.MIN_LOW_SURROGATE && code <= Character.MAX_LOW_SURROGATE;
        if (low != (highSurrogate != 0)) {
            throw broken("invalid Unicode surrogate pair");
        }
        if (code >= Character.MIN_HIGH_SURROGATE && code <= Character.MAX_HIGH_SURROGATE) {
            highSurrogate = code;
            return;
        }
        int point = low ? Character.toCodePoint((char) highSurrogate, (char) code) : code;
        highSurrogate = 0;
        value.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
    }

    private void requireNoHighSurrogate() {
        if (highSurrogate != 0) {
            throw broken("invalid Unicode surrogate pair");
        }
    }

    private RouterException brokenEscape(int offset, SqlState state, String forms) {
        var error =
                SyntaxErrors.at(sql, offset, state, "invalid Unicode escape").error();
        return new RouterException(error.withHint("Unicode escapes must be " + forms + "."));
    }

    private RouterException broken(String message) {
        return SyntaxErrors.near(sql, tokenStart, end, message);
    }

    /// `U&'…' [UESCAPE 'c']`: the escapes can be resolved only when the end has told what the escape character is.
    private void unicodeBody(char quote) {
        p += 3;
        doubledBody(quote);
        byte[] body = value.toByteArray();
        value.reset();
        char escape = escapeCharacter();
        for (int i = 0; i < body.length; ) {
            boolean escaped = body[i] == escape;
            if (escaped && i + 1 < body.length && body[i + 1] == escape) {
                requireNoHighSurrogate();
                value.write(escape);
                i += 2;
            } else if (escaped) {
                boolean six = i + 1 < body.length && body[i + 1] == '+';
                int from = six ? i + 2 : i + 1;
                i = from + (six ? 6 : 4);
                unicode(unicodeDigits(body, from, i));
            } else {
                requireNoHighSurrogate();
                value.write(body[i++]);
            }
        }
        requireNoHighSurrogate();
    }

    private int unicodeDigits(byte[] body, int from, int to) {
        int code = 0;
        for (int i = from; i < to; i++) {
            int digit = i < body.length ? Character.digit(body[i], 16) : -1;
            if (digit < 0) {
                throw brokenEscape(tokenStart, SqlState.SYNTAX_ERROR, "\\XXXX or \\+XXXXXX");
            }
            code = code * 16 + digit;
        }
        return code;
    }

    /// What stands behind the body: nothing, or UESCAPE and a string of one character.
    private char escapeCharacter() {
        if (p >= end) {
            return '\\';
        }
        var clause = TokenList.scan(Arrays.copyOfRange(sql, p, end), standardConformingStrings);
        String escape = string(clause, 1);
        boolean valid = escape.length() == 1
                && escape.charAt(0) < 0x80
                && Character.digit(escape.charAt(0), 16) < 0
                && CharMatcher.anyOf("+'\" \t\n\r\f\u000b").matchesNoneOf(escape);
        if (!valid) {
            throw broken("invalid Unicode escape character");
        }
        return escape.charAt(0);
    }

    private String decoded() {
        byte[] bytes = value.toByteArray();
        for (byte b : bytes) {
            if (b == 0) {
                throw SyntaxErrors.invalidBytes(sql, tokenStart, b);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException _) {
            throw SyntaxErrors.invalidBytes(sql, tokenStart, firstBad(bytes));
        }
    }

    /// The byte at which UTF-8 decoding first fails.
    private static byte firstBad(byte[] bytes) {
        var input = ByteBuffer.wrap(bytes);
        StandardCharsets.UTF_8.newDecoder().decode(input, CharBuffer.allocate(bytes.length), true);
        return bytes[Math.min(input.position(), bytes.length - 1)];
    }
}
