package dev.kintsugi.sql;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.sql.Reading.Level;
import dev.kintsugi.sql.Token.Kind;
import dev.kintsugi.value.SqlLiteral;
import java.util.Optional;
import net.sf.jsqlparser.expression.CaseExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;

/// Reads what operators stand between: constants, columns, calls, subqueries, CASE and parentheses, with the prefix
/// operators before them and the casts, COLLATE and fields behind them, which the parser never sees.
final class OperandReader {
    private final TokenCursor cursor;
    private final ExpressionReader expressions;

    OperandReader(TokenCursor cursor, ExpressionReader expressions) {
        this.cursor = cursor;
        this.expressions = expressions;
    }

    Reading reading(Expression expression) {
        int first = cursor.position();
        int signs = prefixOperators(expression);
        if (signs == 1 && (isAt(first, "-") || isAt(first, "+")) && isNumber()) {
            return postfix(first, signed(first));
        }
        var operand = postfix(cursor.position(), plain(expression));
        return signs == 0
                ? operand
                : new Reading(
                        new Expr.Other("prefix operator", ImmutableList.of(operand.expr()), cursor.spanFrom(first)),
                        Level.OPERATOR);
    }

    private boolean isAt(int index, String operator) {
        return cursor.tokens().isOperator(index, operator);
    }

    private boolean isNumber() {
        return cursor.is(Kind.INTEGER) || cursor.is(Kind.NUMERIC);
    }

    private int prefixOperators(Expression expression) {
        int count = 0;
        boolean star = expression instanceof LongValue && cursor.isOperator("*");
        while (!star && cursor.acceptTo(cursor.phrases().operatorEnd(cursor.position()))) {
            count++;
        }
        return count;
    }

    private Expr signed(int sign) {
        var slot = cursor.slot(cursor.position(), isAt(sign, "-"));
        cursor.seek(cursor.position() + 1);
        return new Expr.Value(slot, cursor.spanFrom(sign));
    }

    private Expr plain(Expression expression) {
        return switch (expression) {
            case LongValue _ -> constant();
            case Column _ -> column();
            case Function function -> expressions.calls().call(function);
            case ParenthesedSelect select -> subquery(select);
            case ParenthesedExpressionList<?> list -> parentheses(list);
            case CaseExpression choice -> choice(choice);
            default ->
                throw new Unreadable(
                        "syntax beyond the router: " + expression.getClass().getSimpleName());
        };
    }

    private Expr constant() {
        int first = cursor.position();
        var phrases = cursor.phrases();
        cursor.check(first < phrases.end());
        int string = phrases.typedLiteralString(first);
        if (string >= 0) {
            return typedLiteral(first, string);
        }
        cursor.seek(first + 1);
        var span = cursor.spanFrom(first);
        var tokens = cursor.tokens();
        if (tokens.isLiteral(first)) {
            return new Expr.Value(cursor.slot(first, false), span);
        }
        return switch (tokens.kind(first)) {
            case PARAMETER -> new Expr.Value(new ValueSource.Parameter(tokens.parameter(first)), span);
            case BIT_STRING, HEX_STRING, NATIONAL_STRING -> new Expr.Other("string constant", ImmutableList.of(), span);
            case OPERATOR -> new Expr.Star(Optional.empty(), span);
            default -> wordConstant(first, span);
        };
    }

    private Expr wordConstant(int index, Span span) {
        return switch (cursor.tokens().word(index)) {
            case "null" -> literal(SqlLiteral.Null.INSTANCE, span);
            case "true" -> literal(new SqlLiteral.Bool(true), span);
            case "false" -> literal(new SqlLiteral.Bool(false), span);
            case "default" -> new Expr.Other("DEFAULT", ImmutableList.of(), span);
            default -> throw cursor.mismatch();
        };
    }

    private static Expr literal(SqlLiteral literal, Span span) {
        return new Expr.Value(new ValueSource.Literal(literal), span);
    }

