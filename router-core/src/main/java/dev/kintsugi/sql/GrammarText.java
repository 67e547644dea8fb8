package dev.kintsugi.sql;

import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import java.util.ArrayDeque;

/// Rewrites a statement's tokens into the little SQL that the parser behind the reader must understand.
///
/// The parser is asked for structure only: how operators, clauses and joins nest. So every name becomes `q`, every constant
/// and parameter `1`, every operator that is no comparison `+`; what is marked by its own tokens (casts, COLLATE,
/// window frames, aliases' columns, FOR UPDATE …) is left out; a call's FILTER, WITHIN GROUP and OVER
/// become further arguments; an INSERT, UPDATE or DELETE becomes a SELECT of its parts. The readers then walk the parser's
/// tree and the true tokens in step, and every token must find its place: if the parser misread the text, or
/// this class misjudged a word, they do not fit and the statement is opaque. So nothing here needs to be trusted.
final class GrammarText {
    /// How deep parentheses, brackets and CASE may nest; the parser's time grows with the cube of it.
    static final int MAX_DEPTH = 64;

    private enum Kind {
        BASE,
        PARENTHESES,
        CALL,
        CAST,
        SUBSCRIPT,
        CASE
    }

    /// An open bracket: `filled` once something stands in it, `comma` while one is due before the next thing.
    private static final class Frame {
        final Kind kind;
        final boolean wordy;
        boolean filled;
        boolean comma;

        Frame(Kind kind, boolean wordy) {
            this.kind = kind;
            this.wordy = wordy;
        }
    }

    private final Phrases phrases;
    private final TokenList tokens;
    private final StringBuilder out;
    private final ArrayDeque<Frame> frames = new ArrayDeque<>();
    /// Whether the text so far ends with an operand, so that an operator is infix and a parenthesis no call.
    private boolean operand;

    private GrammarText(Phrases phrases) {
        this.phrases = phrases;
        this.tokens = phrases.tokens();
        this.out = new StringBuilder(2 * phrases.end());
    }

    /// The text for the statement that begins at token `from`. Raises [Unreadable] for words that it cannot place, and 54001 when
    /// the statement nests too deep.
    static String of(Phrases phrases, int from) {
        var text = new GrammarText(phrases);
        text.frames.push(new Frame(Kind.BASE, false));
        text.statement(from, phrases.end());
        return text.out.toString();
    }

    private void statement(int from, int end) {
        int i = phrases.is(from, "with") ? ctes(from) : from;
        if (DmlOutline.startsAt(phrases, i)) {
            dml(DmlOutline.of(phrases, i, end));
        } else {
            run(i, end);
        }
    }

    private int ctes(int with) {
        keyword("with");
        int i = phrases.is(with + 1, "recursive") ? with + 2 : with + 1;
        while (true) {
            int as = phrases.isOpen(i + 1) ? phrases.close(i + 1) + 1 : i + 1;
            int open = materializedEnd(as + 1);
            if (!phrases.is(as, "as") || !phrases.isOpen(open)) {
                throw new Unreadable("WITH clause");
            }
            keyword("q as");
            nested(open);
            i = phrases.close(open) + 1;
            if (!phrases.is(i, Token.Kind.COMMA)) {
                return i;
            }
            keyword(",");
            i++;
        }
    }

    /// The index behind `[NOT] MATERIALIZED`.
    private int materializedEnd(int i) {
        return phrases.is(i, "materialized") ? i + 1 : phrases.is(i, "not", "materialized") ? i + 2 : i;
    }

    /// A whole statement in parentheses.
    private void nested(int open) {
        push(new Frame(Kind.PARENTHESES, false), "(");
        statement(open + 1, phrases.close(open));
        frames.pop();
        operand(")");
    }

