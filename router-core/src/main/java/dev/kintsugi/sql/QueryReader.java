package dev.kintsugi.sql;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.kintsugi.sql.Query.SetOperation;
import dev.kintsugi.sql.Token.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.statement.select.GroupByElement;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SetOperationList;
import net.sf.jsqlparser.statement.select.WithItem;
import org.jspecify.annotations.Nullable;

/// Reads statements and queries clause by clause in the text's order, taking the expressions from the parser's tree.
final class QueryReader {
    private final TokenCursor cursor;
    private final ExpressionReader expressions;
    private final FromReader from;
    private final DmlReader dml;
    private final TailReader tails;
    private ImmutableMap<String, Expr.Window> windows = ImmutableMap.of();

    QueryReader(TokenCursor cursor) {
        this.cursor = cursor;
        this.expressions = new ExpressionReader(cursor, this);
        this.from = new FromReader(cursor, expressions);
        this.dml = new DmlReader(cursor, this);
        this.tails = new TailReader(cursor, expressions);
    }

    ExpressionReader expressions() {
        return expressions;
    }

    FromReader from() {
        return from;
    }

    /// A query or data-modifying statement that ends before token `end`.
    StatementShape statement(Select tree, int end) {
        int first = cursor.position();
        boolean recursive = cursor.is("with", "recursive");
        var ctes = ctes(tree);
        if (!DmlOutline.startsAt(cursor.phrases(), cursor.position())) {
            return new StatementShape.Select(query(tree, ctes, recursive, first));
        }
        if (tree instanceof PlainSelect plain) {
            return dml.read(ctes, plain, end);
        }
        throw cursor.mismatch();
    }

    Query query(Select tree) {
        int first = cursor.position();
        boolean recursive = cursor.is("with", "recursive");
        return query(tree, ctes(tree), recursive, first);
    }

    /// `(query)`, without what may follow; the query's span excludes the parentheses.
    Query parenthesised(ParenthesedSelect tree) {
        cursor.expectOpen();
        var query = query(tree.getSelect());
        cursor.expectClose();
        return query;
    }

    /// What the WINDOW clause of the SELECT at hand says about the name.
    Expr.Window window(String name) {
        var window = windows.get(name);
        if (window == null) {
            throw new Unreadable("window \"" + name + "\" is not defined in the same SELECT");
        }
        return window;
    }

    private Query query(Select tree, ImmutableList<Query.Cte> ctes, boolean recursive, int first) {
        if (tree instanceof ParenthesedSelect inner) {
            var query = parenthesised(inner);
            return wrapped(query, ctes, recursive, tails.read(tree), first);
        }
        Query.Body body = switch (tree) {
            case SetOperationList operations -> setOperations(operations);
            case PlainSelect plain -> block(plain);
            default -> throw cursor.mismatch();
        };
        return tails.read(tree).around(ctes, recursive, body, cursor, first);
    }

    /// A query in parentheses with clauses outside them; clauses of one kind on both sides are beyond the router.
    private Query wrapped(Query query, ImmutableList<Query.Cte> ctes, boolean recursive, QueryTail tail, int first) {
        if (ctes.isEmpty() && tail.isEmpty()) {
            return query;
        }
        boolean innerTail = query.orderBySpan().isPresent()
                || query.limitSpan().isPresent()
                || query.offsetSpan().isPresent()
                || query.locking();
        if (innerTail || (!ctes.isEmpty() && !query.ctes().isEmpty())) {
            throw new Unreadable("clauses inside and outside of parentheses");
        }
        return tail.around(
                ctes.isEmpty() ? query.ctes() : ctes, recursive || query.recursive(), query.body(), cursor, first);
    }

    private ImmutableList<Query.Cte> ctes(Select tree) {
        if (!cursor.accept("with")) {
            return ImmutableList.of();
        }
        cursor.accept("recursive");
        var ctes = ImmutableList.<Query.Cte>builder();
        boolean first = true;
        for (WithItem<?> item : tree.getWithItemsList()) {
            if (!first) {
                cursor.expect(Kind.COMMA);
            }
            first = false;
            ctes.add(cte(item));
        }
        return ctes.build();
    }

