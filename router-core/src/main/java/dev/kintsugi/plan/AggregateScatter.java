package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.plan.GroupedItems.Item;
import dev.kintsugi.plan.MergePlan.Combination;
import dev.kintsugi.plan.MergePlan.Output;
import dev.kintsugi.plan.MergePlan.OutputFormat;
import dev.kintsugi.plan.MergePlan.SortKey;
import dev.kintsugi.plan.MergePlan.Step;
import dev.kintsugi.plan.MergePlan.TextOrder;
import dev.kintsugi.plan.MergePlan.Union;
import dev.kintsugi.plan.ShardQuery.ShardColumn;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.OrderItem;
import dev.kintsugi.sql.Span;
import dev.kintsugi.sql.StatementText;
import dev.kintsugi.value.Oids;
import dev.kintsugi.value.ResultColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A scatter whose groups may have rows on several shards: shards return partial aggregates by group, the router
/// combines them, and only then sorts and counts.
final class AggregateScatter implements ScatterPlan {
    private final ScatterPlanner.Parts parts;
    private final GroupedItems items;

    private AggregateScatter(ScatterPlanner.Parts parts, GroupedItems items) {
        this.parts = parts;
        this.items = items;
    }

    /// @throws RouterException 0A000 for what partial aggregates cannot give
    static AggregateScatter of(ScatterPlanner.Parts parts) {
        refuseIf(parts.tree().having().isPresent(), "HAVING over groups that span shards");
        refuseIf(parts.tree().distinct().isPresent(), "SELECT DISTINCT with groups that span shards");
        refuseIf(parts.returnsSets(), "a set-returning function beside aggregates");
        refuseIf(
                !Outputs.windows(parts.clauses(), parts.tree()).isEmpty(),
                "a window function over groups that span shards");
        GroupedItems items = GroupedItems.of(parts);
        // without rows on any shard nothing would be left to make the one row of
        refuseIf(
                items.groups().isEmpty() && items.items().stream().noneMatch(Item.Aggregate.class::isInstance),
                "ORDER BY with an aggregate beside constants only");
        return new AggregateScatter(parts, items);
    }

    private static void refuseIf(boolean refused, String what) {
        if (refused) {
            throw new RouterException(PlanErrors.aggregate(what));
        }
    }

    @Override
    public ScatterPlan in(StatementText text) {
        ScatterPlanner.Parts other = parts.in(text);
        return new AggregateScatter(other, items.in(other));
    }

    @Override
    public ShardQuery resolve(ImmutableList<ResultColumn> described) {
        return new Resolution(described).query();
    }

    @Override
    public ImmutableList<String> explain() {
        return ScatterText.of(this, parts);
    }

    /// The plan for one description of the client's columns; used once.
    private final class Resolution {
        private final ImmutableList<ResultColumn> described;
        private final SelectList list;
        private final List<Splice> shardColumns = new ArrayList<>();
        private final List<ShardColumn> formats = new ArrayList<>();
        private final List<Integer> groupColumns = new ArrayList<>();
        private final List<Output> outputs = new ArrayList<>();

        Resolution(ImmutableList<ResultColumn> described) {
            this.described = described;
            this.list = new SelectList(parts.text(), parts.tree(), described);
        }

        ShardQuery query() {
            for (int i = 0; i < items.items().size(); i++) {
                outputs.add(visible(i, items.items().get(i)));
            }
            for (Expr group : items.groups()) {
                groupColumns.add(column(text(group), ShardColumn.Binary.INSTANCE));
            }
            ImmutableList<SortKey> keys = sortKeys();
            var steps = ImmutableList.<Step>builder()
                    .add(new Step.Aggregate(ImmutableList.copyOf(groupColumns), ImmutableList.copyOf(outputs)));
            if (!keys.isEmpty()) {
                steps.add(new Step.Sort(keys));
            }
            steps.addAll(parts.limit().steps(parts.text()));
            return new ShardQuery(
                    sql(),
                    ImmutableList.copyOf(formats),
                    new MergePlan(Union.Concatenate.INSTANCE, steps.build(), described.size()));
        }

        private String sql() {
            List<SqlText.Edit> edits = new ArrayList<>(parts.limit().removal());
            parts.clauses().orderBySpan().ifPresent(span -> edits.add(new SqlText.Edit(span, "")));
            edits.add(new SqlText.Edit(list.span(), Splice.join(", ", shardColumns)));
            Optional<Span> groupBy = parts.tree().groupBy().span();
            groupBy.ifPresent(span -> edits.add(new SqlText.Edit(span, groupBy())));
            return parts.text().with(edits);
        }

        /// By number: the hidden key columns are the group expressions themselves.
        private String groupBy() {
            return groupColumns.stream()
                    .map(column -> Integer.toString(column + 1))
                    .collect(Collectors.joining(", ", "GROUP BY ", ""));
        }

        private Output visible(int client, Item item) {
            return switch (item) {
                case Item.Plain plain ->
                    new Output.First(column(text(plain.expression()), new ShardColumn.AsClient(client)));
                case Item.Aggregate aggregate ->
                    new Output.Combine(
                            combination(aggregate.call(), Optional.of(client)), new OutputFormat.AsClient(client));
            };
        }

