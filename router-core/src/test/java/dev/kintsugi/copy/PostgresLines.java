package dev.kintsugi.copy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kintsugi.copy.RecordLayout.Dialect;
import dev.kintsugi.copy.RecordLayout.Kind;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `CopyReadLineText`, `CopyReadAttributesText` and `CopyReadAttributesCSV` of the server, byte by byte over the whole
/// input: what the splitter is compared with.
final class PostgresLines {
    /// One line: its bytes with the line end, the line number after it, and its fields, null for NULL, up to one
    /// whose quotes are not closed.
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Line(byte[] bytes, long number, List<@Nullable String> fields) {}

    private static final int UNKNOWN = 0;
    private static final int NL = 1;
    private static final int CR = 2;
    private static final int CRNL = 3;

    private final byte[] data;
    private final RecordLayout layout;
    private final boolean csv;
    private final List<Line> lines = new ArrayList<>();
    private @Nullable String error;
    private int at;
    private int style = UNKNOWN;
    private long number;

    PostgresLines(RecordLayout layout, byte[] data) {
        this.layout = layout;
        this.csv = layout.kind() == Kind.CSV;
        this.data = data;
    }

    List<Line> lines() {
        return lines;
    }

    @Nullable
    String error() {
        return error;
    }

    long number() {
        return number;
    }

    void read() {
        try {
            boolean done = false;
            while (!done) {
                int start = at;
                number++;
                int[] end = {0};
                done = line(end);
                if (done && end[0] == start) {
                    number--;
                    return;
                }
                byte[] bytes = Arrays.copyOfRange(data, start, at);
                lines.add(new Line(bytes, number, csv ? csvFields(start, end[0]) : textFields(start, end[0])));
            }
        } catch (IllegalArgumentException e) {
            error = e.getMessage();
        }
    }

    private int get(int index) {
        return index < data.length ? data[index] : 0;
    }

    /// Answers whether the data has ended; `end` is where the line's text does.
    private boolean line(int[] end) {
        byte quote = layout.characters().quote();
        // the server takes NUL for none, which no valid data has
        int escape =
                layout.characters().escape() == quote ? -1 : layout.characters().escape();
        boolean inQuote = false;
        boolean lastWasEscape = false;
        boolean firstInLine = true;
        while (true) {
            if (at >= data.length) {
                end[0] = at;
                return true;
            }
            int before = at;
            byte c = data[at++];
            if (csv) {
                if (inQuote && c == escape) {
                    lastWasEscape = !lastWasEscape;
                }
                if (c == quote && !lastWasEscape) {
                    inQuote = !inQuote;
                }
                if (c != escape) {
                    lastWasEscape = false;
                }
                if (inQuote && c == (style == NL ? '\n' : '\r')) {
                    number++;
                }
            }
            if (c == '\r' && (!csv || !inQuote)) {
                if (style == UNKNOWN || style == CRNL) {
                    if (get(at) == '\n' && at < data.length) {
                        at++;
                        style = CRNL;
                    } else {
                        if (style == CRNL) {
                            throw new IllegalArgumentException("carriage return found in data");
                        }
                        style = CR;
                    }
                } else if (style == NL) {
                    throw new IllegalArgumentException("carriage return found in data");
                }
                end[0] = before;
                return false;
            }
            if (c == '\n' && (!csv || !inQuote)) {
                if (style == CR || style == CRNL) {
                    throw new IllegalArgumentException("newline found in data");
                }
                style = NL;
                end[0] = before;
                return false;
            }
            boolean marks = csv ? firstInLine && layout.dialect() == Dialect.MARKER_ANYWHERE : true;
            if (c == '\\' && marks) {
                if (at >= data.length) {
                    end[0] = at;
                    return true;
                }
                if (data[at] == '.') {
                    int result = marker(before, end);
                    if (result > 0) {
                        return true;
                    }
                } else if (!csv) {
                    at++;
                }
            }
            firstInLine = false;
        }
    }

