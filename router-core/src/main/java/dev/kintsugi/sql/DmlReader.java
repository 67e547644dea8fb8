package dev.kintsugi.sql;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.sql.StatementShape.Assignment;
import dev.kintsugi.sql.StatementShape.InsertSource;
import dev.kintsugi.sql.Token.Kind;
import java.util.Optional;
import net.sf.jsqlparser.statement.select.ParenthesedFromItem;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;

/// Reads INSERT, UPDATE and DELETE, whose parts the parser saw as a SELECT (see [GrammarText]).
final class DmlReader {
    private final TokenCursor cursor;
    private final QueryReader queries;

    DmlReader(TokenCursor cursor, QueryReader queries) {
        this.cursor = cursor;
        this.queries = queries;
    }

    /// The statement at the cursor, its CTEs already read; it ends before token `end`.
    StatementShape read(ImmutableList<Query.Cte> ctes, PlainSelect tree, int end) {
        var outline = DmlOutline.of(cursor.phrases(), cursor.position(), end);
        var trees = Arguments.ofItems(tree.getSelectItems());
        if (outline.returning() < 0 && outline.set() < 0 && outline.verb() != DmlOutline.Verb.UPDATE) {
            trees.next();
        }
        var shape = switch (outline.verb()) {
            case INSERT -> insert(ctes, tree, trees, outline);
            case UPDATE -> update(ctes, tree, trees);
            case DELETE -> delete(ctes, tree, trees);
        };
        trees.finish();
        cursor.check(cursor.position() == end);
        return shape;
    }

    private StatementShape insert(
            ImmutableList<Query.Cte> ctes, PlainSelect tree, Arguments trees, DmlOutline outline) {
        cursor.expect("insert");
        cursor.expect("into");
        int first = cursor.position();
        var name = cursor.qualifiedName();
        Optional<String> alias = cursor.accept("as") ? Optional.of(cursor.identifier()) : Optional.empty();
        var target = new FromItem.Table(name, alias, ImmutableList.of(), false, cursor.spanFrom(first));
        int list = cursor.position();
        boolean listed = cursor.isOpen() && cursor.position() != outline.body();
        var columns = listed ? cursor.nameList() : ImmutableList.<String>of();
        var columnsSpan = cursor.spanFrom(list);
        if (cursor.accept("overriding")) {
            cursor.check(cursor.accept("system", "value") || cursor.accept("user", "value"));
        }
        cursor.check(cursor.position() == outline.body());
        var source = source(tree);
        Optional<StatementShape.OnConflict> conflict = Optional.empty();
        if (outline.conflict() >= 0) {
            cursor.check(cursor.position() == outline.conflict());
            conflict = Optional.of(conflict(tree, trees, outline));
        }
        return new StatementShape.Insert(ctes, target, columns, columnsSpan, source, conflict, returning(trees));
    }

    private InsertSource source(PlainSelect tree) {
        if (cursor.accept("default", "values")) {
            return new InsertSource.DefaultValues();
        }
        int first = cursor.position();
        var query = queries.query(sourceTree(tree));
        boolean plain = query.ctes().isEmpty()
                && query.orderBySpan().isEmpty()
                && query.limitSpan().isEmpty()
                && query.offsetSpan().isEmpty()
                && !query.locking()
                && cursor.phrases().is(first, "values");
        return plain && query.body() instanceof Query.Values(var rows)
                ? new InsertSource.Rows(rows, cursor.listSpans(first + 1))
                : new InsertSource.FromQuery(query);
    }

    private Select sourceTree(PlainSelect tree) {
        return switch (tree.getFromItem()) {
            case ParenthesedSelect select -> select.getSelect();
            case ParenthesedFromItem inner when inner.getFromItem() instanceof Select select -> select;
            default -> throw cursor.mismatch();
        };
    }

    private StatementShape.OnConflict conflict(PlainSelect tree, Arguments trees, DmlOutline outline) {
        int behind =
                outline.set() >= 0 ? outline.set() : outline.returning() >= 0 ? outline.returning() : outline.end();
        passConflictTarget(outline.conflict(), behind);
        if (outline.set() < 0) {
            cursor.seek(behind);
            return new StatementShape.OnConflict(ImmutableList.of(), Optional.empty());
        }
        cursor.seek(outline.set() + 1);
        var assignments = assignments(trees);
        return new StatementShape.OnConflict(assignments, queries.clause("where", tree.getWhere()));
    }

    /// The target is left out of the shape: it only names columns and expressions over them.
    private void passConflictTarget(int from, int end) {
        for (int i = from; i < end; i++) {
            if (cursor.phrases().is(i, Kind.PARAMETER) || cursor.phrases().is(i, "select")) {
                throw new Unreadable("conflict target");
            }
        }
    }

    private StatementShape update(ImmutableList<Query.Cte> ctes, PlainSelect tree, Arguments trees) {
        cursor.expect("update");
        var target = target("set");
        cursor.expect("set");
        var assignments = assignments(trees);
        var from = cursor.accept("from")
                ? queries.from().list(tree.getFromItem(), tree.getJoins())
                : ImmutableList.<FromItem>of();
        var where = queries.clause("where", tree.getWhere());
        return new StatementShape.Update(ctes, target, assignments, from, where, returning(trees));
    }

    private StatementShape delete(ImmutableList<Query.Cte> ctes, PlainSelect tree, Arguments trees) {
        cursor.expect("delete");
        cursor.expect("from");
        var target = target("using");
        var using = cursor.accept("using")
                ? queries.from().list(tree.getFromItem(), tree.getJoins())
                : ImmutableList.<FromItem>of();
        var where = queries.clause("where", tree.getWhere());
        return new StatementShape.Delete(ctes, target, using, where, returning(trees));
    }

    private FromItem.Table target(String next) {
        int first = cursor.position();
        cursor.accept("only");
        var name = cursor.qualifiedName();
        boolean aliased = cursor.accept("as") || (cursor.phrases().isName(cursor.position()) && !cursor.is(next));
        Optional<String> alias = aliased ? Optional.of(cursor.identifier()) : Optional.empty();
        return new FromItem.Table(name, alias, ImmutableList.of(), false, cursor.spanFrom(first));
    }

    private ImmutableList<Assignment> assignments(Arguments trees) {
        var assignments = ImmutableList.<Assignment>builder();
        do {
            // of `column.field = value` only the column matters
            var columns = cursor.isOpen()
                    ? cursor.nameList()
                    : ImmutableList.of(cursor.names().getFirst());
            cursor.check(cursor.acceptOperator("="));
            assignments.add(new Assignment(columns, queries.expressions().read(trees.next())));
        } while (cursor.accept(Kind.COMMA));
        return assignments.build();
    }

    private ImmutableList<SelectItem> returning(Arguments trees) {
        return cursor.accept("returning") ? queries.selectList(trees) : ImmutableList.of();
    }
}
