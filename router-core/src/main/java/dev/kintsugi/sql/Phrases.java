package dev.kintsugi.sql;

import com.google.common.collect.ImmutableSet;
import dev.kintsugi.sql.Token.Kind;
import java.util.Arrays;
import java.util.stream.IntStream;

/// The tokens of one statement, and where phrases that stand for themselves end: type names, window frames, locking
/// clauses and the like, which the grammar behind the reader never sees.
///
/// Each method `xEnd(i)` returns the index behind the phrase that begins at token `i`, or `i` if none begins there.
final class Phrases {
    private final TokenList tokens;
    private final int end;
    private final int[] closing;
    private final int[] constants;

    /// The statement is the tokens from `from` up to `end`. Raises [Unreadable] if brackets do not match.
    Phrases(TokenList tokens, int from, int end) {
        this.tokens = tokens;
        this.end = end;
        this.closing = matchBrackets(tokens, from, end);
        this.constants =
                IntStream.range(0, end).filter(i -> isConstant(tokens, i)).toArray();
    }

    private static int[] matchBrackets(TokenList tokens, int from, int end) {
        var closing = new int[end];
        var open = new int[tokens.maxDepth() + 2];
        int depth = 0;
        for (int i = from; i < end; i++) {
            if (tokens.is(i, Kind.OPEN_PARENTHESIS) || tokens.is(i, Kind.OPEN_BRACKET)) {
                open[depth++] = i;
            } else if (tokens.is(i, Kind.CLOSE_PARENTHESIS) || tokens.is(i, Kind.CLOSE_BRACKET)) {
                if (depth == 0 || !matches(tokens, open[depth - 1], i)) {
                    throw new Unreadable("unbalanced parentheses");
                }
                closing[open[--depth]] = i;
            }
        }
        if (depth != 0) {
            throw new Unreadable("unbalanced parentheses");
        }
        return closing;
    }

    private static boolean matches(TokenList tokens, int open, int close) {
        return tokens.is(open, Kind.OPEN_PARENTHESIS) == tokens.is(close, Kind.CLOSE_PARENTHESIS);
    }

    TokenList tokens() {
        return tokens;
    }

    /// The index behind the last token.
    int end() {
        return end;
    }

    boolean is(int i, String word) {
        return i < end && tokens.isWord(i, word);
    }

    boolean is(int i, String word, String next) {
        return is(i, word) && is(i + 1, next);
    }

    boolean is(int i, Kind kind) {
        return i < end && tokens.is(i, kind);
    }

    boolean isIn(int i, ImmutableSet<String> words) {
        return is(i, Kind.WORD) && words.contains(tokens.word(i));
    }

    boolean isOther(int i, String spelling) {
        return i < end && tokens.isOther(i, spelling);
    }

    boolean isOpen(int i) {
        return is(i, Kind.OPEN_PARENTHESIS);
    }

    /// The index of the parenthesis or bracket that closes the one at `open`.
    int close(int open) {
        return closing[open];
    }

    /// Any identifier, key words included.
    boolean isIdentifier(int i) {
        return is(i, Kind.WORD) || is(i, Kind.QUOTED_IDENTIFIER);
    }

    /// An identifier that can name something without AS or quotes.
    boolean isName(int i) {
        return is(i, Kind.QUOTED_IDENTIFIER) || (is(i, Kind.WORD) && KeyWords.canBeName(tokens.word(i)));
    }

    /// How many constants the text has before token `i`: the number of the one that is token `i`.
    int constantsBefore(int i) {
        int found = Arrays.binarySearch(constants, i);
        return found < 0 ? -found - 1 : found;
    }

    /// The token that is the constant with this number.
    int constant(int number) {
        return constants[number];
    }

    /// A string constant of any kind.
    boolean isString(int i) {
        return i < end && isString(tokens, i);
    }

    /// A string or a number: what [StatementText] counts.
    static boolean isConstant(TokenList tokens, int i) {
        return tokens.is(i, Kind.INTEGER) || tokens.is(i, Kind.NUMERIC) || isString(tokens, i);
    }

    private static boolean isString(TokenList tokens, int i) {
        return switch (tokens.kind(i)) {
            case STRING, ESCAPE_STRING, UNICODE_STRING, DOLLAR_STRING, NATIONAL_STRING -> true;
            case BIT_STRING, HEX_STRING -> true;
            case WORD, QUOTED_IDENTIFIER, INTEGER, NUMERIC, PARAMETER, OPERATOR, TYPECAST, COMMA -> false;
            case OPEN_PARENTHESIS, CLOSE_PARENTHESIS, OPEN_BRACKET, CLOSE_BRACKET, DOT, OTHER -> false;
        };
    }

