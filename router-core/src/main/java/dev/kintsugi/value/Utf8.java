package dev.kintsugi.value;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/// Text of a database whose encoding is UTF-8, as Postgres takes it: well-formed, without U+0000.
final class Utf8 {
    private Utf8() {}

    /// The text of the bytes, or empty if Postgres would refuse them.
    static Optional<String> decode(byte[] bytes, int offset, int length) {
        boolean ascii = true;
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == 0) {
                return Optional.empty();
            }
            ascii &= bytes[i] > 0;
        }
        if (ascii) {
            return Optional.of(new String(bytes, offset, length, ISO_8859_1));
        }
        try {
            return Optional.of(UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, offset, length))
                    .toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    /// Whether the text can be stored: it has no U+0000 and no half of a surrogate pair.
    static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