    private Query.Cte cte(WithItem<?> item) {
        var name = cursor.name();
        var columns = cursor.isOpen() ? cursor.nameList() : ImmutableList.<String>of();
        cursor.expect("as");
        boolean materialized = cursor.accept("materialized") || cursor.accept("not", "materialized");
        cursor.check(materialized || cursor.isOpen());
        int open = cursor.position();
        cursor.expectOpen();
        var body = statement(item.getSelect().getSelect(), cursor.phrases().close(open));
        cursor.expectClose();
        return new Query.Cte(name, columns, body);
    }

    /// An operand of UNION and its like; `outer` includes parentheses around it.
    private record Operand(Query query, Span outer) {}

    private Query.Body setOperations(SetOperationList tree) {
        List<Operand> operands = new ArrayList<>();
        List<SetOperation.Kind> kinds = new ArrayList<>();
        List<Boolean> alls = new ArrayList<>();
        for (var select : tree.getSelects()) {
            if (!operands.isEmpty()) {
                kinds.add(setOperationKind());
                alls.add(!cursor.accept("distinct") && cursor.accept("all"));
            }
            operands.add(operand(select));
        }
        join(operands, kinds, alls, true);
        join(operands, kinds, alls, false);
        return operands.getFirst().query().body();
    }

    private SetOperation.Kind setOperationKind() {
        if (cursor.accept("union")) {
            return SetOperation.Kind.UNION;
        }
        if (cursor.accept("intersect")) {
            return SetOperation.Kind.INTERSECT;
        }
        cursor.expect("except");
        return SetOperation.Kind.EXCEPT;
    }

    private Operand operand(Select select) {
        int first = cursor.position();
        if (select instanceof ParenthesedSelect inner) {
            var query = parenthesised(inner);
            return new Operand(query, cursor.spanFrom(first));
        }
        if (!(select instanceof PlainSelect plain)) {
            throw cursor.mismatch();
        }
        var body = block(plain);
        var span = cursor.spanFrom(first);
        return new Operand(new QueryTail().around(ImmutableList.of(), false, body, cursor, first), span);
    }

    /// Joins neighbours from left to right: first those of INTERSECT, which binds tighter, then all.
    private static void join(
            List<Operand> operands, List<SetOperation.Kind> kinds, List<Boolean> alls, boolean onlyIntersect) {
        int i = 0;
        while (i < kinds.size()) {
            if (onlyIntersect && kinds.get(i) != SetOperation.Kind.INTERSECT) {
                i++;
                continue;
            }
            var left = operands.get(i);
            var right = operands.remove(i + 1);
            var span = left.outer().cover(right.outer());
            var body = new SetOperation(kinds.remove(i), alls.remove(i), left.query(), right.query());
            operands.set(i, new Operand(new QueryTail().around(ImmutableList.of(), false, body, span), span));
        }
    }

    private Query.Body block(PlainSelect tree) {
        var items = Arguments.ofItems(tree.getSelectItems());
        if (cursor.is("values")) {
            return values(items);
        }
        if (cursor.is("table")) {
            return table(tree);
        }
        var outer = windows;
        windows = ImmutableMap.of();
        var block = select(tree, items);
        windows = outer;
        return block;
    }

    private Query.Values values(Arguments items) {
        cursor.expect("values");
        var rows = ImmutableList.<ImmutableList<Expr>>builder();
        do {
            if (!(items.next() instanceof ParenthesedExpressionList<?> row)) {
                throw new Unreadable("VALUES with a query for a row");
            }
            rows.add(expressions.listInParentheses(row));
        } while (cursor.accept(Kind.COMMA));
        items.finish();
        return new Query.Values(rows.build());
    }

    /// `TABLE t` is `SELECT * FROM t`.
    private Query.Block table(PlainSelect tree) {
        int first = cursor.position();
        cursor.expect("table");
        var word = cursor.spanFrom(first);
        var star = new SelectItem(new Expr.Star(Optional.empty(), word), Optional.empty(), word);
        return new Query.Block(
                Optional.empty(),
                ImmutableList.of(star),
                word,
                from.list(tree.getFromItem(), tree.getJoins()),
                Optional.empty(),
                Query.GroupBy.NONE,
                Optional.empty(),
                Optional.empty(),
                false);
    }