    /// `a.b.c`, not the `.*` behind it.
    int nameEnd(int i) {
        if (!isIdentifier(i)) {
            return i;
        }
        int j = i + 1;
        while (is(j, Kind.DOT) && isIdentifier(j + 1)) {
            j += 2;
        }
        return j;
    }

    /// `a.b.c`, the first part no reserved word: a table's or a collation's name.
    int plainNameEnd(int i) {
        return isName(i) ? nameEnd(i) : i;
    }

    /// `numeric(10, 2)[]`, `timestamp with time zone`, `interval day to second` …
    int typeEnd(int i) {
        int j = plainTypeEnd(i);
        if (j == i) {
            return i;
        }
        while (is(j, Kind.OPEN_BRACKET) && isArrayBound(j)) {
            j = close(j) + 1;
        }
        if (is(j, "array")) {
            j++;
            return is(j, Kind.OPEN_BRACKET) && isArrayBound(j) ? close(j) + 1 : j;
        }
        return j;
    }

    private boolean isArrayBound(int open) {
        int length = close(open) - open - 1;
        return length == 0 || (length == 1 && is(open + 1, Kind.INTEGER));
    }

    private int plainTypeEnd(int i) {
        if (is(i, "double", "precision")) {
            return i + 2;
        }
        if (is(i, "timestamp") || is(i, "time")) {
            int j = parenthesesEnd(i + 1);
            return (is(j, "with") || is(j, "without")) && is(j + 1, "time", "zone") ? j + 3 : j;
        }
        if (is(i, "interval")) {
            return parenthesesEnd(intervalFieldsEnd(i + 1));
        }
        if (is(i, "national") && (is(i + 1, "character") || is(i + 1, "char"))) {
            return parenthesesEnd(is(i + 2, "varying") ? i + 3 : i + 2);
        }
        if (is(i + 1, "varying") && (is(i, "character") || is(i, "char") || is(i, "bit") || is(i, "nchar"))) {
            return parenthesesEnd(i + 2);
        }
        return isName(i) ? parenthesesEnd(nameEnd(i)) : i;
    }

    /// `(10, 2)`: a type's modifiers are constants and names, so that no query can hide in what is passed over.
    private int parenthesesEnd(int i) {
        if (!isOpen(i)) {
            return i;
        }
        for (int j = i + 1; j < close(i); j++) {
            boolean plain = is(j, Kind.INTEGER) || isName(j) || isString(j) || is(j, Kind.COMMA);
            if (!plain && !tokens.isOperator(j, "-")) {
                return i;
            }
        }
        return close(i) + 1;
    }

    /// `day`, `hour to second(3)` …
    int intervalFieldsEnd(int i) {
        if (!isIn(i, GrammarWords.INTERVAL_FIELDS)) {
            return i;
        }
        int j = parenthesesEnd(i + 1);
        return is(j, "to") && isIn(j + 1, GrammarWords.INTERVAL_FIELDS) ? parenthesesEnd(j + 2) : j;
    }

    /// A type name with a string behind it: `date '…'`, `interval '…' day`; the string is at [#typedLiteralString].
    int typedLiteralEnd(int i) {
        int string = typedLiteralString(i);
        return string < 0 ? i : is(i, "interval") ? intervalFieldsEnd(string + 1) : string + 1;
    }

    /// The index of the string of the typed literal that begins at `i`, or -1.
    int typedLiteralString(int i) {
        boolean fields = is(i, "interval") && isIn(i + 1, GrammarWords.INTERVAL_FIELDS);
        if (!isName(i) || isIn(i, GrammarWords.CLAUSE_WORDS) || fields) {
            return -1;
        }
        int string = plainTypeEnd(i);
        return isString(string) ? string : -1;
    }

    /// `FOR UPDATE OF t SKIP LOCKED` and the like.
    int lockingEnd(int i) {
        if (!is(i, "for")) {
            return i;
        }
        int j = i + 1;
        if (is(j, "update") || is(j, "share")) {
            j++;
        } else if (is(j, "key", "share")) {
            j += 2;
        } else if (is(j, "no", "key") && is(j + 2, "update")) {
            j += 3;
        } else {
            return i;
        }
        if (is(j, "of")) {
            j = nameListEnd(j + 1);
        }
        return is(j, "nowait") ? j + 1 : is(j, "skip", "locked") ? j + 2 : j;
    }

    private int nameListEnd(int i) {
        int j = plainNameEnd(i);
        while (is(j, Kind.COMMA)) {
            j = plainNameEnd(j + 1);
        }
        return j;
    }

