package dev.kintsugi.sql;

import dev.kintsugi.sql.Token.Kind;

/// Tells what an unquoted word means by what stands around it.
final class Words {
    private Words() {}

    /// The end of a phrase at `i` that has no structure of its own, or `i`: what the grammar's text leaves out.
    static int skippedEnd(Phrases phrases, int i) {
        return switch (phrases.tokens().word(i)) {
            case "for" -> phrases.lockingEnd(i);
            case "asc", "desc", "nulls", "using" -> phrases.orderModifiersEnd(i);
            case "rows", "range", "groups" -> phrases.frameEnd(i);
            case "tablesample" -> phrases.sampleEnd(i);
            case "into" -> phrases.intoEnd(i);
            case "only", "lateral", "variadic", "asymmetric" -> i + 1;
            case "symmetric" -> phrases.is(i - 1, "between") ? i + 1 : i;
            case "with" -> phrases.is(i + 1, "ordinality") ? i + 2 : i;
            case "array" -> phrases.is(i + 1, Kind.OPEN_BRACKET) || phrases.isOpen(i + 1) ? i + 1 : i;
            case "exists", "any", "some", "all" -> phrases.isOpen(i + 1) ? i + 1 : i;
            default -> i;
        };
    }

    /// LEFT and RIGHT before a parenthesis are functions, and so is nothing else that begins a join.
    static boolean isFunction(Phrases phrases, int i) {
        return (phrases.is(i, "left") || phrases.is(i, "right") || phrases.is(i, "cast")) && phrases.isOpen(i + 1);
    }

    /// A word that stands before a parenthesis without calling anything.
    static boolean isBareClause(Phrases phrases, int i) {
        return phrases.is(i, "values") || phrases.is(i, "over") || phrases.is(i, "filter");
    }

    /// Whether a select list that goes on at `i` is at its end, so that it was empty if it begins there.
    static boolean endsSelectList(Phrases phrases, int i) {
        return i >= phrases.end()
                || phrases.is(i, Kind.CLOSE_PARENTHESIS)
                || phrases.is(i, "from")
                || phrases.is(i, "where")
                || phrases.is(i, "into")
                || phrases.is(i, "group", "by")
                || phrases.is(i, "having")
                || phrases.is(i, "window")
                || phrases.isSetOperation(i)
                || phrases.is(i, "order", "by")
                || endsLimit(phrases, i);
    }

    /// Whether a LIMIT, OFFSET or FETCH that goes on at `i` is at its end.
    static boolean endsLimit(Phrases phrases, int i) {
        return phrases.is(i, Kind.CLOSE_PARENTHESIS)
                || phrases.is(i, "limit")
                || phrases.is(i, "offset")
                || phrases.is(i, "fetch")
                || phrases.lockingEnd(i) > i
                || phrases.is(i, "returning")
                || phrases.is(i, "on", "conflict");
    }
}
