package dev.kintsugi.merge.aggregate;

/// The columns of one row where they lie; columns are counted from 0.
public interface Fields {
    /// The buffer that all the values are in.
    byte[] bytes();

    /// Where the column's value starts in [#bytes].
    int start(int column);

    /// The value's length, or -1 for NULL.
    int length(int column);

    default boolean isNull(int column) {
        return length(column) < 0;
    }
}
