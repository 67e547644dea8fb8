package dev.kintsugi.sql;

import com.google.common.collect.ImmutableSet;

/// The key words that Postgres' grammar does not take for a name.
///
/// Source: PostgreSQL 17 manual, appendix C.
final class KeyWords {
    private static final ImmutableSet<String> RESERVED = ImmutableSet.of(
            "all",
            "analyse",
            "analyze",
            "and",
            "any",
            "array",
            "as",
            "asc",
            "asymmetric",
            "both",
            "case",
            "cast",
            "check",
            "collate",
            "column",
            "constraint",
            "create",
            "current_catalog",
            "current_date",
            "current_role",
            "current_time",
            "current_timestamp",
            "current_user",
            "default",
            "deferrable",
            "desc",
            "distinct",
            "do",
            "else",
            "end",
            "except",
            "false",
            "fetch",
            "for",
            "foreign",
            "from",
            "grant",
            "group",
            "having",
            "in",
            "initially",
            "intersect",
            "into",
            "lateral",
            "leading",
            "limit",
            "localtime",
            "localtimestamp",
            "not",
            "null",
            "offset",
            "on",
            "only",
            "or",
            "order",
            "placing",
            "primary",
            "references",
            "returning",
            "select",
            "session_user",
            "some",
            "symmetric",
            "system_user",
            "table",
            "then",
            "to",
            "trailing",
            "true",
            "union",
            "unique",
            "user",
            "using",
            "variadic",
            "when",
            "where",
            "window",
            "with");

    /// Reserved too, except as the name of a function or type.
    private static final ImmutableSet<String> FUNCTION_OR_TYPE = ImmutableSet.of(
            "authorization",
            "binary",
            "collation",
            "concurrently",
            "cross",
            "current_schema",
            "freeze",
            "full",
            "ilike",
            "inner",
            "is",
            "isnull",
            "join",
            "left",
            "like",
            "natural",
            "notnull",
            "outer",
            "overlaps",
            "right",
            "similar",
            "tablesample",
            "verbose");

    private KeyWords() {}

    /// Whether the word, in lower case, can name nothing unless it is quoted.
    static boolean isReserved(String word) {
        return RESERVED.contains(word);
    }

    /// Whether the word, in lower case, can name a table, column, cursor or the like.
    static boolean canBeName(String word) {
        return !RESERVED.contains(word) && !FUNCTION_OR_TYPE.contains(word);
    }
}
