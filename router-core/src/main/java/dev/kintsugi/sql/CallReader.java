package dev.kintsugi.sql;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.sql.Token.Kind;
import dev.kintsugi.value.SqlLiteral;
import java.util.Optional;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;

/// Reads what the parser takes for a call: calls with all their clauses, and `ROW(…)`, `ARRAY[…]`, `CAST(…)`.
///
/// The parser's argument list is flat: arguments, ORDER BY, WITHIN GROUP, FILTER, PARTITION BY and ORDER BY of the
/// window in the text's order; the tokens say which is which.
final class CallReader {
    private final TokenCursor cursor;
    private final ExpressionReader expressions;

    CallReader(TokenCursor cursor, ExpressionReader expressions) {
        this.cursor = cursor;
        this.expressions = expressions;
    }

    /// A call with nothing but arguments.
    static Expr.Call bare(Optional<String> schema, String name, ImmutableList<Expr> arguments, Span span) {
        return new Expr.Call(
                schema,
                name,
                arguments,
                false,
                false,
                ImmutableList.of(),
                ImmutableList.of(),
                Optional.empty(),
                Optional.empty(),
                span);
    }

    Expr call(Function function) {
        // the parser takes the parentheses of a single argument for the list's
        var arguments = function.getParameters() instanceof ParenthesedExpressionList<?> single
                ? new Arguments(ImmutableList.of(single))
                : new Arguments(function.getParameters());
        var expr = form(arguments);
        arguments.finish();
        return expr;
    }

    private Expr form(Arguments arguments) {
        int first = cursor.position();
        if (cursor.is(Kind.OPEN_BRACKET) || cursor.accept("array")) {
            var items = list(Kind.OPEN_BRACKET, Kind.CLOSE_BRACKET, arguments);
            return new Expr.ArrayOf(items, cursor.spanFrom(first));
        }
        if (cursor.is("cast")) {
            return expressions.castCall(arguments.next());
        }
        if (cursor.accept("row")) {
            var items = list(Kind.OPEN_PARENTHESIS, Kind.CLOSE_PARENTHESIS, arguments);
            return OperandReader.row(items, cursor.spanFrom(first));
        }
        if (cursor.accept("grouping", "sets")) {
            var items = list(Kind.OPEN_PARENTHESIS, Kind.CLOSE_PARENTHESIS, arguments);
            return bare(Optional.empty(), "grouping sets", items, cursor.spanFrom(first));
        }
        return new Call(arguments).read();
    }

    private ImmutableList<Expr> list(Kind open, Kind close, Arguments arguments) {
        var items = ImmutableList.<Expr>builder();
        cursor.expect(open);
        if (!cursor.is(close)) {
            do {
                items.add(expressions.read(arguments.next()));
            } while (cursor.accept(Kind.COMMA));
        }
        cursor.expect(close);
        return items.build();
    }

    /// ORDER BY's terms, up to what is no comma.
    ImmutableList<OrderItem> orderItems(Arguments arguments) {
        var items = ImmutableList.<OrderItem>builder();
        do {
            items.add(orderItem(arguments.next()));
        } while (cursor.accept(Kind.COMMA));
        return items.build();
    }

    private OrderItem orderItem(Expression expression) {
        var expr = cursor.withInteger(expressions.read(expression));
        boolean descending = cursor.is("desc");
        boolean usingOperator = cursor.is("using");
        boolean modified = cursor.acceptTo(cursor.phrases().orderModifiersEnd(cursor.position()));
        int last = cursor.position() - 1;
        boolean first = modified && cursor.tokens().isWord(last, "first");
        boolean nullsLast = modified && cursor.tokens().isWord(last, "last");
        return new OrderItem(expr, descending, first || (descending && !nullsLast), usingOperator);
    }

    /// `[base] [PARTITION BY …] [ORDER BY …] [frame]`, up to the closing parenthesis, which is left.
    Expr.Window windowDefinition(Arguments arguments) {
        var base = new Expr.Window(ImmutableList.of(), ImmutableList.of());
        if (cursor.phrases().windowBaseEnd(cursor.position()) > cursor.position()) {
            base = expressions.queries().window(cursor.identifier());
        }
        var partitionBy = base.partitionBy();
        var orderBy = base.orderBy();
        if (cursor.accept("partition", "by")) {
            var items = ImmutableList.<Expr>builder();
            do {
                items.add(expressions.read(arguments.next()));
            } while (cursor.accept(Kind.COMMA));
            partitionBy = items.build();
        }
        if (cursor.accept("order", "by")) {
            orderBy = orderItems(arguments);
        }
        cursor.acceptTo(cursor.phrases().frameEnd(cursor.position()));
        return new Expr.Window(partitionBy, orderBy);
    }

