package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.catalog.Catalog;
import dev.kintsugi.plan.Source.Columns;
import dev.kintsugi.plan.Source.KeyNode;
import dev.kintsugi.shard.TableDistribution;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.Query;
import dev.kintsugi.sql.SelectItem;
import dev.kintsugi.sql.ValueSource;
import dev.kintsugi.value.SqlLiteral;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which columns a table or query has, and which of them are sharding keys that a restriction from outside may pass
/// through.
final class Outputs {
    /// Special forms whose result column Postgres may name otherwise.
    private static final Pattern RENAMED_CALLS =
            Pattern.compile("trim|substring|position|overlay|normalize|extract|grouping|(xml|json|current_|local).*");

    private Outputs() {}

    static Columns ofTable(int id, Tables.Found found, Catalog catalog) {
        if (!(found instanceof Tables.Found.Mapped mapped)) {
            return Columns.UNKNOWN;
        }
        ImmutableList<String> keys = mapped.distribution() instanceof TableDistribution.Sharded sharded
                ? sharded.keyColumns()
                : ImmutableList.of();
        Optional<Catalog.Table> table = catalog.table(mapped.name());
        ImmutableList<String> names = table.map(known ->
                        known.columns().stream().map(Catalog.Column::name).collect(ImmutableList.toImmutableList()))
                .orElse(keys);
        boolean complete = table.isPresent() && names.containsAll(keys);
        return new Columns(
                (complete ? names : keys)
                        .stream()
                                .map(name -> new Columns.Column(Optional.of(name), keyNode(id, keys.indexOf(name))))
                                .collect(ImmutableList.toImmutableList()),
                complete);
    }

    private static Optional<KeyNode> keyNode(int id, int keyColumn) {
        return keyColumn < 0 ? Optional.empty() : Optional.of(new KeyNode(id, keyColumn));
    }

    static Columns ofValues(Query.Values values) {
        int width = values.rows().isEmpty() ? 0 : values.rows().getFirst().size();
        var columns = ImmutableList.<Columns.Column>builder();
        for (int i = 1; i <= width; i++) {
            columns.add(new Columns.Column(Optional.of("column" + i), Optional.empty()));
        }
        return new Columns(columns.build(), true);
    }

    static Columns withoutKeys(Columns columns) {
        return new Columns(
                columns.list().stream()
                        .map(column -> new Columns.Column(column.name(), Optional.empty()))
                        .collect(ImmutableList.toImmutableList()),
                columns.complete());
    }

    static Columns ofBlock(Query query, Query.Block block, Scope scope) {
        Columns all = items(block, scope);
        if (!isTransparent(query, block)) {
            return withoutKeys(all);
        }
        List<Expr.Call> windows = windows(query, block);
        boolean grouped = isGrouped(query, block);
        return new Columns(
                all.list().stream()
                        .map(column -> new Columns.Column(
                                column.name(), column.key().filter(key -> passes(key, block, scope, grouped, windows))))
                        .collect(ImmutableList.toImmutableList()),
                all.complete());
    }

    /// Whether a restriction on the block's result may as well be made before anything else happens in it.
    private static boolean isTransparent(Query query, Query.Block block) {
        return query.limitSpan().isEmpty()
                && query.offsetSpan().isEmpty()
                && !query.locking()
                && !block.into()
                && !block.groupBy().groupingSets()
                && block.distinct().map(distinct -> distinct.on().isEmpty()).orElse(true);
    }

    private static boolean passes(
            KeyNode key, Query.Block block, Scope scope, boolean grouped, List<Expr.Call> windows) {
        return (!grouped || groupKeys(block, scope).contains(key))
                && windows.stream()
                        .allMatch(call -> call.window().orElseThrow().partitionBy().stream()
                                .anyMatch(expr -> scope.key(expr).equals(Optional.of(key))));
    }

    /// The key columns among the GROUP BY expressions.
    static ImmutableList<KeyNode> groupKeys(Query.Block block, Scope scope) {
        var keys = ImmutableList.<KeyNode>builder();
        for (Expr expr : block.groupBy().expressions()) {
            ordinal(expr, block.items())
                    .map(SelectItem::expression)
                    .or(() -> Optional.of(expr))
                    .flatMap(scope::key)
                    .ifPresent(keys::add);
        }
        return keys.build();
    }

