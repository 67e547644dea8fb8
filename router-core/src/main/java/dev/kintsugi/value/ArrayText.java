package dev.kintsugi.value;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import java.util.Optional;

/// Reads the text form of one-dimensional arrays, `{1,NULL,"a\"b"}`.
///
/// Nested arrays, explicit bounds, and the odder forms that only some servers take are not read.
final class ArrayText {
    private static final String SPECIAL = "{}\"\\,";

    private final String text;
    private int at;

    private ArrayText(String text) {
        this.text = text;
    }

    /// The elements, NULL ones as empty; or empty if the text is not such an array.
    static Optional<ImmutableList<Optional<String>>> elements(String text) {
        return new ArrayText(TextInput.trim(text)).read();
    }

    private Optional<ImmutableList<Optional<String>>> read() {
        if (!take('{')) {
            return Optional.empty();
        }
        ImmutableList.Builder<Optional<String>> elements = ImmutableList.builder();
        skipBlanks();
        if (!take('}')) {
            do {
                skipBlanks();
                if (!element(elements)) {
                    return Optional.empty();
                }
                skipBlanks();
            } while (take(','));
            if (!take('}')) {
                return Optional.empty();
            }
        }
        return at == text.length() ? Optional.of(elements.build()) : Optional.empty();
    }

    private boolean element(ImmutableList.Builder<Optional<String>> elements) {
        if (take('"')) {
            StringBuilder element = new StringBuilder();
            while (at < text.length() && text.charAt(at) != '"') {
                if (text.charAt(at) == '\\') {
                    at++;
                }
                if (at == text.length()) {
                    return false;
                }
                element.append(text.charAt(at++));
            }
            elements.add(Optional.of(element.toString()));
            return take('"');
        }
        int start = at;
        while (at < text.length() && SPECIAL.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String element = TextInput.trim(text.substring(start, at));
        elements.add(Ascii.equalsIgnoreCase(element, "null") ? Optional.empty() : Optional.of(element));
        return !element.isEmpty();
    }

    private void skipBlanks() {
        while (at < text.length() && TextInput.isBlank(text.charAt(at))) {
            at++;
        }
    }

    private boolean take(char expected) {
        if (at < text.length() && text.charAt(at) == expected) {
            at++;
            return true;
        }
        return false;
    }
}