    /// One call while it is read.
    private final class Call {
        private final Arguments arguments;
        private final ImmutableList.Builder<Expr> items = ImmutableList.builder();
        private boolean star;
        private boolean distinct;
        private ImmutableList<OrderItem> orderBy = ImmutableList.of();
        private ImmutableList<OrderItem> withinGroup = ImmutableList.of();
        private Optional<Expr> filter = Optional.empty();
        private Optional<Expr.Window> window = Optional.empty();

        Call(Arguments arguments) {
            this.arguments = arguments;
        }

        Expr read() {
            int first = cursor.position();
            boolean wordy = cursor.phrases().isIn(first, GrammarWords.WORDY_CALLS);
            var name = functionName();
            cursor.expectOpen();
            if (cursor.acceptOperator("*")) {
                arguments.next();
                star = true;
            } else if (!cursor.is(Kind.CLOSE_PARENTHESIS)) {
                argumentList(wordy && name.schema().isEmpty(), name.name());
            }
            cursor.expectClose();
            tails();
            return new Expr.Call(
                    name.schema(),
                    name.name(),
                    items.build(),
                    star,
                    distinct,
                    orderBy,
                    withinGroup,
                    filter,
                    window,
                    cursor.spanFrom(first));
        }

        /// LEFT, RIGHT and the like are reserved, yet functions.
        private QualifiedName functionName() {
            var first = cursor.identifier();
            if (!cursor.accept(Kind.DOT)) {
                return new QualifiedName(Optional.empty(), first);
            }
            return new QualifiedName(Optional.of(first), cursor.identifier());
        }

        private void argumentList(boolean wordy, String name) {
            distinct = cursor.accept("distinct");
            if (!distinct && cursor.is("all") && !cursor.phrases().isOpen(cursor.position() + 1)) {
                cursor.expect("all");
            }
            if (wordy) {
                boolean side = cursor.accept("both") || cursor.accept("leading") || cursor.accept("trailing");
                boolean from = cursor.accept("from");
                cursor.check((!side && !from) || name.equals("trim"));
            }
            do {
                items.add(argument(wordy && name.equals("extract")));
            } while (cursor.accept(Kind.COMMA) || (wordy && argumentWord()));
            if (cursor.accept("order", "by")) {
                orderBy = orderItems(arguments);
            }
        }

        private boolean argumentWord() {
            boolean found = cursor.phrases().isIn(cursor.position(), GrammarWords.ARGUMENT_WORDS);
            if (found) {
                cursor.identifier();
            }
            return found;
        }

        private Expr argument(boolean mayBeField) {
            int first = cursor.position();
            if (mayBeField
                    && cursor.phrases().isIdentifier(first)
                    && cursor.phrases().is(first + 1, "from")) {
                arguments.next();
                var field = new SqlLiteral.Quoted(cursor.identifier());
                return new Expr.Value(new ValueSource.Literal(field), cursor.spanFrom(first));
            }
            cursor.accept("variadic");
            if (cursor.phrases().isOther(cursor.position() + 1, "=>")
                    || cursor.phrases().isOther(cursor.position() + 1, ":=")) {
                cursor.identifier();
                cursor.expect(Kind.OTHER);
            }
            return expressions.read(arguments.next());
        }

        private void tails() {
            if (cursor.is("within", "group")) {
                cursor.seek(cursor.position() + 2);
                cursor.expectOpen();
                cursor.expect("order");
                cursor.expect("by");
                withinGroup = orderItems(arguments);
                cursor.expectClose();
            }
            if (cursor.is("filter") && cursor.phrases().isOpen(cursor.position() + 1)) {
                cursor.expect("filter");
                cursor.expectOpen();
                cursor.expect("where");
                filter = Optional.of(expressions.read(arguments.next()));
                cursor.expectClose();
            }
            if (cursor.is("over") && cursor.phrases().isOpen(cursor.position() + 1)) {
                cursor.expect("over");
                cursor.expectOpen();
                window = Optional.of(windowDefinition(arguments));
                cursor.expectClose();
            } else if (cursor.is("over") && cursor.phrases().isName(cursor.position() + 1)) {
                cursor.expect("over");
                window = Optional.of(expressions.queries().window(cursor.identifier()));
            }
        }
    }
}
