package dev.kintsugi.wire;

import com.google.common.base.Utf8;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/// Strings of the protocol as UTF-8.
final class Utf8Text {
    private Utf8Text() {}

    /// Fails with 22021 and Postgres' text if the bytes are not UTF-8: a name must never turn into another name.
    static String decode(byte[] bytes) {
        if (bytes.length == 0) {
            return "";
        }
        if (!Utf8.isWellFormed(bytes)) {
            throw new RouterException(
                    SqlState.CHARACTER_NOT_IN_REPERTOIRE,
                    "invalid byte sequence for encoding \"UTF8\":" + firstMalformed(bytes));
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// For text that is only shown to people: malformed bytes become replacement characters.
    static String decodeLeniently(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// The bytes that Postgres shows: as many as the first byte promises, if there are that many.
    private static String firstMalformed(byte[] bytes) {
        var input = ByteBuffer.wrap(bytes);
        CoderResult _ = StandardCharsets.UTF_8.newDecoder().decode(input, CharBuffer.allocate(bytes.length), true);
        int from = input.position();
        int to = Math.min(bytes.length, from + promisedLength(bytes[from]));
        var shown = new StringBuilder();
        for (int i = from; i < to; i++) {
            shown.append(" 0x%02x".formatted(bytes[i]));
        }
        return shown.toString();
    }

    private static int promisedLength(byte first) {
        int ones = Integer.numberOfLeadingZeros(~(first << 24));
        return ones >= 2 && ones <= 4 ? ones : 1;
    }
}
