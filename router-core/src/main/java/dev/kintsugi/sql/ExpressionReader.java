package dev.kintsugi.sql;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.sql.Reading.Level;
import dev.kintsugi.sql.Token.Kind;
import java.util.ArrayDeque;
import java.util.Optional;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.NotExpression;
import net.sf.jsqlparser.expression.operators.arithmetic.Addition;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.conditional.OrExpression;
import net.sf.jsqlparser.expression.operators.relational.Between;
import net.sf.jsqlparser.expression.operators.relational.ComparisonOperator;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.expression.operators.relational.IsDistinctExpression;
import net.sf.jsqlparser.expression.operators.relational.IsNullExpression;
import net.sf.jsqlparser.expression.operators.relational.LikeExpression;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;

/// Turns the parser's expressions into the router's: the parser says how operators nest, the tokens say everything
/// else.
///
/// Each method takes exactly the tokens of its expression off the cursor. Operands are checked against Postgres'
/// precedence, since the parser behind the reader does not always follow it.
final class ExpressionReader {
    private final TokenCursor cursor;
    private final QueryReader queries;
    private final CallReader calls;
    private final OperandReader operands;

    ExpressionReader(TokenCursor cursor, QueryReader queries) {
        this.cursor = cursor;
        this.queries = queries;
        this.calls = new CallReader(cursor, this);
        this.operands = new OperandReader(cursor, this);
    }

    Expr castCall(Expression value) {
        return operands.castCall(value);
    }

    CallReader calls() {
        return calls;
    }

    QueryReader queries() {
        return queries;
    }

    Expr read(Expression expression) {
        return reading(expression).expr();
    }

    Reading reading(Expression expression) {
        return switch (expression) {
            case AndExpression _ -> logical(expression, Level.AND, "and");
            case OrExpression _ -> logical(expression, Level.OR, "or");
            case NotExpression not -> negation(not);
            case ComparisonOperator comparison -> comparison(comparison);
            case Addition addition -> operatorChain(addition);
            case InExpression in -> in(in);
            case Between between -> between(between);
            case LikeExpression like -> like(like);
            case IsNullExpression test -> isTest(test);
            case IsDistinctExpression distinct -> isDistinct(distinct);
            default -> operands.reading(expression);
        };
    }

    /// A chain of AND or OR may have thousands of terms, so it is walked, not descended.
    private Reading logical(Expression expression, Level level, String word) {
        int first = cursor.position();
        var terms = ImmutableList.<Expr>builder();
        var chain = chain(expression, level == Level.AND ? AndExpression.class : OrExpression.class);
        terms.add(reading(chain.pop()).above(level));
        while (!chain.isEmpty()) {
            cursor.expect(word);
            terms.add(reading(chain.pop()).above(level));
        }
        var span = cursor.spanFrom(first);
        return new Reading(
                level == Level.AND ? new Expr.And(terms.build(), span) : new Expr.Or(terms.build(), span), level);
    }

    /// The operands of a chain of one kind of operator, in the text's order.
    private static ArrayDeque<Expression> chain(Expression expression, Class<? extends BinaryExpression> kind) {
        var operands = new ArrayDeque<Expression>();
        var rest = expression;
        while (kind.isInstance(rest)) {
            var binary = kind.cast(rest);
            operands.push(binary.getRightExpression());
            rest = binary.getLeftExpression();
        }
        operands.push(rest);
        return operands;
    }

    private Reading negation(NotExpression not) {
        int first = cursor.position();
        cursor.expect("not");
        var value = reading(not.getExpression());
        if (value.level() != Level.NOT) {
            value.above(Level.NOT);
        }
        return new Reading(new Expr.Not(value.expr(), cursor.spanFrom(first)), Level.NOT);
    }

    private Reading comparison(ComparisonOperator comparison) {
        int first = cursor.position();
        var left = reading(comparison.getLeftExpression()).above(Level.COMPARISON);
        var operator = Operators.comparison(cursor.tokens(), cursor.position()).orElseThrow(cursor::mismatch);
        cursor.expect(Kind.OPERATOR);
        var expr = cursor.is("any") || cursor.is("some") || cursor.is("all")
                ? quantified(first, operator, left, comparison.getRightExpression())
                : plainComparison(first, operator, left, comparison.getRightExpression());
        return new Reading(expr, Level.COMPARISON);
    }

    private Expr plainComparison(int first, Expr.Operator operator, Expr left, Expression rightHand) {
        var right = reading(rightHand).above(Level.COMPARISON);
        return new Expr.Comparison(operator, left, right, cursor.spanFrom(first));
    }

    private Expr quantified(int first, Expr.Operator operator, Expr left, Expression rightHand) {
        boolean any = !cursor.is("all");
        cursor.identifier();
        cursor.check(cursor.isOpen());
        if (rightHand instanceof ParenthesedSelect select) {
            var query = queries.parenthesised(select);
            return new Expr.Subquery(Expr.SubqueryKind.ANY_ALL, ImmutableList.of(left), query, cursor.spanFrom(first));
        }
        var array = read(rightHand);
        var span = cursor.spanFrom(first);
        boolean known = array instanceof Expr.Value || array instanceof Expr.ArrayOf;
        return any && known && operator == Expr.Operator.EQUAL
                ? new Expr.EqualsAny(left, array, span)
                : new Expr.Other(any ? "ANY" : "ALL", ImmutableList.of(left, array), span);
    }

