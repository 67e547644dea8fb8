package dev.kintsugi.copy;

/// Records of the text format: lines, in which a backslash takes the meaning from the character behind it.
final class TextScanner extends RecordScanner {
    private static final long BACKSLASH = Words.repeated('\\');
    private static final long NEWLINE = Words.repeated('\n');
    private static final long RETURN = Words.repeated('\r');

    private final byte delimiter;
    private final long delimiters;
    private final LineEnds lineEnds;
    private boolean ended;
    private boolean isRecord = true;

    TextScanner(RecordLayout layout, LineEnds lineEnds) {
        super(layout);
        this.delimiter = layout.characters().delimiter();
        this.delimiters = Words.repeated(delimiter);
        this.lineEnds = lineEnds;
    }

    @Override
    boolean ended() {
        return ended;
    }

    @Override
    boolean isRecord() {
        return isRecord;
    }

    @Override
    int next(byte[] bytes, int start, int limit, boolean last) {
        begin();
        int wanted = wanted();
        int field = 0;
        int fieldStart = start;
        boolean marked = false;
        int at = start;
        while (true) {
            at = stop(bytes, at, limit, wanted == Integer.MAX_VALUE ? BACKSLASH : delimiters);
            if (at >= limit) {
                return last ? endOfData(field, fieldStart, limit, marked, limit) : NEED_MORE;
            }
            byte c = bytes[at];
            if (c == '\\') {
                if (at + 1 >= limit) {
                    // a last backslash is no part of the field
                    return last ? endOfData(field, fieldStart, at, marked, limit) : NEED_MORE;
                }
                if (bytes[at + 1] == '.') {
                    return marker(bytes, at, limit, last, field, fieldStart, marked);
                }
                marked = true;
                at += 2;
            } else if (c == delimiter) {
                if (field == wanted) {
                    note(fieldStart, at, marked);
                    wanted = wanted();
                }
                field++;
                at++;
                fieldStart = at;
                marked = false;
            } else {
                int end = lineEnds.behind(bytes, at, limit, last);
                if (end != NEED_MORE && field == wanted) {
                    note(fieldStart, at, marked);
                }
                return end;
            }
        }
    }

    private static int stop(byte[] bytes, int from, int limit, long delimiters) {
        int at = from;
        while (at < limit) {
            long word = Words.at(bytes, at);
            long matches = Words.equal(word, delimiters)
                    | Words.equal(word, BACKSLASH)
                    | Words.equal(word, NEWLINE)
                    | Words.equal(word, RETURN);
            if (matches != 0) {
                return at + Words.first(matches);
            }
            at += Words.LENGTH;
        }
        return at;
    }

    private int endOfData(int field, int fieldStart, int fieldEnd, boolean marked, int limit) {
        if (field == wanted()) {
            note(fieldStart, fieldEnd, marked);
        }
        return limit;
    }

    /// The marker is part of the record if there is data before it, for servers differ in what they make of that.
    private int marker(byte[] bytes, int at, int limit, boolean last, int field, int fieldStart, boolean marked) {
        int end = lineEnds.behindMarker(bytes, at, limit, last);
        if (end == NEED_MORE) {
            return NEED_MORE;
        }
        if (field == wanted()) {
            note(fieldStart, at, marked);
        }
        ended = true;
        isRecord = field > 0 || at > fieldStart;
        return end;
    }
}