    /// `date '…'`, `interval '1' day`: the string cast to the type.
    private Expr typedLiteral(int first, int string) {
        var tokens = cursor.tokens();
        var type = typeName(first, string);
        cursor.seek(string + 1);
        boolean fields = cursor.acceptTo(cursor.phrases().typedLiteralEnd(first));
        var span = cursor.spanFrom(first);
        if (!tokens.isLiteral(string)) {
            return new Expr.Other("string constant", ImmutableList.of(), span);
        }
        var source = new ValueSource.Cast(cursor.slot(string, false), type.name(), type.modified() || fields);
        return new Expr.Value(source, span);
    }

    /// A type as written, in lower case, without what its parentheses hold.
    private record TypeName(String name, boolean modified) {}

    private TypeName typeName(int from, int end) {
        var name = new StringBuilder();
        boolean modified = false;
        boolean word = false;
        for (int i = from; i < end; i++) {
            if (cursor.phrases().isOpen(i)) {
                modified = true;
                i = cursor.phrases().close(i);
            } else {
                boolean isWord = cursor.tokens().is(i, Kind.WORD);
                name.append(word && isWord ? " " : "").append(typePart(i));
                word = isWord;
            }
        }
        return new TypeName(name.toString(), modified);
    }

    private String typePart(int i) {
        return cursor.tokens().is(i, Kind.WORD)
                ? cursor.tokens().word(i)
                : cursor.tokens().text(i);
    }

    private Expr column() {
        int first = cursor.position();
        var phrases = cursor.phrases();
        if (phrases.isIn(first, GrammarWords.VALUE_FUNCTIONS) && !phrases.is(first + 1, Kind.DOT)) {
            var name = cursor.identifier();
            return CallReader.bare(Optional.empty(), name, ImmutableList.of(), cursor.spanFrom(first));
        }
        var names = cursor.names();
        if (cursor.accept(Kind.DOT)) {
            cursor.check(cursor.acceptOperator("*") && names.size() <= 2);
            return new Expr.Star(Optional.of(names.getLast()), cursor.spanFrom(first));
        }
        var span = cursor.spanFrom(first);
        return switch (names.size()) {
            case 1 -> new Expr.Column(Optional.empty(), Optional.empty(), names.getFirst(), span);
            case 2 -> new Expr.Column(Optional.empty(), Optional.of(names.getFirst()), names.get(1), span);
            case 3 -> new Expr.Column(Optional.of(names.getFirst()), Optional.of(names.get(1)), names.get(2), span);
            default -> throw cursor.mismatch();
        };
    }

    private Expr subquery(ParenthesedSelect select) {
        int first = cursor.position();
        Expr.SubqueryKind kind;
        if (cursor.accept("exists")) {
            kind = Expr.SubqueryKind.EXISTS;
        } else if (cursor.accept("array")) {
            kind = Expr.SubqueryKind.ARRAY;
        } else if (cursor.accept("any") || cursor.accept("some") || cursor.accept("all")) {
            kind = Expr.SubqueryKind.ANY_ALL;
        } else {
            kind = Expr.SubqueryKind.SCALAR;
        }
        var query = expressions.queries().parenthesised(select);
        return new Expr.Subquery(kind, ImmutableList.of(), query, cursor.spanFrom(first));
    }

    private Expr parentheses(ParenthesedExpressionList<?> list) {
        int first = cursor.position();
        boolean quantified = cursor.accept("any") || cursor.accept("some") || cursor.accept("all");
        if (cursor.phrases().is(cursor.position() + 1, Kind.CLOSE_PARENTHESIS)) {
            cursor.expectOpen();
            cursor.expectClose();
            return new Expr.Row(ImmutableList.of(), cursor.spanFrom(first));
        }
        var items = expressions.listInParentheses(list);
        if (quantified) {
            return new Expr.Other("ANY", items, cursor.spanFrom(first));
        }
        return items.size() == 1 ? items.getFirst() : row(items, cursor.spanFrom(first));
    }

    /// A row whose items can be told apart by place, or something unknown.
    static Expr row(ImmutableList<Expr> items, Span span) {
        return items.stream().anyMatch(Expr::isExpansion)
                ? new Expr.Other("ROW", items, span)
                : new Expr.Row(items, span);
    }