    private void dml(DmlOutline outline) {
        keyword("select");
        int assignments = outline.verb() == DmlOutline.Verb.UPDATE ? outline.body() : outline.set();
        boolean some = assignments >= 0;
        if (some) {
            assignments(assignments + 1, outline.endOf(assignments));
        }
        if (outline.returning() >= 0) {
            if (some) {
                keyword(",");
            }
            run(outline.returning() + 1, outline.end());
        } else if (!some) {
            operand("1");
        }
        switch (outline.verb()) {
            case INSERT -> source(outline);
            case UPDATE -> clause("from", outline.from(), outline);
            case DELETE -> clause("from", outline.body(), outline);
        }
        clause("where", outline.where(), outline);
    }

    private void clause(String word, int at, DmlOutline outline) {
        if (at >= 0) {
            keyword(word);
            run(at + 1, outline.endOf(at));
        }
    }

    private void source(DmlOutline outline) {
        if (phrases.is(outline.body(), "default", "values")) {
            return;
        }
        keyword("from");
        push(new Frame(Kind.PARENTHESES, false), "(");
        statement(outline.body(), outline.endOf(outline.body()));
        frames.pop();
        operand(") q");
    }

    /// `a = 1, (b, c) = (…)`: only what stands right of the equals signs.
    private void assignments(int from, int end) {
        int i = from;
        while (i < end) {
            int equals = phrases.isOpen(i) ? phrases.close(i) + 1 : phrases.nameEnd(i);
            if (!tokens.isOperator(equals, "=")) {
                throw new Unreadable("assignment");
            }
            int comma = commaOrEnd(equals + 1, end);
            run(equals + 1, comma);
            if (comma < end) {
                keyword(",");
            }
            i = comma + 1;
        }
    }

    private int commaOrEnd(int from, int end) {
        int i = from;
        while (i < end && !phrases.is(i, Token.Kind.COMMA)) {
            boolean open = phrases.isOpen(i) || phrases.is(i, Token.Kind.OPEN_BRACKET);
            i = open ? phrases.close(i) + 1 : i + 1;
        }
        return i;
    }

    private void run(int from, int end) {
        operand = false;
        int i = from;
        while (i < end) {
            i = step(i);
        }
    }

    /// Writes what stands at token `i` and returns the index behind it.
    private int step(int i) {
        return switch (tokens.kind(i)) {
            case STRING, ESCAPE_STRING, UNICODE_STRING, DOLLAR_STRING, NATIONAL_STRING, BIT_STRING, HEX_STRING ->
                operand("1", i + 1);
            case INTEGER, NUMERIC, PARAMETER -> operand("1", i + 1);
            case QUOTED_IDENTIFIER -> name(i);
            case WORD -> word(i);
            case OPERATOR -> operator(i, i + 1);
            case TYPECAST -> skipType(i + 1);
            case COMMA -> keyword(",", i + 1);
            case OPEN_PARENTHESIS -> open(i);
            case OPEN_BRACKET -> openBracket(i);
            case CLOSE_PARENTHESIS, CLOSE_BRACKET -> close(i);
            case DOT -> field(i);
            case OTHER -> other(i);
        };
    }

    private int skipType(int i) {
        int end = phrases.typeEnd(i);
        if (end == i) {
            throw new Unreadable("type name");
        }
        return end;
    }

    /// `.field` or `.*` behind a parenthesis or subscript: no structure in it.
    private int field(int i) {
        boolean known = operand && (phrases.isIdentifier(i + 1) || tokens.isOperator(i + 1, "*"));
        if (!known) {
            throw new Unreadable("a point");
        }
        return i + 2;
    }

    private int other(int i) {
        if (top().kind == Kind.SUBSCRIPT && tokens.isOther(i, ":")) {
            return separator(i + 1);
        }
        throw new Unreadable("\"" + tokens.text(i) + "\"");
    }

    private int operator(int i, int end) {
        if (!operand) {
            return tokens.isOperator(i, "*") ? operand("1", end) : end;
        }
        return keyword(Operators.isComparison(tokens, i) ? Operators.text(tokens, i) : "+", end);
    }

