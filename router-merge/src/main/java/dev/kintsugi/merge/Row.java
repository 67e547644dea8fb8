package dev.kintsugi.merge;

/// One row as the body of a DataRow message: a big-endian int16 column count, then per column an int32 length (-1 for
/// NULL) and the value's bytes.
///
/// The bytes are a window into `buffer`, which may be shared with other rows and must not be changed.
@SuppressWarnings("ArrayRecordComponent") // a window, not a value: rows are never compared as records
public record Row(byte[] buffer, int offset, int length) {}
