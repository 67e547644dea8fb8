package dev.kintsugi.config;

import java.util.List;
import org.tomlj.TomlPosition;

/// Collects the problems of one file while it is read; one thread.
///
/// After a syntax error parts of the file are lost, so what seems missing or out of place then may well be there:
/// such conclusions ([#conclude]) are kept back until the syntax is right.
final class FileProblems {
    static final TomlPosition START = TomlPosition.positionAt(1, 1);

    private final String file;
    private final List<ConfigProblem> all;
    private boolean damaged;

    /// `all` takes the problems of every file.
    FileProblems(String file, List<ConfigProblem> all) {
        this.file = file;
        this.all = all;
    }

    String file() {
        return file;
    }

    /// A problem that is certain.
    void at(TomlPosition position, String message, String hint) {
        all.add(new ConfigProblem(file, position.line(), position.column(), message, hint));
    }

    /// A problem that follows from what the file does not say or says in the wrong place.
    void conclude(TomlPosition position, String message, String hint) {
        if (!damaged) {
            at(position, message, hint);
        }
    }

    /// A problem of the file itself, after which nothing can be concluded from its content.
    void ofFile(String message, String hint) {
        damaged = true;
        all.add(new ConfigProblem(file, 0, 0, message, hint));
    }

    /// A place where the file is not TOML.
    void ofSyntax(TomlPosition position, String message, String hint) {
        damaged = true;
        at(position, message, hint);
    }

    /// Whether parts of the file were lost.
    boolean damaged() {
        return damaged;
    }

    /// A text of the file in quotes for a message: control characters escaped, cut at 60 characters.
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().limit(60).forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        boolean cut = text.codePointCount(0, text.length()) > 60;
        return quoted.append(cut ? "…\"" : "\"").toString();
    }
}
