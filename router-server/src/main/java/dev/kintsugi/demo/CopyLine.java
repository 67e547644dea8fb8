package dev.kintsugi.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/// Builds lines of the COPY text format, value by value; used by one thread, again and again.
final class CopyLine {
    private final StringBuilder line = new StringBuilder(256);

    /// Adds a value, escaped; null is SQL NULL.
    CopyLine add(@Nullable String value) {
        if (value == null) {
            line.append("\\N");
        } else {
            escape(value);
        }
        line.append('\t');
        return this;
    }

    CopyLine add(long value) {
        line.append(value).append('\t');
        return this;
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> line.append("\\\\");
                case '\t' -> line.append("\\t");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                default -> line.append(c);
            }
        }
    }

    /// The finished line as bytes; the next value begins a new line.
    byte[] take() {
        line.setCharAt(line.length() - 1, '\n');
        byte[] bytes = line.toString().getBytes(UTF_8);
        line.setLength(0);
        return bytes;
    }
}
