package dev.kintsugi.sql;

import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/// The errors of Postgres' scanner and grammar, in its words.
///
/// Positions count characters from 1 in the text that was scanned (a split statement's own text).
final class SyntaxErrors {
    private SyntaxErrors() {}

    /// 42601 with Postgres' `message at or near "…"`, quoting the bytes from `start` to `end`.
    static RouterException near(byte[] sql, int start, int end, String message) {
        if (start >= end) {
            return at(sql, start, SqlState.SYNTAX_ERROR, message + " at end of input");
        }
        var quoted = new String(sql, start, end - start, StandardCharsets.UTF_8);
        return at(sql, start, SqlState.SYNTAX_ERROR, message + " at or near \"" + quoted + "\"");
    }

    /// 42601 `syntax error` at the token, or at the end of input when there is no such token.
    static RouterException unexpected(TokenList tokens, int index) {
        return index < tokens.size()
                ? near(tokens.sql(), tokens.start(index), tokens.end(index), "syntax error")
                : near(tokens.sql(), tokens.sql().length, tokens.sql().length, "syntax error");
    }

    /// Any SQLSTATE at a byte offset.
    static RouterException at(byte[] sql, int offset, SqlState state, String message) {
        return new RouterException(
                PgError.of(state, message).withPosition(OptionalInt.of(characters(sql, 0, offset) + 1)));
    }

    /// 22021 for bytes that are no text in UTF-8.
    static RouterException invalidBytes(byte[] sql, int offset, byte first) {
        var message = "invalid byte sequence for encoding \"UTF8\": 0x%02x".formatted(first & 0xff);
        return at(sql, offset, SqlState.CHARACTER_NOT_IN_REPERTOIRE, message);
    }

    /// How many characters of UTF-8 begin in the range.
    static int characters(byte[] text, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            if ((text[i] & 0xc0) != 0x80) {
                count++;
            }
        }
        return count;
    }
}
