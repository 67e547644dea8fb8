package dev.kintsugi.value;

/// The two encodings of a value on the wire.
public enum Format {
    TEXT(0),
    BINARY(1);

    private final int code;

    Format(int code) {
        this.code = code;
    }

    /// The format code of the protocol: 0 or 1.
    public int code() {
        return code;
    }
}
