package dev.kintsugi.copy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/// Records of the binary format: fields with their lengths. The first record is the file's header.
final class BinaryScanner extends RecordScanner {
    private static final byte[] SIGNATURE = "PGCOPY\n\377\r\n\0".getBytes(ISO_8859_1);
    private static final int LENGTH_OF_EXTENSION = SIGNATURE.length + Integer.BYTES;
    private static final int SHORTEST_HEADER = LENGTH_OF_EXTENSION + Integer.BYTES;
    private static final int TRAILER = -1;
    private static final int NULL = -1;

    private final int columns;
    private boolean headerDue = true;
    private boolean ended;
    private boolean isRecord = true;

    BinaryScanner(RecordLayout layout) {
        super(layout);
        this.columns = layout.columns();
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
        return headerDue ? header(bytes, start, limit, last) : record(bytes, start, limit, last);
    }

    private int header(byte[] bytes, int start, int limit, boolean last) {
        int length = limit - start;
        int signature = Math.min(length, SIGNATURE.length);
        if (Arrays.mismatch(bytes, start, start + signature, SIGNATURE, 0, signature) >= 0) {
            return end(limit);
        }
        if (length < SHORTEST_HEADER) {
            return last ? end(limit) : NEED_MORE;
        }
        int extension = Words.int4(bytes, start + LENGTH_OF_EXTENSION);
        if (extension < 0) {
            return end(start + SHORTEST_HEADER);
        }
        if (length - SHORTEST_HEADER < extension) {
            return last ? end(limit) : NEED_MORE;
        }
        headerDue = false;
        return start + SHORTEST_HEADER + extension;
    }

    private int record(byte[] bytes, int start, int limit, boolean last) {
        if (limit - start < Short.BYTES) {
            return last ? nothing(limit) : NEED_MORE; // half a count is no record to the server, either
        }
        int at = start + Short.BYTES;
        int count = Words.int2(bytes, start);
        if (count != columns) {
            return count == TRAILER ? trailer(at, limit, last) : end(at);
        }
        int wanted = wanted();
        for (int field = 0; field < count; field++) {
            if (limit - at < Integer.BYTES) {
                return last ? end(limit) : NEED_MORE;
            }
            int length = Words.int4(bytes, at);
            at += Integer.BYTES;
            if (length < NULL) {
                return end(at);
            }
            if (limit - at < length) {
                return last ? end(limit) : NEED_MORE;
            }
            if (field == wanted) {
                note(at, at + length, false);
                wanted = wanted();
            }
            at += Math.max(0, length);
        }
        return at;
    }

    /// The server complains of data behind the trailer, so it is to see some.
    private int trailer(int at, int limit, boolean last) {
        if (at < limit) {
            return end(at + 1);
        }
        if (!last) {
            return NEED_MORE;
        }
        return nothing(at);
    }

    private int nothing(int at) {
        isRecord = false;
        return end(at);
    }

    /// What follows cannot be read any more.
    private int end(int at) {
        ended = true;
        return at;
    }
}