        private int column(Splice expression, ShardColumn format) {
            shardColumns.add(Splice.of("(").plus(expression).plus(")"));
            formats.add(format);
            return formats.size() - 1;
        }

        private int partial(Splice expression) {
            return column(expression, ShardColumn.Binary.INSTANCE);
        }

        /// The partials of one aggregate; `client` is the result column it makes, whose type is then known.
        private Combination combination(Expr.Call call, Optional<Integer> client) {
            int type = client.map(i -> described.get(i).typeOid()).orElse(Oids.UNSPECIFIED);
            return switch (call.name()) {
                case "count" -> new Combination.Count(partial(text(call)));
                case "sum" -> {
                    requireType(call, type, client.isEmpty(), Oids.INT8, Oids.NUMERIC, Oids.FLOAT4, Oids.FLOAT8);
                    yield new Combination.Sum(partial(text(call)));
                }
                case "avg" -> {
                    if (client.isEmpty()) {
                        throw new RouterException(PlanErrors.orderBy("avg() that is not selected"));
                    }
                    requireType(call, type, false, Oids.NUMERIC, Oids.FLOAT8);
                    Splice argument = text(call.arguments().getFirst());
                    Splice summed =
                            type == Oids.FLOAT8 ? Splice.of("(").plus(argument).plus(")::pg_catalog.float8") : argument;
                    yield new Combination.Avg(
                            partial(Splice.of("sum(").plus(summed).plus(")").plus(filter(call))),
                            partial(Splice.of("count(").plus(argument).plus(")").plus(filter(call))));
                }
                case "min" -> {
                    int column = partial(text(call));
                    yield new Combination.Min(column, shown(call, client, column), order(call));
                }
                case "max" -> {
                    int column = partial(text(call));
                    yield new Combination.Max(column, shown(call, client, column), order(call));
                }
                case "bool_and", "every" -> new Combination.BoolAnd(partial(text(call)));
                case "bool_or" -> new Combination.BoolOr(partial(text(call)));
                default -> throw new RouterException(PlanErrors.aggregate(call.name() + "()"));
            };
        }

        private int shown(Expr.Call call, Optional<Integer> client, int binary) {
            return client.map(i -> column(text(call), new ShardColumn.AsClient(i)))
                    .orElse(binary);
        }

        private TextOrder order(Expr.Call call) {
            return parts.textOrders().of(call.arguments().getFirst());
        }

        private Splice filter(Expr.Call call) {
            return call.filter()
                    .map(filter ->
                            Splice.of(" FILTER (WHERE ").plus(text(filter)).plus(")"))
                    .orElse(Splice.NOTHING);
        }

        private void requireType(Expr.Call call, int type, boolean mayBeUnknown, int... allowed) {
            boolean fits = mayBeUnknown;
            for (int oid : allowed) {
                fits |= oid == type;
            }
            if (!fits) {
                throw new RouterException(PlanErrors.aggregateType(call.name() + "()", type));
            }
        }

        // --- ORDER BY ---

        private ImmutableList<SortKey> sortKeys() {
            var keys = ImmutableList.<SortKey>builder();
            if (items.groups().isEmpty()) {
                return keys.build();
            }
            for (OrderItem item : parts.clauses().orderBy()) {
                Expr sorted = list.target(item.expression())
                        .map(target -> parts.tree().items().get(target).expression())
                        .orElse(item.expression());
                if (!(sorted instanceof Expr.Value)) {
                    keys.add(new SortKey(
                            sortOutput(sorted),
                            item.descending(),
                            item.nullsFirst(),
                            parts.textOrders().of(sorted)));
                }
            }
            return keys.build();
        }

        /// A hidden binary output for a group expression or an aggregate.
        private int sortOutput(Expr sorted) {
            Optional<Integer> group = items.group(sorted);
            if (group.isPresent()) {
                outputs.add(new Output.First(groupColumns.get(group.get())));
            } else if (sorted instanceof Expr.Call call && Functions.isAggregate(call)) {
                GroupedItems.requireCombinable(call);
                Optional<Integer> client = items.aggregate(call);
                outputs.add(new Output.Combine(sortCombination(call, client), OutputFormat.Binary.INSTANCE));
            } else {
                throw new RouterException(PlanErrors.orderBy("an expression over groups that span shards"));
            }
            return outputs.size() - 1;
        }

        /// An aggregate that is selected too is computed from the same partials.
        private Combination sortCombination(Expr.Call call, Optional<Integer> client) {
            if (client.isEmpty()) {
                return combination(call, client);
            }
            Combination selected = ((Output.Combine) outputs.get(client.get())).combination();
            return switch (selected) {
                case Combination.Min(int column, var _, TextOrder order) -> new Combination.Min(column, column, order);
                case Combination.Max(int column, var _, TextOrder order) -> new Combination.Max(column, column, order);
                case Combination.Count _,
                        Combination.Sum _,
                        Combination.Avg _,
                        Combination.BoolAnd _,
                        Combination.BoolOr _ -> selected;
            };
        }
    }

    private static Splice text(Expr expr) {
        return Splice.copy(expr.span());
    }
}
