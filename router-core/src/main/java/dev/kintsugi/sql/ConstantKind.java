package dev.kintsugi.sql;

/// The type that Postgres' scanner gives a constant: what of it belongs to a statement's shape.
public enum ConstantKind {
    /// `'…'`, `E'…'`, `U&'…'`, `$$…$$`: of unknown type until its context types it
    STRING,
    /// `N'…'`
    NATIONAL,
    /// `B'…'`
    BITS,
    /// `X'…'`
    HEX,
    /// an integer that fits 32 bits
    INT4,
    /// an integer that fits 64 bits
    INT8,
    /// an integer beyond, which is a numeric
    BIG_INTEGER,
    /// a number with a point or an exponent
    NUMERIC;

    /// Whether it is written as an integer, of whatever size.
    public boolean isInteger() {
        return switch (this) {
            case INT4, INT8, BIG_INTEGER -> true;
            case STRING, NATIONAL, BITS, HEX, NUMERIC -> false;
        };
    }
}
