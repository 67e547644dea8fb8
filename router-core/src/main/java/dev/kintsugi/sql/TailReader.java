package dev.kintsugi.sql;

import dev.kintsugi.value.SqlLiteral;
import java.util.Optional;
import net.sf.jsqlparser.statement.select.OrderByElement;
import net.sf.jsqlparser.statement.select.Select;

/// Reads what follows a query's body: ORDER BY, LIMIT, OFFSET, FETCH and FOR UPDATE, in any order as Postgres allows.
final class TailReader {
    private final TokenCursor cursor;
    private final ExpressionReader expressions;

    TailReader(TokenCursor cursor, ExpressionReader expressions) {
        this.cursor = cursor;
        this.expressions = expressions;
    }

    QueryTail read(Select tree) {
        var tail = new QueryTail();
        while (true) {
            int first = cursor.position();
            if (tail.orderBySpan.isEmpty() && cursor.accept("order", "by")) {
                var trees = new Arguments(QueryReader.present(tree.getOrderByElements()).stream()
                        .map(OrderByElement::getExpression)
                        .toList());
                tail.orderBy = expressions.calls().orderItems(trees);
                trees.finish();
                tail.orderBySpan = Optional.of(cursor.spanFrom(first));
            } else if (tail.limitSpan.isEmpty() && cursor.accept("limit")) {
                tail.limit = cursor.accept("all")
                        ? Optional.empty()
                        : Optional.of(expressions.read(
                                QueryReader.present(tree.getLimit()).getRowCount()));
                tail.limitSpan = Optional.of(cursor.spanFrom(first));
            } else if (tail.offsetSpan.isEmpty() && cursor.accept("offset")) {
                tail.offset = Optional.of(
                        expressions.read(QueryReader.present(tree.getOffset()).getOffset()));
                if (!cursor.accept("row")) {
                    cursor.accept("rows");
                }
                tail.offsetSpan = Optional.of(cursor.spanFrom(first));
            } else if (tail.limitSpan.isEmpty() && cursor.accept("fetch")) {
                fetch(tree, tail, first);
            } else if (cursor.acceptTo(cursor.phrases().lockingEnd(first))) {
                tail.locking = true;
            } else {
                return tail;
            }
        }
    }

    private void fetch(Select tree, QueryTail tail, int first) {
        cursor.check(cursor.accept("first") || cursor.accept("next"));
        if (cursor.is("row") || cursor.is("rows")) {
            int rows = cursor.position();
            var one = new ValueSource.Literal(new SqlLiteral.Number("1"));
            cursor.seek(rows + 1);
            tail.limit = Optional.of(new Expr.Value(one, cursor.spanFrom(rows)));
        } else {
            tail.limit = Optional.of(
                    expressions.read(QueryReader.present(tree.getLimit()).getRowCount()));
            cursor.check(cursor.accept("row") || cursor.accept("rows"));
        }
        tail.withTies = cursor.accept("with", "ties");
        cursor.check(tail.withTies || cursor.accept("only"));
        tail.limitSpan = Optional.of(cursor.spanFrom(first));
    }
}