    private int marker(int before, int[] end) {
        at++;
        if (style == CRNL) {
            int c = get(at++);
            if (c == '\n') {
                if (!csv) {
                    throw new IllegalArgumentException("does not match previous newline style");
                }
                at = before + 1;
                return 0;
            } else if (c != '\r') {
                if (!csv) {
                    throw new IllegalArgumentException("end-of-copy marker");
                }
                at = before + 1;
                return 0;
            }
        }
        int c = get(at++);
        if (c != '\r' && c != '\n') {
            if (!csv) {
                throw new IllegalArgumentException("end-of-copy marker");
            }
            at = before + 1;
            return 0;
        }
        if (style == NL && c != '\n' || style == CRNL && c != '\n' || style == CR && c != '\r') {
            throw new IllegalArgumentException("does not match previous newline style");
        }
        end[0] = before;
        return 1;
    }

    private List<@Nullable String> textFields(int start, int end) {
        List<@Nullable String> fields = new ArrayList<>();
        int cur = start;
        while (true) {
            int fieldStart = cur;
            int fieldEnd;
            boolean more = false;
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            while (true) {
                fieldEnd = cur;
                if (cur >= end) {
                    break;
                }
                int c = data[cur++];
                if (c == layout.characters().delimiter()) {
                    more = true;
                    break;
                }
                if (c == '\\') {
                    if (cur >= end) {
                        break;
                    }
                    c = data[cur++];
                    if (c >= '0' && c <= '7') {
                        int value = c - '0';
                        for (int i = 0; i < 2 && cur < end && data[cur] >= '0' && data[cur] <= '7'; i++) {
                            value = (value << 3) + data[cur++] - '0';
                        }
                        c = value & 0377;
                    } else if (c == 'x' && cur < end && Character.digit(data[cur], 16) >= 0) {
                        int value = Character.digit(data[cur++], 16);
                        if (cur < end && Character.digit(data[cur], 16) >= 0) {
                            value = (value << 4) + Character.digit(data[cur++], 16);
                        }
                        c = value & 0xff;
                    } else {
                        int special = "bfnrtv".indexOf(c);
                        c = special >= 0 ? "\b\f\n\r\t\u000B".charAt(special) : c;
                    }
                }
                out.write(c);
            }
            fields.add(isNull(fieldStart, fieldEnd) ? null : out.toString(UTF_8));
            if (!more) {
                return fields;
            }
        }
    }

    private List<@Nullable String> csvFields(int start, int end) {
        byte quote = layout.characters().quote();
        byte escape = layout.characters().escape();
        List<@Nullable String> fields = new ArrayList<>();
        int cur = start;
        while (true) {
            int fieldStart = cur;
            int fieldEnd;
            boolean more = false;
            boolean sawQuote = false;
            boolean inQuote = false;
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            while (true) {
                fieldEnd = cur;
                if (cur >= end) {
                    if (inQuote) {
                        return fields;
                    }
                    break;
                }
                byte c = data[cur++];
                if (!inQuote) {
                    if (c == layout.characters().delimiter()) {
                        more = true;
                        break;
                    }
                    if (c == quote) {
                        sawQuote = true;
                        inQuote = true;
                    } else {
                        out.write(c);
                    }
                } else if (c == escape && cur < end && (data[cur] == escape || data[cur] == quote)) {
                    out.write(data[cur++]);
                } else if (c == quote) {
                    inQuote = false;
                } else {
                    out.write(c);
                }
            }
            fields.add(!sawQuote && isNull(fieldStart, fieldEnd) ? null : out.toString(UTF_8));
            if (!more) {
                return fields;
            }
        }
    }

    private boolean isNull(int from, int to) {
        byte[] text = layout.nullText().getBytes(UTF_8);
        return Arrays.equals(data, from, to, text, 0, text.length);
    }
}
