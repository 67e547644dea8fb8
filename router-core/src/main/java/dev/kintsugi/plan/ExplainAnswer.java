package dev.kintsugi.plan;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.plan.ExplainNode.Actual;
import dev.kintsugi.plan.ExplainNode.Detail;
import dev.kintsugi.plan.ExplainNode.Value;
import dev.kintsugi.plan.MergePlan.Step;
import dev.kintsugi.plan.MergePlan.Union;
import dev.kintsugi.sql.ExplainOptions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/// Builds the plan tree of EXPLAIN over several shards and writes it in the format that was asked for.
public final class ExplainAnswer {
    private ExplainAnswer() {}

    /// What one server answered, and what the router counted of its rows, if it ran.
    public record ServerAnswer(String shard, ImmutableList<String> rows, Optional<Actual> actual) {}

    /// What the router counted of one of its nodes: `own` are the milliseconds it spent there itself.
    public record NodeActual(Actual actual, OptionalDouble own) {}

    /// The rows of the answer: the lines of a text, or one document.
    ///
    /// @param millis how long the run took, if that is to be shown
    public static ImmutableList<String> write(ExplainNode root, ExplainOptions options, OptionalDouble millis) {
        ImmutableList<Detail> summary = millis.isPresent() && options.summary()
                ? ImmutableList.of(new Detail("Execution Time", new Value.Millis(millis.getAsDouble())))
                : ImmutableList.of();
        return switch (options.format()) {
            case JSON -> ImmutableList.of(ExplainJsonWriter.write(root, summary));
            case TEXT, XML, YAML, UNKNOWN -> ExplainTextWriter.write(root, summary);
        };
    }

    /// A scatter: the merge's steps, the last on top, over the shards.
    ///
    /// @param actuals one for the union and each step, in this order; none if nothing ran
    public static ExplainNode scatter(ShardQuery query, List<ServerAnswer> shards, List<NodeActual> actuals) {
        MergePlan merge = query.merge();
        ImmutableList.Builder<Detail> details = ImmutableList.builder();
        String type = switch (merge.union()) {
            case Union.Concatenate _, Union.InTurn _ -> "Append";
            case Union.MergeSort(var keys) -> {
                details.add(Detail.list("Sort Key", each(keys, key -> ScatterText.keys(List.of(key)))));
                yield "Merge Sort";
            }
        };
        details.add(Detail.text("Shard SQL", oneLine(query.sql())));
        ExplainNode node = step(type, details, actuals, 0, servers(shards));
        for (int i = 0; i < merge.steps().size(); i++) {
            ImmutableList.Builder<Detail> ofStep = ImmutableList.builder();
            node = step(describe(merge.steps().get(i), ofStep), ofStep, actuals, i + 1, ImmutableList.of(node));
        }
        return node;
    }

    /// A gather: what the home shard does with the rows, over what is pulled.
    public static ExplainNode gather(
            GatherPlan plan, boolean block, ServerAnswer home, List<? extends ExplainNode> pulls) {
        ExplainNode server = new ExplainNode.Server(
                "Home Shard",
                ImmutableList.of(
                        Detail.text("Shard", home.shard()),
                        Detail.text("Run", oneLine(plan.text(block).sql()))),
                Optional.empty(),
                home.rows());
        return new ExplainNode.Step(
                "Gather on Home Shard",
                ImmutableList.of(Detail.text("No Scatter", plan.whyNot().message())),
                Optional.empty(),
                ImmutableList.<ExplainNode>builder().add(server).addAll(pulls).build());
    }

    /// What a gather pulls into one stand-in.
    public static ExplainNode pull(
            GatherPlan.Pull pull, String sql, List<ServerAnswer> shards, Optional<NodeActual> actual) {
        ImmutableList.Builder<Detail> details = ImmutableList.builder();
        String type = switch (pull) {
            case GatherPlan.Rows rows -> {
                details.add(Detail.text("Relation Name", rows.table().toString()));
                yield "Pull";
            }
            case GatherPlan.Groups _ -> "Pull Groups";
        };
        details.add(Detail.text("Into", pull.temporary()));
        details.add(Detail.text("Shard SQL", oneLine(sql)));
        return step(type, details, actual.map(List::of).orElse(List.of()), 0, servers(shards));
    }

    private static ExplainNode step(
            String type,
            ImmutableList.Builder<Detail> details,
            List<NodeActual> actuals,
            int number,
            ImmutableList<ExplainNode> inputs) {
        if (actuals.isEmpty()) {
            return new ExplainNode.Step(type, details.build(), Optional.empty(), inputs);
        }
        NodeActual actual = actuals.get(number);
        actual.own().ifPresent(own -> details.add(new Detail("Router Time", new Value.Millis(own))));
        return new ExplainNode.Step(type, details.build(), Optional.of(actual.actual()), inputs);
    }

    private static ImmutableList<ExplainNode> servers(List<ServerAnswer> shards) {
        return shards.stream()
                .map(shard -> new ExplainNode.Server(
                        "Shard", ImmutableList.of(Detail.text("Shard", shard.shard())), shard.actual(), shard.rows()))
                .collect(toImmutableList());
    }

    private static String describe(Step step, ImmutableList.Builder<Detail> details) {
        return switch (step) {
            case Step.Distinct(var columns) -> {
                details.add(Detail.list("Key", each(columns, column -> ScatterText.columns(List.of(column)))));
                yield "Merge Distinct";
            }
            case Step.Aggregate(var groupColumns, var outputs) -> {
                if (!groupColumns.isEmpty()) {
                    details.add(Detail.list(
                            "Group Key", each(groupColumns, column -> ScatterText.columns(List.of(column)))));
                }
                details.add(Detail.list("Output", each(outputs, ScatterText::output)));
                yield "Merge Aggregate";
            }
            case Step.Sort(var keys) -> {
                details.add(Detail.list("Sort Key", each(keys, key -> ScatterText.keys(List.of(key)))));
                yield "Sort";
            }
            case Step.Limit(var count, var offset) -> {
                count.ifPresent(value -> details.add(Detail.text("Count", ScatterText.value(value))));
                offset.ifPresent(value -> details.add(Detail.text("Offset", ScatterText.value(value))));
                yield "Limit";
            }
        };
    }

    private static <T> ImmutableList<String> each(List<T> items, Function<T, String> text) {
        return items.stream().map(text).collect(toImmutableList());
    }

    static String oneLine(String sql) {
        return sql.strip().replaceAll("\\s*\\n\\s*", " ");
    }
}
