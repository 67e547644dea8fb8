package dev.kintsugi.sql;

import com.google.common.collect.ImmutableSet;
import dev.kintsugi.sql.Token.Kind;

/// Which unquoted words are names to Postgres but trouble to JSqlParser.
final class MaskedWords {
    /// Key words of JSqlParser that are none of Postgres.
    private static final ImmutableSet<String> FOREIGN = ImmutableSet.of(
            "approximate", "connect_by_root", "convert", "distinctrow", "div", "errors", "excludes", "extend", "fbv",
            "file", "final", "ignore", "includes", "interpret", "match_all", "match_any", "match_phrase",
            "match_phrase_prefix", "match_regexp", "member", "minus", "nocycle", "output", "pivot", "preferring",
            "prewhere", "qualify", "regexp", "regexp_like", "rlike", "safe_cast", "safe_convert", "sample", "script",
            "semi", "settings", "sql_cache", "sql_calc_found_rows", "sql_no_cache", "struct", "top", "try_cast",
            "try_convert", "unpivot", "use", "verify", "xor");

    /// Words that Postgres reserves nowhere and uses in no query, but JSqlParser does.
    private static final ImmutableSet<String> NAMES_IN_QUERIES =
            ImmutableSet.of("csv", "force", "import", "prior", "returns", "statement");

    private MaskedWords() {}

    /// Whether the WORD is a name that JSqlParser would not take for one.
    static boolean isMasked(TokenList tokens, int i) {
        String word = tokens.word(i);
        if (FOREIGN.contains(word) || NAMES_IN_QUERIES.contains(word) || hasForeignBytes(tokens, i)) {
            return true;
        }
        if (!KeyWords.canBeName(word)) {
            return isLabel(tokens, i);
        }
        return switch (word) {
            case "absent" -> !tokens.isWord(i + 1, "on");
            case "current" -> !tokens.isWord(i + 1, "row") && !tokens.isWord(i + 1, "of");
            case "key" -> !isKeyPhrase(tokens, i);
            case "unbounded" -> !tokens.isWord(i + 1, "preceding") && !tokens.isWord(i + 1, "following");
            case "unknown" -> !tokens.isWord(i - 1, "is") && !tokens.isWord(i - 1, "not");
            default -> false;
        };
    }

    private static boolean hasForeignBytes(TokenList tokens, int i) {
        for (int p = tokens.start(i); p < tokens.end(i); p++) {
            if (tokens.sql()[p] < 0) {
                return true;
            }
        }
        return false;
    }

    /// Whether the reserved word is a column's label: behind a dot, or between AS and what ends a select item.
    private static boolean isLabel(TokenList tokens, int i) {
        if (tokens.is(i - 1, Kind.DOT)) {
            return true;
        }
        boolean endsItem = i + 1 == tokens.size()
                || tokens.is(i + 1, Kind.COMMA)
                || tokens.is(i + 1, Kind.CLOSE_PARENTHESIS)
                || tokens.isWord(i + 1, "from");
        return endsItem && tokens.isWord(i - 1, "as");
    }

    private static boolean isKeyPhrase(TokenList tokens, int i) {
        return tokens.isWord(i - 1, "no")
                || tokens.isWord(i - 1, "for")
                || tokens.isWord(i - 1, "primary")
                || tokens.isWord(i - 1, "foreign");
    }
}
