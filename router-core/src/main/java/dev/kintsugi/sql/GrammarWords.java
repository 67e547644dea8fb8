package dev.kintsugi.sql;

import com.google.common.collect.ImmutableSet;

/// Words with a meaning of their own where the reader meets them, in lower case.
final class GrammarWords {
    /// Calls that are written without parentheses.
    static final ImmutableSet<String> VALUE_FUNCTIONS = words("""
        current_catalog current_date current_role current_schema current_time current_timestamp current_user
        localtime localtimestamp session_user system_user user
        """);

    /// Calls whose arguments may be parted by words instead of commas.
    static final ImmutableSet<String> WORDY_CALLS = words("extract overlay position substring trim");

    /// The words that part them.
    static final ImmutableSet<String> ARGUMENT_WORDS = words("escape for from in placing similar");

    /// The fields of an interval's qualifier.
    static final ImmutableSet<String> INTERVAL_FIELDS = words("day hour minute month second year");

    /// Words that stand before a string or a parenthesis without being a type, a function or an alias.
    static final ImmutableSet<String> CLAUSE_WORDS = words(
            "between by escape exists row values set returning operator grouping similar zone symmetric over filter");

    private GrammarWords() {}

    private static ImmutableSet<String> words(String text) {
        return ImmutableSet.copyOf(text.strip().split("\\s+"));
    }
}
