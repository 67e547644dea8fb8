package dev.kintsugi.transcript;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One line of a script as words: bare ones, `"strings"` with backslash escapes, and the brackets `[ ] { }`.
final class LineWords {
    private final String line;
    private final List<String> words = new ArrayList<>();
    private int next;

    LineWords(String line) {
        this.line = line;
        split();
    }

    private void split() {
        int at = 0;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c == ' ') {
                at++;
            } else if (c == '"') {
                at = string(at + 1);
            } else if ("[]{}".indexOf(c) >= 0) {
                words.add(String.valueOf(c));
                at++;
            } else {
                int start = at;
                while (at < line.length() && " []{}".indexOf(line.charAt(at)) < 0) {
                    at++;
                }
                words.add(line.substring(start, at));
            }
        }
    }

    private int string(int start) {
        StringBuilder text = new StringBuilder();
        int at = start;
        while (line.charAt(at) != '"') {
            char c = line.charAt(at++);
            if (c == '\\') {
                c = escaped(line.charAt(at++));
            }
            text.append(c);
        }
        words.add(text.toString());
        return at + 1;
    }

    private static char escaped(char letter) {
        return switch (letter) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case '0' -> '\0';
            default -> letter;
        };
    }

    boolean hasNext() {
        return next < words.size();
    }

    String next() {
        if (!hasNext()) {
            throw new IllegalArgumentException("too few words: " + line);
        }
        return words.get(next++);
    }

    /// Takes the next word if it is this one.
    boolean take(String word) {
        boolean taken = hasNext() && words.get(next).equals(word);
        next += taken ? 1 : 0;
        return taken;
    }

    int number() {
        return Integer.decode(next());
    }

    byte[] bytes() {
        return next().getBytes(StandardCharsets.UTF_8);
    }
}
