package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.plan.MergePlan.SortKey;
import dev.kintsugi.plan.MergePlan.Step;
import dev.kintsugi.plan.MergePlan.TextOrder;
import dev.kintsugi.plan.MergePlan.Union;
import dev.kintsugi.plan.ShardQuery.ShardColumn;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.OrderItem;
import dev.kintsugi.sql.SelectItem;
import dev.kintsugi.sql.Span;
import dev.kintsugi.sql.StatementText;
import dev.kintsugi.value.ResultColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A scatter whose shards return finished rows: the router merges them in order, drops doubles and counts.
///
/// The shards run the client's text with hidden columns at the end of the select list, one for each ORDER BY term, so
/// that the router can compare in binary what the shards sorted.
final class PlainScatter implements ScatterPlan {
    private final ScatterPlanner.Parts parts;
    private final boolean removesDoubles;
    private final String hiddenName;

    private PlainScatter(ScatterPlanner.Parts parts, boolean removesDoubles, String hiddenName) {
        this.parts = parts;
        this.removesDoubles = removesDoubles;
        this.hiddenName = hiddenName;
    }

    static PlainScatter of(ScatterPlanner.Parts parts) {
        boolean isDistinct = parts.tree().distinct().isPresent();
        boolean removesDoubles = isDistinct
                && !parts.spread()
                        .isSplitBy(
                                parts.model(),
                                Outputs.itemKeys(parts.tree(), parts.block().scope()));
        boolean sorts = !parts.clauses().orderBy().isEmpty();
        if ((removesDoubles || sorts) && parts.returnsSets()) {
            throw new RouterException(
                    PlanErrors.construct("a set-returning function in a select list with ORDER BY or DISTINCT"));
        }
        boolean expands = parts.tree().items().stream()
                .map(SelectItem::expression)
                .anyMatch(expr -> expr.isExpansion() && !(expr instanceof Expr.Star));
        if ((removesDoubles || sorts) && expands) {
            throw new RouterException(PlanErrors.construct("(row).* in a select list with ORDER BY or DISTINCT"));
        }
        for (OrderItem item : parts.clauses().orderBy()) {
            if (item.expression().isExpansion()) {
                throw new RouterException(PlanErrors.orderBy("a whole row"));
            }
            var _ = parts.textOrders().of(item.expression());
        }
        return new PlainScatter(parts, removesDoubles, parts.text().freshName("kintsugi_"));
    }

    @Override
    public ScatterPlan in(StatementText text) {
        return new PlainScatter(parts.in(text), removesDoubles, hiddenName);
    }

    @Override
    public ShardQuery resolve(ImmutableList<ResultColumn> described) {
        SelectList list = new SelectList(parts.text(), parts.tree(), described);
        boolean sorts = !parts.clauses().orderBy().isEmpty();
        // SELECT DISTINCT may only sort by what it selects: the whole list is repeated, which adds no distinct row
        boolean repeats = parts.tree().distinct().isPresent() && (removesDoubles || sorts);
        List<Splice> hidden = new ArrayList<>();
        List<SortKey> keys = new ArrayList<>();
        for (OrderItem item : parts.clauses().orderBy()) {
            keys.add(repeats ? repeatedKey(list, item) : hiddenKey(list, item, hidden));
        }
        var steps = ImmutableList.<Step>builder();
        if (removesDoubles) {
            steps.add(new Step.Distinct(range(described.size(), 2 * described.size())));
        }
        steps.addAll(parts.limit().steps(parts.text()));
        var columns = ImmutableList.<ShardColumn>builder();
        for (int i = 0; i < described.size(); i++) {
            columns.add(new ShardColumn.AsClient(i));
        }
        int extra = repeats ? described.size() : hidden.size();
        for (int i = 0; i < extra; i++) {
            columns.add(ShardColumn.Binary.INSTANCE);
        }
        Union union = keys.isEmpty() ? Union.Concatenate.INSTANCE : new Union.MergeSort(ImmutableList.copyOf(keys));
        return new ShardQuery(
                sql(list, repeats, hidden), columns.build(), new MergePlan(union, steps.build(), described.size()));
    }

    @Override
    public ImmutableList<String> explain() {
        return ScatterText.of(this, parts);
    }

    private String sql(SelectList list, boolean repeats, List<Splice> hidden) {
        List<SqlText.Edit> edits = new ArrayList<>(parts.limit().edits(parts.text()));
        if (repeats || !hidden.isEmpty()) {
            Span span = list.span();
            Splice added = repeats ? Splice.of(", ").plus(Splice.copy(span)) : Splice.NOTHING;
            for (int i = 0; i < hidden.size(); i++) {
                added = added.plus(", (").plus(hidden.get(i)).plus(") AS " + hiddenName + (i + 1));
            }
            edits.add(new SqlText.Edit(new Span(span.end(), span.end()), added));
        }
        return parts.text().with(edits);
    }

    private SortKey hiddenKey(SelectList list, OrderItem item, List<Splice> hidden) {
        Optional<Integer> target = list.target(item.expression());
        Splice expression = target.map(list::expression)
                .orElseGet(() -> Splice.copy(item.expression().span()));
        Expr sorted = target.flatMap(list::item).map(SelectItem::expression).orElse(item.expression());
        hidden.add(expression);
        return key(
                list.described().size() + hidden.size() - 1,
                item,
                parts.textOrders().of(sorted));
    }

    private SortKey repeatedKey(SelectList list, OrderItem item) {
        int column = list.target(item.expression())
                .or(() -> sameItem(item.expression()))
                .orElseThrow(() -> new RouterException(PlanErrors.distinctOrder()));
        Expr sorted = list.item(column).map(SelectItem::expression).orElse(item.expression());
        return key(list.described().size() + column, item, parts.textOrders().of(sorted));
    }

    /// The item with the text of `expr`, if every item makes one column.
    private Optional<Integer> sameItem(Expr expr) {
        ImmutableList<SelectItem> items = parts.tree().items();
        if (items.stream().anyMatch(item -> item.expression() instanceof Expr.Star)) {
            return Optional.empty();
        }
        for (int i = 0; i < items.size(); i++) {
            if (parts.text().same(items.get(i).expression().span(), expr.span())) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    private static SortKey key(int column, OrderItem item, TextOrder order) {
        return new SortKey(column, item.descending(), item.nullsFirst(), order);
    }

    private static ImmutableList<Integer> range(int from, int to) {
        var numbers = ImmutableList.<Integer>builder();
        for (int i = from; i < to; i++) {
            numbers.add(i);
        }
        return numbers.build();
    }
}
