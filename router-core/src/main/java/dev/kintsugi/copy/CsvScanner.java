package dev.kintsugi.copy;

/// Records of the CSV format: lines, which go on inside quotes.
final class CsvScanner extends RecordScanner {
    /// Bytes below it are looked at one by one: line ends are, and little else.
    private static final long CONTROLS = Words.repeated('\r' + 1);

    private final byte delimiter;
    private final byte quote;
    private final byte escape;
    private final long delimiters;
    private final long quotes;
    private final long escapes;
    private final LineEnds lineEnds;
    private final boolean mayHaveMarker;
    private boolean ended;
    private int newlines;
    private int returns;

    CsvScanner(RecordLayout layout, LineEnds lineEnds) {
        super(layout);
        this.delimiter = layout.characters().delimiter();
        this.quote = layout.characters().quote();
        this.escape = layout.characters().escape();
        this.delimiters = Words.repeated(delimiter);
        this.quotes = Words.repeated(quote);
        this.escapes = Words.repeated(escape);
        this.lineEnds = lineEnds;
        this.mayHaveMarker = lineEnds.mayHaveMarker();
    }

    @Override
    boolean ended() {
        return ended;
    }

    @Override
    boolean isRecord() {
        return !ended;
    }

    @Override
    int moreLines() {
        return lineEnds.style() == LineEnds.Style.NL ? newlines : returns;
    }

    @Override
    int moreLinesIfFirst() {
        return returns;
    }

    @Override
    int next(byte[] bytes, int start, int limit, boolean last) {
        if (bytes[start] == '\\' && mayHaveMarker) {
            int end = marker(bytes, start, limit, last);
            if (end != LineEnds.NONE) {
                return end;
            }
        }
        begin();
        newlines = 0;
        returns = 0;
        int wanted = wanted();
        int field = 0;
        int fieldStart = start;
        boolean marked = false;
        int at = start;
        while (true) {
            at = stop(bytes, at, limit, quotes, wanted == Integer.MAX_VALUE ? quotes : delimiters);
            if (at >= limit) {
                return last ? endOfData(field, fieldStart, limit, marked) : NEED_MORE;
            }
            byte c = bytes[at];
            if (c == quote) {
                marked = true;
                at = behindQuoted(bytes, at + 1, limit);
            } else if (c == delimiter) {
                if (field == wanted) {
                    note(fieldStart, at, marked);
                    wanted = wanted();
                }
                field++;
                at++;
                fieldStart = at;
                marked = false;
            } else if (c == '\n' || c == '\r') {
                int end = lineEnds.behind(bytes, at, limit, last);
                if (end != NEED_MORE && field == wanted) {
                    note(fieldStart, at, marked);
                }
                return end;
            } else {
                at++;
            }
        }
    }

    private static int stop(byte[] bytes, int from, int limit, long quotes, long others) {
        int at = from;
        while (at < limit) {
            long word = Words.at(bytes, at);
            long matches = Words.equal(word, quotes) | Words.equal(word, others) | Words.below(word, CONTROLS);
            if (matches != 0) {
                return at + Words.first(matches);
            }
            at += Words.LENGTH;
        }
        return at;
    }

    /// Where the text behind a quoted part goes on, which begins at `from`; at or beyond `limit` if there is no
    /// more.
    private int behindQuoted(byte[] bytes, int from, int limit) {
        int at = from;
        while (true) {
            at = stop(bytes, at, limit, quotes, escapes);
            if (at >= limit) {
                return at;
            }
            byte c = bytes[at];
            if (c == quote) {
                return at + 1;
            }
            if (c == escape) {
                boolean escapes = at + 1 < limit && (bytes[at + 1] == quote || bytes[at + 1] == escape);
                at += escapes ? 2 : 1;
            } else {
                if (c == '\n') {
                    newlines++;
                } else if (c == '\r') {
                    returns++;
                }
                at++;
            }
        }
    }

    private int endOfData(int field, int fieldStart, int limit, boolean marked) {
        if (field == wanted()) {
            note(fieldStart, limit, marked);
        }
        return limit;
    }

    private int marker(byte[] bytes, int start, int limit, boolean last) {
        if (start + 1 >= limit) {
            return last ? LineEnds.NONE : NEED_MORE;
        }
        if (bytes[start + 1] != '.') {
            return LineEnds.NONE;
        }
        int end = lineEnds.behindMarker(bytes, start, limit, last);
        ended = end > 0;
        return end;
    }
}
