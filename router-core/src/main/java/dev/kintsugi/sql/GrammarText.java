package dev.kintsugi.sql;

/// Rewrites a statement's tokens into the little SQL that the parser behind the reader must understand.
///
/// The parser is asked for structure only: how operators, clauses and joins nest. So every name becomes `q`, every
/// constant and parameter `1`, every operator that is no comparison `+`; what is marked by its own tokens (casts,
/// COLLATE, window frames, aliases' columns, FOR UPDATE …) is left out; a call's FILTER, WITHIN GROUP and OVER
/// become further arguments; an INSERT, UPDATE or DELETE becomes a SELECT of its parts. The readers then walk the
/// parser's tree and the true tokens in step, and every token must find its place: if the parser misread the text, or
/// these classes misjudged a word, they do not fit and the statement is opaque. So nothing here needs to be trusted.
final class GrammarText {
    private final Phrases phrases;
    private final GrammarWriter out = new GrammarWriter();
    private final GrammarTerms terms;

    private GrammarText(Phrases phrases) {
        this.phrases = phrases;
        this.terms = new GrammarTerms(phrases, out, this);
    }

    /// The text for the statement that begins at token `from`.
    ///
    /// Raises [Unreadable] for words that it cannot place, and 54001 when the statement nests too deep.
    static String of(Phrases phrases, int from) {
        var text = new GrammarText(phrases);
        text.statement(from, phrases.end());
        return text.out.toString();
    }

    private void statement(int from, int end) {
        int i = phrases.is(from, "with") ? ctes(from) : from;
        if (DmlOutline.startsAt(phrases, i)) {
            dml(DmlOutline.of(phrases, i, end));
        } else {
            terms.run(i, end);
        }
    }

    private int ctes(int with) {
        out.keyword("with");
        int i = phrases.is(with + 1, "recursive") ? with + 2 : with + 1;
        while (true) {
            int as = phrases.isOpen(i + 1) ? phrases.close(i + 1) + 1 : i + 1;
            int open = materializedEnd(as + 1);
            if (!phrases.is(as, "as") || !phrases.isOpen(open)) {
                throw new Unreadable("WITH clause");
            }
            out.keyword("q as");
            nested(open);
            i = phrases.close(open) + 1;
            if (!phrases.is(i, Token.Kind.COMMA)) {
                return i;
            }
            out.keyword(",");
            i++;
        }
    }

    /// The index behind `[NOT] MATERIALIZED`.
    private int materializedEnd(int i) {
        return phrases.is(i, "materialized") ? i + 1 : phrases.is(i, "not", "materialized") ? i + 2 : i;
    }

    /// A whole statement in parentheses.
    void nested(int open) {
        var parentheses = out.push(GrammarWriter.Kind.PARENTHESES, "(");
        statement(open + 1, phrases.close(open));
        out.pop(parentheses);
        out.operand(")");
    }

    private void dml(DmlOutline outline) {
        out.keyword("select");
        int assignments = outline.verb() == DmlOutline.Verb.UPDATE ? outline.body() : outline.set();
        boolean some = assignments >= 0;
        if (some) {
            assignments(assignments + 1, outline.endOf(assignments));
        }
        if (outline.returning() >= 0) {
            if (some) {
                out.keyword(",");
            }
            terms.run(outline.returning() + 1, outline.end());
        } else if (!some) {
            out.operand("1");
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
            out.keyword(word);
            terms.run(at + 1, outline.endOf(at));
        }
    }

    private void source(DmlOutline outline) {
        if (phrases.is(outline.body(), "default", "values")) {
            return;
        }
        out.keyword("from");
        var parentheses = out.push(GrammarWriter.Kind.PARENTHESES, "(");
        statement(outline.body(), outline.endOf(outline.body()));
        out.pop(parentheses);
        out.operand(") q");
    }

    /// `a = 1, (b, c) = (…)`: only what stands right of the equals signs.
    private void assignments(int from, int end) {
        int i = from;
        while (i < end) {
            int equals = phrases.isOpen(i) ? phrases.close(i) + 1 : phrases.nameEnd(i);
            if (!phrases.tokens().isOperator(equals, "=")) {
                throw new Unreadable("assignment");
            }
            int comma = commaOrEnd(equals + 1, end);
            terms.run(equals + 1, comma);
            if (comma < end) {
                out.keyword(",");
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
}
