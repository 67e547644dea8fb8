package dev.kintsugi.sql;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.sql.Token.Kind;
import dev.kintsugi.value.SqlLiteral;
import java.util.BitSet;
import java.util.Optional;

/// Walks a statement's tokens in step with the parser's tree; a token that is not the expected one makes the statement
/// unreadable.
final class TokenCursor {
    private final Phrases phrases;
    private final TokenList tokens;
    private final BitSet slots = new BitSet();
    private final BitSet looked = new BitSet();
    private int position;

    TokenCursor(Phrases phrases, int position) {
        this.phrases = phrases;
        this.tokens = phrases.tokens();
        this.position = position;
    }

    Phrases phrases() {
        return phrases;
    }

    TokenList tokens() {
        return tokens;
    }

    /// The index of the next token.
    int position() {
        return position;
    }

    void seek(int index) {
        position = index;
    }

    boolean is(String word) {
        return phrases.is(position, word);
    }

    boolean is(String word, String next) {
        return phrases.is(position, word, next);
    }

    boolean is(Kind kind) {
        return phrases.is(position, kind);
    }

    boolean isOpen() {
        return phrases.isOpen(position);
    }

    boolean isOperator(String operator) {
        return position < phrases.end() && tokens.isOperator(position, operator);
    }

    boolean accept(String word) {
        boolean found = is(word);
        position += found ? 1 : 0;
        return found;
    }

    boolean accept(String word, String next) {
        boolean found = is(word, next);
        position += found ? 2 : 0;
        return found;
    }

    boolean accept(Kind kind) {
        boolean found = is(kind);
        position += found ? 1 : 0;
        return found;
    }

    boolean acceptOperator(String operator) {
        boolean found = isOperator(operator);
        position += found ? 1 : 0;
        return found;
    }

    /// Moves to `end` if that is further on, the end of a phrase that begins here.
    boolean acceptTo(int end) {
        boolean found = end > position;
        position = end;
        return found;
    }

    void expect(String word) {
        check(accept(word));
    }

    void expect(Kind kind) {
        check(accept(kind));
    }

    void expectOpen() {
        expect(Kind.OPEN_PARENTHESIS);
    }

    void expectClose() {
        expect(Kind.CLOSE_PARENTHESIS);
    }

    /// Says that the parser's tree and the tokens do not fit unless `expected`.
    void check(boolean expected) {
        if (!expected) {
            throw mismatch();
        }
    }

    /// That the tree and the tokens do not fit at the next token.
    Unreadable mismatch() {
        var place = position < phrases.end() ? "at \"" + abbreviated() + "\"" : "at the end";
        return new Unreadable("syntax beyond the router " + place);
    }

    private String abbreviated() {
        var text = tokens.text(position);
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }

    /// Any identifier, key words included.
    String identifier() {
        check(phrases.isIdentifier(position));
        return tokens.identifier(position++);
    }

    /// An identifier that is no reserved word.
    String name() {
        check(phrases.isName(position));
        return tokens.identifier(position++);
    }

    /// `a.b.c`, at most three parts, the first no reserved word.
    ImmutableList<String> names() {
        var names = ImmutableList.<String>builder();
        names.add(name());
        while (is(Kind.DOT) && phrases.isIdentifier(position + 1)) {
            position++;
            names.add(identifier());
        }
        return names.build();
    }

    /// `name` or `schema.name`; a database's name before it is beyond the router.
    QualifiedName qualifiedName() {
        var names = names();
        return switch (names.size()) {
            case 1 -> new QualifiedName(Optional.empty(), names.getFirst());
            case 2 -> new QualifiedName(Optional.of(names.getFirst()), names.getLast());
            default -> throw mismatch();
        };
    }

    /// `(a, b)`.
    ImmutableList<String> nameList() {
        var names = ImmutableList.<String>builder();
        expectOpen();
        do {
            names.add(name());
        } while (accept(Kind.COMMA));
        expectClose();
        return names.build();
    }

    /// The lists in parentheses between commas that begin at token `first`.
    ImmutableList<Span> listSpans(int first) {
        var spans = ImmutableList.<Span>builder();
        int open = first;
        int close;
        do {
            check(phrases.isOpen(open));
            close = phrases.close(open);
            spans.add(new Span(tokens.start(open), tokens.end(close)));
            open = close + 2;
        } while (phrases.is(close + 1, Kind.COMMA));
        return spans.build();
    }

    /// From token `first` to the last one taken; empty, before the next token, if there is none.
    Span spanFrom(int first) {
        if (first == position) {
            int at = position == 0 ? 0 : tokens.end(position - 1);
            return new Span(at, at);
        }
        return new Span(tokens.start(first), tokens.end(position - 1));
    }

    // Constants

    /// Where the value of the constant at token `index` stands; the value itself is not looked at.
    ValueSource slot(int index, boolean negated) {
        int number = phrases.constantsBefore(index);
        slots.set(number);
        return new ValueSource.Slot(number, negated);
    }

    /// An expression that means something else with every integer (ORDER BY 2): with its value, if it is one.
    Expr withInteger(Expr expr) {
        if (!(expr instanceof Expr.Value(ValueSource.Slot(int number, boolean negated), Span span))
                || !tokens.is(phrases.constant(number), Kind.INTEGER)) {
            return expr;
        }
        looked.set(number);
        var value = (SqlLiteral.Number) tokens.literal(phrases.constant(number));
        var digits = negated ? "-" + value.digits() : value.digits();
        return new Expr.Value(new ValueSource.Literal(new SqlLiteral.Number(digits)), span);
    }

    /// The numbers of the constants that were read as slots and nothing else.
    BitSet slots() {
        var only = (BitSet) slots.clone();
        only.andNot(looked);
        return only;
    }
}
