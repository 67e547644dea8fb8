package dev.kintsugi.value;

/// A constant as it stands in SQL text, already unquoted: its lexical kind decides the type Postgres gives it.
public sealed interface SqlLiteral {
    /// `'…'`, `E'…'`, `U&'…'`, `$$…$$`: of unknown type until its context types it.
    record Quoted(String value) implements SqlLiteral {}

    /// An integer or decimal constant with its sign: int4, int8 or numeric, by its value (as Postgres' scanner
    /// decides).
    record Number(String digits) implements SqlLiteral {}

    record Bool(boolean value) implements SqlLiteral {}

    record Null() implements SqlLiteral {
        public static final Null INSTANCE = new Null();
    }
}
