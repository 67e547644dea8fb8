package dev.kintsugi.auth;

import com.google.common.base.CharMatcher;
import com.google.common.base.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// A cursor over the `name=value` attributes of a SCRAM message.
final class ScramText {
    private static final CharMatcher NONCE = CharMatcher.inRange('!', '~').and(CharMatcher.isNot(','));

    private final String text;
    private int position;

    ScramText(String text) {
        this.text = text;
    }

    static String decode(byte[] message) {
        if (message.length == 0) {
            throw ScramErrors.malformed("The message is empty.");
        }
        for (byte b : message) {
            if (b == 0) {
                throw ScramErrors.malformed("Message length does not match input length.");
            }
        }
        if (!Utf8.isWellFormed(message)) {
            throw ScramErrors.malformed("The message is not UTF-8.");
        }
        return new String(message, StandardCharsets.UTF_8);
    }

    static byte[] encode(String message) {
        return message.getBytes(StandardCharsets.UTF_8);
    }

    static boolean isNonce(String nonce) {
        return !nonce.isEmpty() && NONCE.matchesAllOf(nonce);
    }

    /// Only the canonical form: with padding, and no bits set behind the last byte.
    static Optional<byte[]> base64(String text) {
        try {
            var bytes = Base64.getDecoder().decode(text);
            return ScramCrypto.base64(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    int position() {
        return position;
    }

    boolean atEnd() {
        return position >= text.length();
    }

    /// Whether the next attribute is `name`.
    boolean at(char name) {
        return position < text.length() && text.charAt(position) == name;
    }

    /// The value of the next attribute, which must be `name`; the comma behind it is skipped.
    String attribute(char name) {
        if (!at(name)) {
            throw ScramErrors.malformed("Expected attribute \"%s\" but found %s.".formatted(name, describe()));
        }
        return skipAttribute();
    }

    /// The value of the next attribute, whatever its name.
    String skipAttribute() {
        if (position + 1 >= text.length() || text.charAt(position + 1) != '=') {
            throw ScramErrors.malformed("Expected character \"=\" for attribute %s.".formatted(describe()));
        }
        int comma = text.indexOf(',', position);
        int end = comma < 0 ? text.length() : comma;
        var value = text.substring(position + 2, end);
        position = comma < 0 ? end : comma + 1;
        return value;
    }

    private String describe() {
        if (atEnd()) {
            return "end of message";
        }
        char found = text.charAt(position);
        return found >= '!' && found <= '~' ? "\"" + found + "\"" : "0x%02x".formatted((int) found);
    }
}
