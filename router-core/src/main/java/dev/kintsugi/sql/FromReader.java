package dev.kintsugi.sql;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.sql.FromItem.JoinKind;
import dev.kintsugi.sql.Token.Kind;
import java.util.List;
import java.util.Optional;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.ParenthesedFromItem;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.TableFunction;
import org.jspecify.annotations.Nullable;

/// Reads FROM and its like: the parser tells tables, functions and parentheses apart, the tokens tell the joins.
final class FromReader {
    private final TokenCursor cursor;
    private final ExpressionReader expressions;

    FromReader(TokenCursor cursor, ExpressionReader expressions) {
        this.cursor = cursor;
        this.expressions = expressions;
    }

    /// `a, b JOIN c ON …, …`.
    ImmutableList<FromItem> list(
            net.sf.jsqlparser.statement.select.@Nullable FromItem tree, @Nullable List<Join> joins) {
        var items = ImmutableList.<FromItem>builder();
        int first = cursor.position();
        var item = item(tree);
        for (var join : joins == null ? List.<Join>of() : joins) {
            if (cursor.accept(Kind.COMMA)) {
                items.add(item);
                first = cursor.position();
                item = item(join.getFromItem());
            } else {
                item = join(first, item, join);
            }
        }
        return items.add(item).build();
    }

    private FromItem join(int first, FromItem left, Join tree) {
        boolean natural = cursor.accept("natural");
        var kind = joinKind();
        var right = item(tree.getFromItem());
        Optional<Expr> on = Optional.empty();
        ImmutableList<String> using = ImmutableList.of();
        boolean bare = natural || kind == JoinKind.CROSS;
        if (!bare && cursor.accept("on")) {
            var conditions = tree.getOnExpressions();
            cursor.check(conditions != null && conditions.size() == 1);
            on = Optional.of(expressions.read(conditions.iterator().next()));
        } else if (!bare) {
            cursor.expect("using");
            using = cursor.nameList();
        }
        return new FromItem.Join(kind, left, right, on, using, natural, cursor.spanFrom(first));
    }

    private JoinKind joinKind() {
        JoinKind kind = JoinKind.INNER;
        if (cursor.accept("cross")) {
            kind = JoinKind.CROSS;
        } else if (cursor.accept("left")) {
            kind = JoinKind.LEFT;
        } else if (cursor.accept("right")) {
            kind = JoinKind.RIGHT;
        } else if (cursor.accept("full")) {
            kind = JoinKind.FULL;
        } else {
            cursor.accept("inner");
        }
        if (kind != JoinKind.INNER && kind != JoinKind.CROSS) {
            cursor.accept("outer");
        }
        cursor.expect("join");
        return kind;
    }

    private FromItem item(net.sf.jsqlparser.statement.select.@Nullable FromItem tree) {
        int first = cursor.position();
        return switch (tree) {
            case Table _ -> table(first);
            case TableFunction function -> function(first, function);
            case ParenthesedSelect select -> derived(first, select);
            case ParenthesedFromItem inner -> parenthesised(first, inner);
            case null, default -> throw cursor.mismatch();
        };
    }

    private FromItem table(int first) {
        cursor.accept("only");
        var name = cursor.qualifiedName();
        var alias = alias();
        boolean sampled = cursor.acceptTo(cursor.phrases().sampleEnd(cursor.position()));
        return new FromItem.Table(name, alias.name(), alias.columns(), sampled, cursor.spanFrom(first));
    }

    private FromItem function(int first, TableFunction tree) {
        boolean lateral = cursor.accept("lateral");
        var call = expressions.read(tree.getFunction());
        cursor.accept("with", "ordinality");
        var alias = alias();
        return new FromItem.Function(call, lateral, alias.name(), alias.columns(), cursor.spanFrom(first));
    }

    private FromItem derived(int first, ParenthesedSelect tree) {
        boolean lateral = cursor.accept("lateral");
        var query = expressions.queries().parenthesised(tree);
        var alias = alias();
        return new FromItem.Derived(query, lateral, alias.name(), alias.columns(), cursor.spanFrom(first));
    }

    /// Joins in parentheses, or a query in more than one pair of them.
    private FromItem parenthesised(int first, ParenthesedFromItem tree) {
        boolean lateral = cursor.accept("lateral");
        cursor.expectOpen();
        var inner = list(tree.getFromItem(), tree.getJoins());
        cursor.expectClose();
        cursor.check(inner.size() == 1);
        return switch (inner.getFirst()) {
            case FromItem.Join join when !lateral && alias().isEmpty() -> join;
            case FromItem.Derived derived
            when derived.alias().isEmpty() -> {
                var alias = alias();
                yield new FromItem.Derived(
                        derived.query(), lateral, alias.name(), alias.columns(), cursor.spanFrom(first));
            }
            default -> throw cursor.mismatch();
        };
    }

    private record Alias(Optional<String> name, ImmutableList<String> columns) {
        boolean isEmpty() {
            return name.isEmpty() && columns.isEmpty();
        }
    }

    /// `AS t (a, b)`, `t`, or for functions `AS t (a int, b text)` with or without `t`.
    private Alias alias() {
        boolean as = cursor.accept("as");
        Optional<String> name =
                cursor.phrases().isName(cursor.position()) ? Optional.of(cursor.identifier()) : Optional.empty();
        cursor.check(!as || name.isPresent() || cursor.isOpen());
        return cursor.isOpen() && (as || name.isPresent())
                ? new Alias(name, columns())
                : new Alias(name, ImmutableList.of());
    }

    private ImmutableList<String> columns() {
        var columns = ImmutableList.<String>builder();
        cursor.expectOpen();
        do {
            columns.add(cursor.name());
            cursor.acceptTo(cursor.phrases().typeEnd(cursor.position()));
            if (cursor.accept("collate")) {
                cursor.qualifiedName();
            }
        } while (cursor.accept(Kind.COMMA));
        cursor.expectClose();
        return columns.build();
    }
}