    private int open(int i) {
        if (phrases.is(i + 1, "with") || DmlOutline.startsAt(phrases, i + 1)) {
            nested(i);
            return phrases.close(i) + 1;
        }
        if (operand && phrases.is(i - 1, "as")) {
            return phrases.close(i) + 1; // column definitions of an alias without a name
        }
        push(new Frame(Kind.PARENTHESES, false), "(");
        return i + 1;
    }

    private int openBracket(int i) {
        if (operand) {
            put("+");
            push(new Frame(Kind.SUBSCRIPT, false), "(");
        } else {
            push(new Frame(Kind.CALL, false), "q (");
        }
        return i + 1;
    }

    private int close(int i) {
        var frame = top();
        if (frame.kind == Kind.CALL) {
            int tail = tail(i + 1);
            if (tail > i + 1) {
                frame.comma = frame.filled;
                operand = false;
                return tail;
            }
            // `OVER name` is a tail without parentheses of its own
            int window = phrases.is(i + 1, "over") && phrases.isName(i + 2) ? i + 3 : i + 1;
            frames.pop();
            return operand(")", window);
        }
        if (frame.kind == Kind.BASE || frame.kind == Kind.CASE) {
            throw new Unreadable("unbalanced parentheses");
        }
        if (!frame.filled) {
            put("1");
        }
        frames.pop();
        return operand(")", i + 1);
    }

    /// The index of the first token inside `WITHIN GROUP (ORDER BY`, `FILTER (WHERE` or `OVER (`, or `i` if there is no such thing.
    private int tail(int i) {
        if (phrases.is(i, "within", "group") && phrases.isOpen(i + 2) && phrases.is(i + 3, "order", "by")) {
            return i + 5;
        }
        if (phrases.is(i, "filter") && phrases.isOpen(i + 1) && phrases.is(i + 2, "where")) {
            return i + 3;
        }
        if (phrases.is(i, "over") && phrases.isOpen(i + 1)) {
            return phrases.windowBaseEnd(i + 2);
        }
        return i;
    }

    private int name(int i) {
        if (phrases.isOther(i + 1, "=>") || phrases.isOther(i + 1, ":=")) {
            return i + 2; // a named argument's name
        }
        int literal = phrases.typedLiteralEnd(i);
        if (literal > i) {
            return operand("1", literal);
        }
        int end = phrases.nameEnd(i);
        if (phrases.isOpen(end) && !Words.isBareClause(phrases, i)) {
            return operand ? operand("q", phrases.close(end) + 1) : call(i, end);
        }
        boolean star = phrases.is(end, Token.Kind.DOT) && tokens.isOperator(end + 1, "*");
        return operand("q", star ? end + 2 : end);
    }

    private int call(int i, int open) {
        boolean wordy = open == i + 1 && phrases.isIn(i, GrammarWords.WORDY_CALLS);
        push(new Frame(phrases.is(i, "cast") ? Kind.CAST : Kind.CALL, wordy), "q (");
        int j = open + 1;
        boolean all = phrases.is(j, "all") && !phrases.isOpen(j + 1);
        if (phrases.is(j, "distinct") || all) {
            j++;
        }
        if (wordy && (phrases.is(j, "both") || phrases.is(j, "leading") || phrases.is(j, "trailing"))) {
            j++;
        }
        return wordy && phrases.is(j, "from") ? j + 1 : j;
    }