    private Expr choice(CaseExpression choice) {
        int first = cursor.position();
        var children = ImmutableList.<Expr>builder();
        cursor.expect("case");
        if (!cursor.is("when")) {
            children.add(unwrapped(choice.getSwitchExpression()));
        }
        for (var when : choice.getWhenClauses()) {
            cursor.expect("when");
            children.add(unwrapped(when.getWhenExpression()));
            cursor.expect("then");
            children.add(unwrapped(when.getThenExpression()));
        }
        if (cursor.accept("else")) {
            children.add(unwrapped(choice.getElseExpression()));
        }
        cursor.expect("end");
        return new Expr.Other("CASE", children.build(), cursor.spanFrom(first));
    }

    /// Without the parentheses that only the grammar's text has.
    private Expr unwrapped(Expression expression) {
        if (expression instanceof ParenthesedExpressionList<?> list && list.size() == 1) {
            return expressions.read(list.getFirst());
        }
        // the parser takes parentheses around a query for the query's own
        if (expression instanceof ParenthesedSelect select && !cursor.isOpen()) {
            return expressions.read(select.getSelect());
        }
        throw cursor.mismatch();
    }

    /// `[i]` or `[i:j]`; what stands in it is added to `children`.
    void subscript(Expression expression, ImmutableList.Builder<Expr> children) {
        if (!(expression instanceof ParenthesedExpressionList<?> list)) {
            throw cursor.mismatch();
        }
        var bounds = new Arguments(list);
        cursor.expect(Kind.OPEN_BRACKET);
        boolean some = false;
        if (!cursor.is(Kind.CLOSE_BRACKET) && !isColon()) {
            children.add(expressions.read(bounds.next()));
            some = true;
        }
        if (isColon()) {
            cursor.expect(Kind.OTHER);
            if (!cursor.is(Kind.CLOSE_BRACKET)) {
                children.add(expressions.read(bounds.next()));
                some = true;
            }
        }
        cursor.expect(Kind.CLOSE_BRACKET);
        if (!some) {
            bounds.next();
        }
        bounds.finish();
        postfix(cursor.position(), children.build().getLast());
    }

    private boolean isColon() {
        return cursor.phrases().isOther(cursor.position(), ":");
    }

    /// Takes `::type`, `COLLATE name`, `.field` and `.*` behind an operand that began at token `first`.
    private Reading postfix(int first, Expr operand) {
        var expr = operand;
        while (true) {
            if (cursor.accept(Kind.TYPECAST)) {
                expr = cast(first, expr);
            } else if (cursor.accept("collate")) {
                var collation = cursor.qualifiedName();
                expr = new Expr.Collate(expr, collation, cursor.spanFrom(first));
            } else if (cursor.accept(Kind.DOT)) {
                String what = Expr.Other.FIELDS;
                if (!cursor.acceptOperator("*")) {
                    cursor.identifier();
                    what = "field selection";
                }
                expr = new Expr.Other(what, ImmutableList.of(expr), cursor.spanFrom(first));
            } else {
                return Reading.primary(expr);
            }
        }
    }

    /// The type name is next.
    private Expr cast(int first, Expr value) {
        int from = cursor.position();
        cursor.check(cursor.acceptTo(cursor.phrases().typeEnd(from)));
        return castTo(typeName(from, cursor.position()), value, cursor.spanFrom(first));
    }

    private static Expr castTo(TypeName type, Expr value, Span span) {
        return value instanceof Expr.Value(var source, var _)
                ? new Expr.Value(new ValueSource.Cast(source, type.name(), type.modified()), span)
                : new Expr.CastOf(value, type.name(), span);
    }

    /// `CAST(value AS type)`.
    Expr castCall(Expression value) {
        int first = cursor.position();
        cursor.expect("cast");
        cursor.expectOpen();
        var expr = expressions.read(value);
        cursor.expect("as");
        int from = cursor.position();
        cursor.check(cursor.acceptTo(cursor.phrases().typeEnd(from)));
        var type = typeName(from, cursor.position());
        cursor.expectClose();
        return castTo(type, expr, cursor.spanFrom(first));
    }
}
