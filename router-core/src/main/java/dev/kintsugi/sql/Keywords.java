package dev.kintsugi.sql;

import com.google.common.collect.ImmutableSet;

/// Words with a meaning of their own in Postgres' grammar (manual, appendix C), all in lower case.
final class Keywords {
    /// Cannot be the name of a column or table unless quoted, nor an alias without AS.
    static final ImmutableSet<String> RESERVED = words(
            """
            all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create
            current_catalog current_date current_role current_time current_timestamp current_user default deferrable
            desc distinct do else end except false fetch for foreign from grant group having in initially intersect into
            lateral leading limit localtime localtimestamp not null offset on only or order placing primary references
            returning select session_user some symmetric system_user table then to trailing true union unique user
            using variadic when where window with
            authorization binary collation concurrently cross current_schema freeze full ilike inner is isnull join left
            like natural notnull outer overlaps right similar tablesample verbose
            """);

    /// Calls that are written without parentheses.
    static final ImmutableSet<String> VALUE_FUNCTIONS = words(
            """
            current_catalog current_date current_role current_schema current_time current_timestamp current_user
            localtime localtimestamp session_user system_user user
            """);

    /// Calls whose arguments may be parted by words instead of commas.
    static final ImmutableSet<String> WORDY_CALLS = words("extract overlay position substring trim");

    /// The words that part them.
    static final ImmutableSet<String> ARGUMENT_WORDS = words("escape for from in placing similar");

    /// The fields of an interval's qualifier.
    static final ImmutableSet<String> INTERVAL_FIELDS = words("day hour minute month second year");

    /// Join types that are also names of functions.
    static final ImmutableSet<String> JOIN_WORDS = words("cross full inner join left natural outer right");

    /// Words that stand before a string or a parenthesis without being a type, a function or an alias.
    static final ImmutableSet<String> CLAUSE_WORDS = words(
            "between by escape exists row values set returning operator grouping similar zone symmetric over filter");

    private Keywords() {}

    private static ImmutableSet<String> words(String text) {
        return ImmutableSet.copyOf(text.strip().split("\\s+"));
    }
}
