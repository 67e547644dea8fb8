package dev.kintsugi.sql;

import dev.kintsugi.sql.GrammarWriter.Kind;

/// Writes queries and expressions word by word for [GrammarText].
final class GrammarTerms {
    private final Phrases phrases;
    private final TokenList tokens;
    private final GrammarWriter out;
    private final GrammarText statements;

    GrammarTerms(Phrases phrases, GrammarWriter out, GrammarText statements) {
        this.phrases = phrases;
        this.tokens = phrases.tokens();
        this.out = out;
        this.statements = statements;
    }

    /// Writes the tokens from `from` up to `end`, which begin with an operand.
    void run(int from, int end) {
        out.expectOperand();
        int i = from;
        while (i < end) {
            i = step(i);
        }
    }

    /// Writes what stands at token `i` and returns the index behind it.
    private int step(int i) {
        return switch (tokens.kind(i)) {
            case STRING, ESCAPE_STRING, UNICODE_STRING, DOLLAR_STRING, NATIONAL_STRING, BIT_STRING, HEX_STRING ->
                out.operand("1", i + 1);
            case INTEGER, NUMERIC, PARAMETER -> out.operand("1", i + 1);
            case QUOTED_IDENTIFIER -> name(i);
            case WORD -> word(i);
            case OPERATOR -> operator(i, i + 1);
            case TYPECAST -> skipType(i + 1);
            case COMMA -> out.keyword(",", i + 1);
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
        boolean known = out.endsWithOperand() && (phrases.isIdentifier(i + 1) || tokens.isOperator(i + 1, "*"));
        if (!known) {
            throw new Unreadable("a point");
        }
        return i + 2;
    }

    private int other(int i) {
        if (out.top().kind == Kind.SUBSCRIPT && tokens.isOther(i, ":")) {
            return out.separator(i + 1);
        }
        throw new Unreadable("\"" + tokens.text(i) + "\"");
    }

    private int operator(int i, int end) {
        if (!out.endsWithOperand()) {
            return tokens.isOperator(i, "*") ? out.operand("1", end) : end;
        }
        return out.keyword(Operators.isComparison(tokens, i) ? Operators.text(tokens, i) : "+", end);
    }

    private int open(int i) {
        if (phrases.is(i + 1, "with") || DmlOutline.startsAt(phrases, i + 1)) {
            statements.nested(i);
            return phrases.close(i) + 1;
        }
        if (out.endsWithOperand() && phrases.is(i - 1, "as")) {
            return phrases.close(i) + 1; // column definitions of an alias without a name
        }
        out.push(Kind.PARENTHESES, "(");
        return i + 1;
    }

    private int openBracket(int i) {
        if (out.endsWithOperand()) {
            out.put("+");
            out.push(Kind.SUBSCRIPT, "(");
        } else {
            out.push(Kind.CALL, "q (");
        }
        return i + 1;
    }

    private int close(int i) {
        var frame = out.top();
        if (frame.kind == Kind.CALL) {
            int tail = tail(i + 1);
            if (tail > i + 1) {
                frame.comma = frame.filled;
                out.expectOperand();
                return tail;
            }
            // `OVER name` is a tail without parentheses of its own
            int window = phrases.is(i + 1, "over") && phrases.isName(i + 2) ? i + 3 : i + 1;
            out.pop();
            return out.operand(")", window);
        }
        if (frame.kind == Kind.BASE || frame.kind == Kind.CASE) {
            throw new Unreadable("unbalanced parentheses");
        }
        if (!frame.filled) {
            out.put("1");
        }
        out.pop();
        return out.operand(")", i + 1);
    }

    /// The index of the first token inside `WITHIN GROUP (ORDER BY`, `FILTER (WHERE` or `OVER (`, or `i` if there
    /// is no such thing.
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
            return out.operand("1", literal);
        }
        int end = phrases.nameEnd(i);
        if (phrases.isOpen(end) && !Words.isBareClause(phrases, i)) {
            return out.endsWithOperand() ? out.operand("q", phrases.close(end) + 1) : call(i, end);
        }
        boolean star = phrases.is(end, Token.Kind.DOT) && tokens.isOperator(end + 1, "*");
        return out.operand("q", star ? end + 2 : end);
    }

    private int call(int i, int open) {
        boolean wordy = open == i + 1 && phrases.isIn(i, GrammarWords.WORDY_CALLS);
        out.pushCall(phrases.is(i, "cast") ? Kind.CAST : Kind.CALL, wordy);
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
        if (phrases.isLabel(i) && out.top().kind != Kind.CAST) {
            return label(i);
        }
        int skipped = Words.skippedEnd(phrases, i);
        if (skipped > i) {
            return skipped;
        }
        if (out.top().kind == Kind.CAST && phrases.is(i, "as")) {
            return skipType(i + 1);
        }
        if (out.top().wordy && phrases.isIn(i, GrammarWords.ARGUMENT_WORDS)) {
            return out.separator(i + 1);
        }
        if (phrases.isIn(i, GrammarWords.VALUE_FUNCTIONS) || Words.isFunction(phrases, i)) {
            return name(i);
        }
        return switch (tokens.word(i)) {
            case "select" -> select(i);
            case "values" -> phrases.isOpen(i + 1) ? out.keyword("select", i + 1) : name(i);
            case "table" -> out.keyword("select 1 from", i + 1);
            case "group" -> groupBy(i);
            case "order" -> by(i, "order by");
            case "partition" -> phrases.is(i + 1, "by") ? by(i, "partition by") : name(i);
            case "grouping" -> phrases.is(i + 1, "sets") && phrases.isOpen(i + 2) ? call(i, i + 2) : name(i);
            case "window" -> phrases.windowClauseEnd(i);
            case "case" -> beginCase(i);
            case "when", "then", "else", "end" -> casePart(i);
            case "offset", "fetch" -> limit(i);
            case "limit" -> phrases.is(i + 1, "all") ? out.operand("limit 1", i + 2) : out.keyword("limit", i + 1);
            case "is" -> isTest(i);
            case "isnull", "notnull" -> out.operand("is null", i + 1);
            case "similar" -> phrases.is(i + 1, "to") ? out.keyword("like", i + 2) : name(i);
            case "like", "ilike" -> out.keyword("like", i + 1);
            case "at" -> phrases.is(i + 1, "time", "zone") && out.endsWithOperand() ? out.keyword("+", i + 3) : name(i);
            case "overlaps" -> out.keyword("+", i + 1);
            case "operator" -> phrases.operatorEnd(i) > i ? operator(i, phrases.operatorEnd(i)) : name(i);
            case "collate" -> phrases.plainNameEnd(i + 1);
            case "escape" ->
                out.endsWithOperand() && !phrases.is(i + 1, Token.Kind.COMMA) ? out.keyword("escape", i + 1) : name(i);
            case "null", "true", "false", "default" -> out.operand("1", i + 1);
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
        return out.keyword(tokens.word(i), i + 1);
    }

    private int label(int i) {
        out.operand("q");
        return phrases.isOpen(i + 1) ? phrases.close(i + 1) + 1 : i + 1;
    }

    private int select(int i) {
        out.keyword("select");
        int j = phrases.is(i + 1, "all") || phrases.is(i + 1, "distinct") ? i + 2 : i + 1;
        if (phrases.is(i + 1, "distinct") && phrases.is(j, "on") && phrases.isOpen(j + 1)) {
            run(j + 2, phrases.close(j + 1));
            out.keyword(",");
            j = phrases.close(j + 1) + 1;
        }
        int window = phrases.windowClause(j);
        if (window >= 0) {
            windows(window);
        }
        if (Words.endsSelectList(phrases, j)) {
            out.operand("1");
        }
        out.expectOperand();
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
        out.expectOperand();
        int i = from;
        while (i < close) {
            boolean partition = phrases.is(i, "partition", "by");
            if (partition || phrases.is(i, "order", "by")) {
                if (i > from) {
                    out.keyword(",");
                }
                i += 2;
            } else {
                i = step(i);
            }
        }
        out.keyword(",");
    }

    private int groupBy(int i) {
        if (!phrases.is(i + 1, "by")) {
            return unplaced(i);
        }
        int j = phrases.is(i + 2, "distinct") || phrases.is(i + 2, "all") ? i + 3 : i + 2;
        return out.keyword("group by", j);
    }

    private int by(int i, String words) {
        if (!phrases.is(i + 1, "by")) {
            return unplaced(i);
        }
        return out.top().kind == Kind.CALL ? out.separator(i + 2) : out.keyword(words, i + 2);
    }

    private int beginCase(int i) {
        out.put("case");
        out.push(Kind.CASE, phrases.is(i + 1, "when") ? "" : "(");
        return i + 1;
    }

    /// Each part of a CASE gets parentheses, since the parser takes fewer expressions there than Postgres.
    private int casePart(int i) {
        if (out.top().kind != Kind.CASE) {
            return unplaced(i);
        }
        if (out.endsWithOperand()) {
            out.put(")");
        }
        if (phrases.is(i, "end")) {
            out.pop();
            return out.operand("end", i + 1);
        }
        return out.keyword(tokens.word(i) + " (", i + 1);
    }

    /// `OFFSET n ROWS`, and `FETCH FIRST n ROWS ONLY` which is a LIMIT.
    private int limit(int i) {
        boolean fetch = phrases.is(i, "fetch");
        out.keyword(fetch ? "limit" : "offset");
        int j = fetch ? i + 2 : i + 1;
        if (fetch && isRows(j)) {
            out.operand("1");
        }
        while (j < phrases.end() && !isRows(j) && (!out.endsWithOperand() || !Words.endsLimit(phrases, j))) {
            j = step(j);
        }
        if (!isRows(j)) {
            return fetch ? unplaced(i) : j;
        }
        return !fetch ? j + 1 : phrases.is(j + 1, "with", "ties") ? j + 3 : j + 2;
    }

    private boolean isRows(int i) {
        return phrases.is(i, "rows") || (phrases.is(i, "row") && !phrases.isOpen(i + 1));
    }

    private int isTest(int i) {
        int j = phrases.is(i + 1, "not") ? i + 2 : i + 1;
        if (phrases.is(j, "distinct", "from")) {
            return out.keyword("is distinct from", j + 2);
        }
        boolean known =
                phrases.is(j, "null") || phrases.is(j, "true") || phrases.is(j, "false") || phrases.is(j, "unknown");
        return known ? out.operand("is null", j + 1) : unplaced(i);
    }
}
