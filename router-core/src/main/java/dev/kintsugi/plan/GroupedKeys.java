package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.Query;
import dev.kintsugi.sql.SelectItem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Where a statement may use columns that it does not group by, which Postgres allows if the grouping holds the primary
/// key of their table: a stand-in needs that key, too.
final class GroupedKeys {
    /// For each block that uses other columns than those it groups by, the names of the latter.
    private final List<Set<String>> groupings = new ArrayList<>();

    GroupedKeys(StatementModel model) {
        List<QueryModel> open = new ArrayList<>();
        model.query().ifPresent(open::add);
        for (Source source : model.sources()) {
            if (source instanceof Source.Derived derived) {
                open.add(derived.query());
            }
        }
        for (StatementModel.Mention mention : model.mentions()) {
            Exprs.walk(mention.expression(), expr -> {
                if (expr instanceof Expr.Subquery subquery) {
                    open.add(mention.scope().subquery(subquery));
                }
            });
        }
        open.forEach(this::query);
    }

    /// Whether some grouping holds all columns of this key and may rely on it.
    boolean relyOn(ImmutableList<String> primaryKey) {
        return !primaryKey.isEmpty() && groupings.stream().anyMatch(names -> names.containsAll(primaryKey));
    }

    private void query(QueryModel query) {
        switch (query.body()) {
            case QueryModel.SetOperation operation -> {
                query(operation.left());
                query(operation.right());
            }
            case QueryModel.Values _ -> {}
            case QueryModel.Block block -> block(query.query(), block.block());
        }
    }

    private void block(Query query, Query.Block block) {
        Set<String> names = new HashSet<>();
        for (Expr expr : block.groupBy().expressions()) {
            Expr named = Outputs.ordinal(expr, block.items())
                    .map(SelectItem::expression)
                    .orElse(expr);
            Exprs.walk(named, part -> {
                if (part instanceof Expr.Column column) {
                    names.add(column.name());
                }
            });
        }
        if (!names.isEmpty() && usesOthers(query, block, names)) {
            groupings.add(names);
        }
    }

    private static boolean usesOthers(Query query, Query.Block block, Set<String> names) {
        List<Expr> roots = new ArrayList<>();
        block.items().forEach(item -> roots.add(item.expression()));
        query.orderBy().forEach(item -> roots.add(item.expression()));
        block.having().ifPresent(roots::add);
        block.distinct().map(Query.Distinct::on).ifPresent(roots::addAll);
        return roots.stream().anyMatch(root -> usesOthers(root, names));
    }

    private static boolean usesOthers(Expr root, Set<String> names) {
        List<Expr> open = new ArrayList<>(List.of(root));
        while (!open.isEmpty()) {
            Expr next = open.removeLast();
            boolean other = switch (next) {
                case Expr.Column column -> !names.contains(column.name());
                case Expr.Star _, Expr.Subquery _ -> true;
                default -> false;
            };
            if (other) {
                return true;
            }
            if (!(next instanceof Expr.Call call && Functions.isAggregate(call))) {
                open.addAll(Exprs.children(next));
            }
        }
        return false;
    }
}