    private int word(int i) {
        if (phrases.isLabel(i) && top().kind != Kind.CAST) {
            return label(i);
        }
        int skipped = Words.skippedEnd(phrases, i);
        if (skipped > i) {
            return skipped;
        }
        if (top().kind == Kind.CAST && phrases.is(i, "as")) {
            return skipType(i + 1);
        }
        if (top().wordy && phrases.isIn(i, GrammarWords.ARGUMENT_WORDS)) {
            return separator(i + 1);
        }
        if (phrases.isIn(i, GrammarWords.VALUE_FUNCTIONS) || Words.isFunction(phrases, i)) {
            return name(i);
        }
        return switch (tokens.word(i)) {
            case "select" -> select(i);
            case "values" -> phrases.isOpen(i + 1) ? keyword("select", i + 1) : name(i);
            case "table" -> keyword("select 1 from", i + 1);
            case "group" -> groupBy(i);
            case "order" -> by(i, "order by");
            case "partition" -> phrases.is(i + 1, "by") ? by(i, "partition by") : name(i);
            case "grouping" -> phrases.is(i + 1, "sets") && phrases.isOpen(i + 2) ? call(i, i + 2) : name(i);
            case "window" -> phrases.windowClauseEnd(i);
            case "case" -> beginCase(i);
            case "when", "then", "else", "end" -> casePart(i);
            case "offset", "fetch" -> limit(i);
            case "limit" -> phrases.is(i + 1, "all") ? operand("limit 1", i + 2) : keyword("limit", i + 1);
            case "is" -> isTest(i);
            case "isnull", "notnull" -> operand("is null", i + 1);
            case "similar" -> phrases.is(i + 1, "to") ? keyword("like", i + 2) : name(i);
            case "like", "ilike" -> keyword("like", i + 1);
            case "at" -> phrases.is(i + 1, "time", "zone") && operand ? keyword("+", i + 3) : name(i);
            case "overlaps" -> keyword("+", i + 1);
            case "operator" -> phrases.isOpen(i + 1) ? operator(i, phrases.operatorEnd(i)) : name(i);
            case "collate" -> phrases.nameEnd(i + 1);
            case "escape" -> operand && !phrases.is(i + 1, Token.Kind.COMMA) ? keyword("escape", i + 1) : name(i);
            case "null", "true", "false", "default" -> operand("1", i + 1);
            case "from", "where", "having", "on", "using", "join", "cross", "natural", "inner", "left", "right" ->
                plain(i);
            case "full", "outer", "as", "and", "or", "not", "in", "between", "distinct", "all" -> plain(i);
            case "union", "intersect", "except" -> plain(i);
            default -> phrases.isName(i) ? name(i) : unplaced(i);
        };
    }

    private int unplaced(int i) {
        throw new Unreadable("\"" + tokens.text(i) + "\"");
    }

    private int plain(int i) {
        return keyword(tokens.word(i), i + 1);
    }

    private int label(int i) {
        operand = true;
        put("q");
        return phrases.isOpen(i + 1) ? phrases.close(i + 1) + 1 : i + 1;
    }

    private int select(int i) {
        keyword("select");
        int j = phrases.is(i + 1, "all") || phrases.is(i + 1, "distinct") ? i + 2 : i + 1;
        if (phrases.is(i + 1, "distinct") && phrases.is(j, "on") && phrases.isOpen(j + 1)) {
            run(j + 2, phrases.close(j + 1));
            keyword(",");
            j = phrases.close(j + 1) + 1;
        }
        int window = phrases.windowClause(j);
        if (window >= 0) {
            windows(window);
        }
        if (Words.endsSelectList(phrases, j)) {
            operand("1");
        }
        operand = false;
        return j;
    }

    /// The terms of a WINDOW clause go before the select list, as the reader must know them when it comes to OVER.
    private void windows(int clause) {
        int i = clause;
        int end = phrases.windowClauseEnd(clause);
        while (i < end) {
            int close = phrases.close(i + 3);
            int j = phrases.windowBaseEnd(i + 4);
            if (j < close && phrases.frameEnd(j) < close) {
                windowTerms(j, close);
            }
            i = close + 1;
        }
    }