    /// The key columns among a block's result columns.
    static ImmutableList<KeyNode> itemKeys(Query.Block block, Scope scope) {
        return items(block, scope).list().stream()
                .flatMap(column -> column.key().stream())
                .collect(ImmutableList.toImmutableList());
    }

    /// The select list item that an integer constant in GROUP BY or ORDER BY names; items after a star have no
    /// known number.
    static Optional<SelectItem> ordinal(Expr expr, ImmutableList<SelectItem> items) {
        int number = ordinal(expr);
        boolean counted = number >= 1
                && number <= items.size()
                && items.subList(0, number).stream()
                        .noneMatch(item -> item.expression().isExpansion());
        return counted ? Optional.of(items.get(number - 1)) : Optional.empty();
    }

    /// The number that an expression of GROUP BY or ORDER BY is if it is an integer constant, else 0.
    static int ordinal(Expr expr) {
        if (expr instanceof Expr.Value(ValueSource.Literal(SqlLiteral.Number(String digits)), var _)
                && digits.length() <= 5
                && digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Integer.parseInt(digits);
        }
        return 0;
    }

    static boolean isGrouped(Query query, Query.Block block) {
        return block.groupBy().isPresent()
                || block.having().isPresent()
                || !aggregates(query, block).isEmpty();
    }

    static List<Expr.Call> aggregates(Query query, Query.Block block) {
        return calls(query, block).stream().filter(Functions::isAggregate).toList();
    }

    static List<Expr.Call> windows(Query query, Query.Block block) {
        return calls(query, block).stream()
                .filter(call -> call.window().isPresent())
                .toList();
    }

    private static List<Expr.Call> calls(Query query, Query.Block block) {
        List<Expr.Call> calls = new ArrayList<>();
        for (Expr root : roots(query, block)) {
            Exprs.walk(root, expr -> {
                if (expr instanceof Expr.Call call) {
                    calls.add(call);
                }
            });
        }
        return calls;
    }

    private static List<Expr> roots(Query query, Query.Block block) {
        List<Expr> roots = new ArrayList<>();
        block.items().forEach(item -> roots.add(item.expression()));
        block.having().ifPresent(roots::add);
        block.distinct().ifPresent(distinct -> roots.addAll(distinct.on()));
        query.orderBy().forEach(item -> roots.add(item.expression()));
        return roots;
    }

    private static Columns items(Query.Block block, Scope scope) {
        var columns = ImmutableList.<Columns.Column>builder();
        boolean complete = true;
        for (SelectItem item : block.items()) {
            if (item.expression() instanceof Expr.Star star) {
                complete &= expand(star, scope, columns);
            } else if (item.expression().isExpansion()) {
                complete = false;
            } else {
                columns.add(new Columns.Column(name(item), scope.key(item.expression())));
            }
        }
        return new Columns(columns.build(), complete);
    }

    private static boolean expand(Expr.Star star, Scope scope, ImmutableList.Builder<Columns.Column> columns) {
        if (star.table().isEmpty() && scope.mergesColumns()) {
            return false;
        }
        boolean complete = true;
        for (Source source : scope.sources()) {
            if (star.table().isEmpty() || source.binding().equals(star.table())) {
                columns.addAll(source.columns().list());
                complete &= source.columns().complete();
            }
        }
        return complete;
    }

    /// The name Postgres gives the column, where its rule is simple enough to be sure.
    private static Optional<String> name(SelectItem item) {
        return item.alias().or(() -> implicitName(item.expression()));
    }

    private static Optional<String> implicitName(Expr expr) {
        return switch (expr) {
            case Expr.Column column -> Optional.of(column.name());
            case Expr.Call call ->
                RENAMED_CALLS.matcher(call.name()).matches() ? Optional.empty() : Optional.of(call.name());
            case Expr.CastOf cast -> implicitName(cast.value());
            case Expr.Collate collate -> implicitName(collate.value());
            default -> Optional.empty();
        };
    }
}
