package dev.kintsugi.config;

import java.util.Comparator;

/// One mistake in a configuration file: where it is, what is wrong, and the way out.
///
/// `file` is the name within the configuration directory. `line` and `column` count from 1; both are 0 when the problem
/// is the file itself (missing, unreadable). `hint` is never empty. Neither text ever holds a secret.
public record ConfigProblem(String file, int line, int column, String message, String hint)
        implements Comparable<ConfigProblem> {
    private static final Comparator<ConfigProblem> ORDER = Comparator.comparing(ConfigProblem::file)
            .thenComparingInt(ConfigProblem::line)
            .thenComparingInt(ConfigProblem::column)
            .thenComparing(ConfigProblem::message)
            .thenComparing(ConfigProblem::hint);

    /// By file, then line, then column.
    @Override
    public int compareTo(ConfigProblem other) {
        return ORDER.compare(this, other);
    }

    /// `kintsugi.toml:12:8: message (hint: …)`, without the position when the problem is the file itself.
    @Override
    public String toString() {
        String where = line == 0 ? file : file + ":" + line + ":" + column;
        return where + ": " + message + " (hint: " + hint + ")";
    }
}
