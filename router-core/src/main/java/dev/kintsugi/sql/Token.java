package dev.kintsugi.sql;

/// One token of a statement; `start` and `end` are byte offsets, `depth` counts the open parentheses and brackets
/// around it (an opening one has the depth outside it, as has its closing one).
public record Token(Kind kind, int start, int end, int depth) {
    /// The lexical kinds of PostgreSQL's scanner (manual, section 4.1).
    public enum Kind {
        /// an unquoted identifier or key word
        WORD,
        /// `"…"`, or `U&"…"`
        QUOTED_IDENTIFIER,
        /// `'…'`
        STRING,
        /// `E'…'`
        ESCAPE_STRING,
        /// `U&'…'`
        UNICODE_STRING,
        /// `$tag$…$tag$`
        DOLLAR_STRING,
        /// `N'…'`
        NATIONAL_STRING,
        /// `B'…'`
        BIT_STRING,
        /// `X'…'`
        HEX_STRING,
        /// digits only, underscores, 0x 0o 0b forms
        INTEGER,
        /// with a point or an exponent
        NUMERIC,
        /// `$1`
        PARAMETER,
        /// `+ - * / < > = ~ ! @ # % ^ & | ` ?` in Postgres' longest-match sense
        OPERATOR,
        /// `::`
        TYPECAST,
        /// `,`
        COMMA,
        /// `(`
        OPEN_PARENTHESIS,
        /// `)`
        CLOSE_PARENTHESIS,
        /// `[`
        OPEN_BRACKET,
        /// `]`
        CLOSE_BRACKET,
        /// `.`
        DOT,
        /// `..`, `:`, `:=`, `=>` and whatever else stands alone
        OTHER
    }
}