    /// `ASC`, `DESC NULLS LAST`, `USING >` …
    int orderModifiersEnd(int i) {
        int j = i;
        if (is(j, "asc") || is(j, "desc")) {
            j++;
        } else if (is(j, "using") && is(j + 1, Kind.OPERATOR)) {
            j += 2;
        } else if (is(j, "using", "operator")) {
            j = operatorEnd(j + 1);
        }
        return is(j, "nulls") && (is(j + 1, "first") || is(j + 1, "last")) ? j + 2 : j;
    }

    /// `ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE TIES` and the like, with constant bounds.
    int frameEnd(int i) {
        if (!is(i, "rows") && !is(i, "range") && !is(i, "groups")) {
            return i;
        }
        int j = is(i + 1, "between") ? boundEnd(i + 2) : boundEnd(i + 1);
        if (is(i + 1, "between")) {
            j = is(j, "and") ? boundEnd(j + 1) : 0;
        }
        if (j == 0) {
            return i;
        }
        if (!is(j, "exclude")) {
            return j;
        }
        return is(j + 1, "ties") || is(j + 1, "group") ? j + 2 : j + 3;
    }

    /// 0 if there is no bound.
    private int boundEnd(int i) {
        if (is(i, "current", "row")) {
            return i + 2;
        }
        int literal = typedLiteralEnd(i);
        boolean constant = is(i, Kind.INTEGER) || is(i, Kind.NUMERIC) || is(i, Kind.PARAMETER) || isString(i);
        int j = literal > i ? literal : is(i, "unbounded") || constant ? i + 1 : i;
        while (j > i && is(j, Kind.TYPECAST)) {
            j = typeEnd(j + 1);
        }
        return j > i && (is(j, "preceding") || is(j, "following")) ? j + 1 : 0;
    }

    /// The name of another window at the beginning of a window's definition.
    int windowBaseEnd(int i) {
        return isName(i) && !is(i, "partition", "by") && frameEnd(i) == i ? i + 1 : i;
    }

    /// `TABLESAMPLE SYSTEM (1) REPEATABLE (2)` with constant arguments.
    int sampleEnd(int i) {
        if (!is(i, "tablesample")) {
            return i;
        }
        int j = nameEnd(i + 1);
        if (!isOpen(j) || !isConstant(j)) {
            return i;
        }
        j = close(j) + 1;
        return is(j, "repeatable") && isOpen(j + 1) && isConstant(j + 1) ? close(j + 1) + 1 : j;
    }

    private boolean isConstant(int open) {
        return close(open) == open + 2
                && (is(open + 1, Kind.INTEGER) || is(open + 1, Kind.NUMERIC) || is(open + 1, Kind.PARAMETER));
    }

    /// `INTO [TEMP] [TABLE] name` of a SELECT.
    int intoEnd(int i) {
        if (!is(i, "into")) {
            return i;
        }
        int j = i + 1;
        while (is(j, "temporary") || is(j, "temp") || is(j, "unlogged") || is(j, "table")) {
            j++;
        }
        return plainNameEnd(j);
    }

    /// `OPERATOR(pg_catalog.~)`, or one plain operator.
    int operatorEnd(int i) {
        if (is(i, "operator") && isOpen(i + 1)) {
            int j = i + 2;
            while (isName(j) && is(j + 1, Kind.DOT)) {
                j += 2;
            }
            return is(j, Kind.OPERATOR) && close(i + 1) == j + 1 ? j + 2 : i;
        }
        return is(i, Kind.OPERATOR) ? i + 1 : i;
    }

    /// Where the SELECT whose tokens go on at `i` has its WINDOW clause, or -1.
    int windowClause(int i) {
        int j = i;
        while (j < end && !is(j, Kind.CLOSE_PARENTHESIS) && !isSetOperation(j)) {
            if (is(j, "window") && isIdentifier(j + 1) && is(j + 2, "as") && isOpen(j + 3)) {
                return j;
            }
            j = is(j, Kind.OPEN_PARENTHESIS) || is(j, Kind.OPEN_BRACKET) ? close(j) + 1 : j + 1;
        }
        return -1;
    }

    /// `WINDOW w AS (…), …`.
    int windowClauseEnd(int i) {
        int j = i;
        do {
            if (!isIdentifier(j + 1) || !is(j + 2, "as") || !isOpen(j + 3)) {
                throw new Unreadable("WINDOW clause");
            }
            j = close(j + 3) + 1;
        } while (is(j, Kind.COMMA));
        return j;
    }

    /// UNION, INTERSECT or EXCEPT, not the label of a column.
    boolean isSetOperation(int i) {
        return !isLabel(i) && (is(i, "union") || is(i, "intersect") || is(i, "except"));
    }

    /// Whether the word stands where any word is just a name: behind AS or a point.
    boolean isLabel(int i) {
        return i > 0 && (tokens.isWord(i - 1, "as") || tokens.is(i - 1, Kind.DOT));
    }
}