    private Query.Block select(PlainSelect tree, Arguments trees) {
        cursor.expect("select");
        var distinct = distinct(trees);
        int clause = cursor.phrases().windowClause(cursor.position());
        int end = clause < 0 ? clause : windowClause(clause, trees);
        int first = cursor.position();
        var items = selectList(trees);
        trees.finish();
        var listSpan = cursor.spanFrom(first);
        boolean into = cursor.acceptTo(cursor.phrases().intoEnd(cursor.position()));
        var fromItems =
                cursor.accept("from") ? from.list(tree.getFromItem(), tree.getJoins()) : ImmutableList.<FromItem>of();
        var where = clause("where", tree.getWhere());
        var groupBy = groupBy(tree.getGroupBy());
        int havingAt = cursor.position();
        var having = clause("having", tree.getHaving());
        var havingSpan = having.map(_ -> cursor.spanFrom(havingAt));
        if (clause >= 0) {
            cursor.check(cursor.position() == clause);
            cursor.seek(end);
        }
        return new Query.Block(distinct, items, listSpan, fromItems, where, groupBy, having, havingSpan, into);
    }

    /// `word expression`, if there.
    Optional<Expr> clause(String word, @Nullable Expression tree) {
        return cursor.accept(word) ? Optional.of(expressions.read(present(tree))) : Optional.empty();
    }

    /// The tree's part for a clause that the text has.
    static <T> T present(@Nullable T tree) {
        if (tree == null) {
            throw new Unreadable("more clauses in the text than in the tree");
        }
        return tree;
    }

    private Optional<Query.Distinct> distinct(Arguments trees) {
        if (!cursor.accept("distinct")) {
            cursor.accept("all");
            return Optional.empty();
        }
        var on = ImmutableList.<Expr>builder();
        if (cursor.accept("on")) {
            cursor.expectOpen();
            do {
                on.add(cursor.withInteger(expressions.read(trees.next())));
            } while (cursor.accept(Kind.COMMA));
            cursor.expectClose();
        }
        return Optional.of(new Query.Distinct(on.build()));
    }

    /// Reads the WINDOW clause at `clause` ahead of its turn and returns the index behind it.
    private int windowClause(int clause, Arguments trees) {
        int back = cursor.position();
        cursor.seek(clause);
        Map<String, Expr.Window> defined = new HashMap<>();
        do {
            cursor.seek(cursor.position() + (cursor.is("window") && defined.isEmpty() ? 1 : 0));
            var name = cursor.identifier();
            cursor.expect("as");
            cursor.expectOpen();
            defined.put(name, expressions.calls().windowDefinition(trees));
            cursor.expectClose();
            windows = ImmutableMap.copyOf(defined);
        } while (cursor.accept(Kind.COMMA));
        int end = cursor.position();
        cursor.seek(back);
        return end;
    }

    /// A list of select items, which may be empty.
    ImmutableList<SelectItem> selectList(Arguments trees) {
        if (Words.endsSelectList(cursor.phrases(), cursor.position())) {
            trees.next();
            return ImmutableList.of();
        }
        var items = ImmutableList.<SelectItem>builder();
        do {
            items.add(selectItem(trees.next()));
        } while (cursor.accept(Kind.COMMA));
        return items.build();
    }

    private SelectItem selectItem(Expression tree) {
        int first = cursor.position();
        var expr = expressions.read(tree);
        Optional<String> alias = cursor.accept("as") || cursor.phrases().isName(cursor.position())
                ? Optional.of(cursor.identifier())
                : Optional.empty();
        return new SelectItem(expr, alias, cursor.spanFrom(first));
    }

    private Query.GroupBy groupBy(@Nullable GroupByElement tree) {
        int first = cursor.position();
        if (!cursor.accept("group", "by")) {
            return Query.GroupBy.NONE;
        }
        boolean sets = cursor.accept("distinct");
        cursor.accept("all");
        ExpressionList<Expression> list = present(tree).getGroupByExpressionList();
        var terms = new Arguments(list instanceof ParenthesedExpressionList<?> ? List.of(list) : list);
        var items = ImmutableList.<Expr>builder();
        do {
            var item = cursor.withInteger(expressions.read(terms.next()));
            items.add(item);
            sets |= isGroupingSet(item);
        } while (cursor.accept(Kind.COMMA));
        terms.finish();
        return new Query.GroupBy(items.build(), sets, Optional.of(cursor.spanFrom(first)));
    }

    private static boolean isGroupingSet(Expr item) {
        return switch (item) {
            case Expr.Row(var items, var _) -> items.isEmpty();
            case Expr.Call call ->
                call.schema().isEmpty()
                        && (call.name().equals("rollup")
                                || call.name().equals("cube")
                                || call.name().equals("grouping sets"));
            default -> false;
        };
    }
}