    /// All operators that bind more tightly than comparisons, in whatever order: none of them is a key comparison,
    /// so how they nest among each other does not matter.
    private Reading operatorChain(Addition addition) {
        int first = cursor.position();
        var children = ImmutableList.<Expr>builder();
        var chain = chain(addition, Addition.class);
        children.add(operand(chain.pop()));
        while (!chain.isEmpty()) {
            var next = chain.pop();
            if (cursor.is(Kind.OPEN_BRACKET)) {
                operands.subscript(next, children);
            } else {
                takeOperator();
                children.add(operand(next));
            }
        }
        return new Reading(
                new Expr.Other("operator expression", children.build(), cursor.spanFrom(first)), Level.OPERATOR);
    }

    private Expr operand(Expression expression) {
        return reading(expression).above(Level.RANGE);
    }

    private void takeOperator() {
        boolean plain = cursor.is(Kind.OPERATOR) && !Operators.isComparison(cursor.tokens(), cursor.position());
        boolean taken = (plain || cursor.is("operator"))
                ? cursor.acceptTo(cursor.phrases().operatorEnd(cursor.position()))
                : cursor.is("at", "time") || cursor.is("overlaps");
        cursor.check(taken);
        if (cursor.accept("at", "time")) {
            cursor.expect("zone");
        } else {
            cursor.accept("overlaps");
        }
    }

    private Reading in(InExpression in) {
        int first = cursor.position();
        var left = reading(in.getLeftExpression()).above(Level.RANGE);
        boolean negated = cursor.accept("not");
        cursor.expect("in");
        if (in.getRightExpression() instanceof ParenthesedSelect select) {
            var kind = negated ? Expr.SubqueryKind.NOT_IN : Expr.SubqueryKind.IN;
            var query = queries.parenthesised(select);
            return new Reading(
                    new Expr.Subquery(kind, ImmutableList.of(left), query, cursor.spanFrom(first)), Level.RANGE);
        }
        if (!(in.getRightExpression() instanceof ParenthesedExpressionList<?> list)) {
            throw cursor.mismatch();
        }
        var items = listInParentheses(list);
        if (items.size() == 1 && items.getFirst() instanceof Expr.Subquery) {
            throw new Unreadable("IN with a query in double parentheses");
        }
        return new Reading(new Expr.In(left, items, negated, cursor.spanFrom(first)), Level.RANGE);
    }

    /// `(a, b, …)`.
    ImmutableList<Expr> listInParentheses(ParenthesedExpressionList<?> list) {
        var items = ImmutableList.<Expr>builderWithExpectedSize(list.size());
        cursor.expectOpen();
        boolean first = true;
        for (var item : list) {
            if (!first) {
                cursor.expect(Kind.COMMA);
            }
            first = false;
            items.add(read(item));
        }
        cursor.expectClose();
        return items.build();
    }

    private Reading between(Between between) {
        int first = cursor.position();
        var value = reading(between.getLeftExpression()).above(Level.RANGE);
        boolean negated = cursor.accept("not");
        cursor.expect("between");
        boolean symmetric = cursor.accept("symmetric");
        cursor.accept("asymmetric");
        var low = reading(between.getBetweenExpressionStart()).above(Level.RANGE);
        cursor.expect("and");
        var high = reading(between.getBetweenExpressionEnd()).above(Level.RANGE);
        var span = cursor.spanFrom(first);
        var expr = symmetric
                ? new Expr.Other("BETWEEN SYMMETRIC", ImmutableList.of(value, low, high), span)
                : new Expr.Between(value, low, high, negated, span);
        return new Reading(expr, Level.RANGE);
    }

    private Reading like(LikeExpression like) {
        int first = cursor.position();
        var children = ImmutableList.<Expr>builder();
        children.add(reading(like.getLeftExpression()).above(Level.RANGE));
        cursor.accept("not");
        boolean taken = cursor.accept("like") || cursor.accept("ilike") || cursor.accept("similar", "to");
        cursor.check(taken);
        children.add(reading(like.getRightExpression()).above(Level.RANGE));
        var escape = Optional.<Expression>ofNullable(like.getEscape());
        if (escape.isPresent()) {
            cursor.expect("escape");
            children.add(reading(escape.get()).above(Level.RANGE));
        }
        return new Reading(new Expr.Other("LIKE", children.build(), cursor.spanFrom(first)), Level.RANGE);
    }

    /// `IS NULL` and, in the parser's eyes the same, `IS TRUE`, `IS UNKNOWN` and their like.
    private Reading isTest(IsNullExpression test) {
        int first = cursor.position();
        var value = reading(test.getLeftExpression()).above(Level.IS);
        if (cursor.accept("isnull") || cursor.accept("notnull")) {
            boolean negated = cursor.tokens().isWord(cursor.position() - 1, "notnull");
            return new Reading(new Expr.IsNull(value, negated, cursor.spanFrom(first)), Level.IS);
        }
        cursor.expect("is");
        boolean negated = cursor.accept("not");
        boolean isNull = cursor.accept("null");
        cursor.check(isNull || cursor.accept("true") || cursor.accept("false") || cursor.accept("unknown"));
        var span = cursor.spanFrom(first);
        var expr = isNull ? new Expr.IsNull(value, negated, span) : new Expr.Other("IS", ImmutableList.of(value), span);
        return new Reading(expr, Level.IS);
    }

    private Reading isDistinct(IsDistinctExpression distinct) {
        int first = cursor.position();
        var left = reading(distinct.getLeftExpression()).above(Level.IS);
        cursor.expect("is");
        cursor.accept("not");
        cursor.expect("distinct");
        cursor.expect("from");
        var right = reading(distinct.getRightExpression()).above(Level.IS);
        return new Reading(
                new Expr.Other("IS DISTINCT FROM", ImmutableList.of(left, right), cursor.spanFrom(first)), Level.IS);
    }
}
