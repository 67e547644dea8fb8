package dev.kintsugi.merge;

/// A row with its sort keys found: where each value lies, and its prefix. Filled and compared by a [RowOrder].
final class KeyedRow {
    Row row;
    final long[] prefixes;
    final int[] starts;
    final int[] lengths;

    KeyedRow(int keys, Row row) {
        this.row = row;
        this.prefixes = new long[keys];
        this.starts = new int[keys];
        this.lengths = new int[keys];
    }

    /// Roughly what this object holds beside the row's bytes.
    static int heldBytes(int keys) {
        return 112 + keys * (Long.BYTES + 2 * Integer.BYTES);
    }
}
