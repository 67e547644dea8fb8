package dev.kintsugi.copy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Finds the end of a record and its key fields in raw bytes.
///
/// Keeps nothing of a record that is not complete: with more bytes it is looked at from its beginning. What is told
/// about a record holds until the next call of [#next].
abstract sealed class RecordScanner permits TextScanner, CsvScanner, BinaryScanner {
    /// The answer of [#next] if the record is not complete.
    static final int NEED_MORE = LineEnds.NEED_MORE;

    private final int[] fieldOfKey;
    private final int[] from;
    private final int[] to;
    private final boolean[] marked;

    /// The keys in the order of their fields, and those fields.
    private final int[] order;

    private final int[] fields;

    private int found;

    RecordScanner(RecordLayout layout) {
        int keys = layout.keyFields().length();
        fieldOfKey = layout.keyFields().toArray();
        from = new int[keys];
        to = new int[keys];
        marked = new boolean[keys];
        order = IntStream.range(0, keys)
                .boxed()
                .sorted(Comparator.comparingInt(key -> fieldOfKey[key]))
                .mapToInt(key -> key)
                .toArray();
        fields = Arrays.stream(order).map(key -> fieldOfKey[key]).toArray();
    }

    /// The end of the record that begins at `start`, its line end included, or [#NEED_MORE]; at least one byte is
    /// there. `last` says that no bytes will follow.
    ///
    /// @throws dev.kintsugi.error.RouterException 22P04 where the server could not tell where the record ends
    abstract int next(byte[] bytes, int start, int limit, boolean last);

    /// Whether the data ends here, whatever follows.
    boolean ended() {
        return false;
    }

    /// Whether there is a record; else only the end of the data was found.
    boolean isRecord() {
        return true;
    }

    /// Lines that the record has beyond one, counted as the server does once it has seen the end of a line.
    int moreLines() {
        return 0;
    }

    /// The same for a server to which this record is the first.
    int moreLinesIfFirst() {
        return 0;
    }

    // The key fields

    final void begin() {
        found = 0;
    }

    /// The field whose bounds are to be noted next, or a number that no field has.
    final int wanted() {
        return found < fields.length ? fields[found] : Integer.MAX_VALUE;
    }

    final void note(int start, int end, boolean hasMarks) {
        int key = order[found++];
        from[key] = start;
        to[key] = end;
        marked[key] = hasMarks;
    }

    final boolean hasAllKeys() {
        return found == fields.length;
    }

    final int keyFrom(int key) {
        return from[key];
    }

    /// Below [#keyFrom] for NULL in binary format.
    final int keyTo(int key) {
        return to[key];
    }

    /// Whether there are quotes or backslashes in the field.
    final boolean isMarked(int key) {
        return marked[key];
    }
}