    private void windowTerms(int from, int close) {
        operand = false;
        int i = from;
        while (i < close) {
            boolean partition = phrases.is(i, "partition", "by");
            if (partition || phrases.is(i, "order", "by")) {
                if (i > from) {
                    keyword(",");
                }
                i += 2;
            } else {
                i = step(i);
            }
        }
        keyword(",");
    }

    private int groupBy(int i) {
        if (!phrases.is(i + 1, "by")) {
            return unplaced(i);
        }
        int j = phrases.is(i + 2, "distinct") || phrases.is(i + 2, "all") ? i + 3 : i + 2;
        return keyword("group by", j);
    }

    private int by(int i, String words) {
        if (!phrases.is(i + 1, "by")) {
            return unplaced(i);
        }
        return top().kind == Kind.CALL ? separator(i + 2) : keyword(words, i + 2);
    }

    private int beginCase(int i) {
        put("case");
        push(new Frame(Kind.CASE, false), phrases.is(i + 1, "when") ? "" : "(");
        return i + 1;
    }

    /// Each part of a CASE gets parentheses, since the parser takes fewer expressions there than Postgres.
    private int casePart(int i) {
        if (top().kind != Kind.CASE) {
            return unplaced(i);
        }
        if (operand) {
            put(")");
        }
        if (phrases.is(i, "end")) {
            frames.pop();
            return operand("end", i + 1);
        }
        return keyword(tokens.word(i) + " (", i + 1);
    }

    /// `OFFSET n ROWS`, and `FETCH FIRST n ROWS ONLY` which is a LIMIT.
    private int limit(int i) {
        boolean fetch = phrases.is(i, "fetch");
        keyword(fetch ? "limit" : "offset");
        int j = fetch ? i + 2 : i + 1;
        if (fetch && isRows(j)) {
            operand("1");
        }
        while (j < phrases.end() && !isRows(j) && (!operand || !Words.endsLimit(phrases, j))) {
            j = step(j);
        }
        if (!isRows(j)) {
            return fetch ? unplaced(i) : j;
        }
        return !fetch ? j + 1 : phrases.is(j + 1, "with", "ties") ? j + 3 : j + 2;
    }

    private boolean isRows(int i) {
        return phrases.is(i, "row") && !phrases.isOpen(i + 1) || phrases.is(i, "rows");
    }

    private int isTest(int i) {
        int j = phrases.is(i + 1, "not") ? i + 2 : i + 1;
        if (phrases.is(j, "distinct", "from")) {
            return keyword("is distinct from", j + 2);
        }
        boolean known =
                phrases.is(j, "null") || phrases.is(j, "true") || phrases.is(j, "false") || phrases.is(j, "unknown");
        return known ? operand("is null", j + 1) : unplaced(i);
    }

    private Frame top() {
        return frames.getFirst();
    }

    private void push(Frame frame, String text) {
        put(text);
        frames.push(frame);
        operand = false;
        if (frames.size() > MAX_DEPTH + 1) {
            throw tooDeep();
        }
    }

    static RouterException tooDeep() {
        return new RouterException(PgError.of(SqlState.STATEMENT_TOO_COMPLEX, "statement is nested too deeply")
                .withDetail("the limit is %d levels of parentheses, brackets and CASE".formatted(MAX_DEPTH))
                .withHint("split the statement, or write long AND and OR chains without parentheses"));
    }

    private int separator(int next) {
        top().comma = top().filled;
        operand = false;
        return next;
    }

    private void operand(String text) {
        put(text);
        operand = true;
    }

    private int operand(String text, int next) {
        operand(text);
        return next;
    }

    private void keyword(String text) {
        put(text);
        operand = false;
    }

    private int keyword(String text, int next) {
        keyword(text);
        return next;
    }

    private void put(String text) {
        var frame = top();
        if (frame.comma) {
            out.append(", ");
            frame.comma = false;
        }
        frame.filled = true;
        out.append(text).append(' ');
    }
}
