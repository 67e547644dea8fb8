package dev.kintsugi.sql;

/// The type that Postgres' scanner gives a constant: what of it belongs to a statement's shape.
public enum ConstantKind {
    /// `'…'`, `E'…'`, `U&'…'`, `$$…$$`: of unknown type until its context types it
    STRING(1),
    /// `N'…'`
    NATIONAL(2),
    /// `B'…'`
    BITS(3),
    /// `X'…'`
    HEX(4),
    /// an integer that fits 32 bits
    INT4(5),
    /// an integer that fits 64 bits
    INT8(6),
    /// an integer beyond, which is a numeric
    BIG_INTEGER(7),
    /// a number with a point or an exponent
    NUMERIC(8);

    private final int code;

    ConstantKind(int code) {
        this.code = code;
    }

    /// A small number of its own, for the shape's hash.
    int code() {
        return code;
    }

    /// Whether it is written as an integer, of whatever size.
    public boolean isInteger() {
        return switch (this) {
            case INT4, INT8, BIG_INTEGER -> true;
            case STRING, NATIONAL, BITS, HEX, NUMERIC -> false;
        };
    }
}
