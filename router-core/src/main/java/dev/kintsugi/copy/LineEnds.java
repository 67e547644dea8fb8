package dev.kintsugi.copy;

import dev.kintsugi.copy.RecordLayout.Dialect;
import dev.kintsugi.copy.RecordLayout.Kind;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;

/// How the lines of one COPY end: as the first one did (`CopyReadLineText`). All others must end alike.
final class LineEnds {
    /// More bytes are needed to tell.
    static final int NEED_MORE = -1;

    /// There is none.
    static final int NONE = -2;

    /// The line end of the first line.
    enum Style {
        UNKNOWN,
        NL,
        CR,
        CRNL
    }

    private final boolean csv;
    private final Dialect dialect;
    private Style style = Style.UNKNOWN;

    LineEnds(Kind kind, Dialect dialect) {
        this.csv = kind == Kind.CSV;
        this.dialect = dialect;
    }

    Style style() {
        return style;
    }

    /// Whether `\.` can end the data where no text is escaped.
    boolean mayHaveMarker() {
        return !csv || dialect == Dialect.MARKER_ANYWHERE;
    }

    /// Where the next line begins: a CR or LF that is no data stands at `at`.
    ///
    /// @throws RouterException 22P04 if the first line ended in another way
    int behind(byte[] bytes, int at, int limit, boolean last) {
        if (bytes[at] == '\n') {
            if (style == Style.CR || style == Style.CRNL) {
                throw found("newline", "\\n");
            }
            style = Style.NL;
            return at + 1;
        }
        if (style == Style.NL) {
            throw found("carriage return", "\\r");
        }
        if (at + 1 >= limit && !last && (csv || style != Style.CR)) {
            return NEED_MORE; // for CSV the server looks at what follows, whatever it knows
        }
        if (style == Style.CR) {
            return at + 1;
        }
        if (at + 1 < limit && bytes[at + 1] == '\n') {
            style = Style.CRNL;
            return at + 2;
        }
        if (style == Style.CRNL) {
            throw found("carriage return", "\\r");
        }
        style = Style.CR;
        return at + 1;
    }

    private RouterException found(String what, String escape) {
        return new RouterException(
                PgError.of(SqlState.BAD_COPY_FILE_FORMAT, (csv ? "unquoted " : "literal ") + what + " found in data")
                        .withHint(
                                csv
                                        ? "Use quoted CSV field to represent " + what + "."
                                        : "Use \"" + escape + "\" to represent " + what + "."));
    }

    /// What is behind the end marker `\.` that begins at `at`; a backslash and a dot do stand there.
    ///
    /// [#NONE] is only for CSV, where both can be data.
    ///
    /// @throws RouterException 22P04 for a marker that is not followed by the end of its line
    int behindMarker(byte[] bytes, int at, int limit, boolean last) {
        int next = at + 2;
        if (style == Style.CRNL) {
            if (next >= limit && !last) {
                return NEED_MORE;
            }
            int c = next < limit ? bytes[next] : 0;
            next++;
            if (c != '\r') {
                if (csv) {
                    return NONE;
                }
                throw c == '\n' ? otherStyle() : corrupt();
            }
        }
        if (next >= limit && !last) {
            return NEED_MORE;
        }
        int c = next < limit ? bytes[next] : 0;
        if (c != '\r' && c != '\n') {
            if (csv) {
                return NONE;
            }
            throw corrupt();
        }
        boolean other = switch (style) {
            case UNKNOWN -> false;
            case NL, CRNL -> c != '\n';
            case CR -> c != '\r';
        };
        if (other) {
            throw otherStyle();
        }
        return next + 1;
    }

    private static RouterException otherStyle() {
        return new RouterException(
                SqlState.BAD_COPY_FILE_FORMAT, "end-of-copy marker does not match previous newline style");
    }

    private RouterException corrupt() {
        return new RouterException(
                SqlState.BAD_COPY_FILE_FORMAT,
                switch (dialect) {
                    case MARKER_ANYWHERE -> "end-of-copy marker corrupt";
                    case MARKER_ALONE -> "end-of-copy marker is not alone on its line";
                });
    }
}
