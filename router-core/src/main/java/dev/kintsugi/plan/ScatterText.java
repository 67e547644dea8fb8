package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.plan.MergePlan.Combination;
import dev.kintsugi.plan.MergePlan.Output;
import dev.kintsugi.plan.MergePlan.SortKey;
import dev.kintsugi.plan.MergePlan.Step;
import dev.kintsugi.plan.MergePlan.TextOrder;
import dev.kintsugi.plan.MergePlan.Union;
import dev.kintsugi.sql.ValueSource;
import dev.kintsugi.value.Oids;
import dev.kintsugi.value.ResultColumn;
import dev.kintsugi.value.SqlLiteral;
import java.util.List;
import java.util.stream.Collectors;

/// Writes a scatter's shard statement and merge as lines of text.
final class ScatterText {
    private ScatterText() {}

    /// The lines for result columns that are guessed from the select list, since no shard is asked.
    static ImmutableList<String> of(ScatterPlan plan, ScatterPlanner.Parts parts) {
        boolean isGuess = !parts.query().outputs().complete();
        try {
            return of(plan.resolve(guess(parts)), isGuess);
        } catch (RouterException e) {
            return ImmutableList.of(
                    "Merge: refused",
                    "  Error: " + e.error().code() + " " + e.error().message());
        }
    }

    /// The result columns by the select list alone; every type is taken for one that all aggregates can have.
    static ImmutableList<ResultColumn> guess(ScatterPlanner.Parts parts) {
        return parts.query().outputs().list().stream()
                .map(column -> new ResultColumn(column.name().orElse("?column?"), 0, 0, Oids.NUMERIC, -1, -1))
                .collect(ImmutableList.toImmutableList());
    }

    private static ImmutableList<String> of(ShardQuery query, boolean isGuess) {
        var lines = ImmutableList.<String>builder();
        lines.add("Shard SQL: " + query.sql().strip().replaceAll("\\s*\\n\\s*", " "));
        MergePlan merge = query.merge();
        lines.add("Merge: "
                + switch (merge.union()) {
                    case Union.Concatenate _ -> "concatenate";
                    case Union.InTurn _ -> "in the order of the rows";
                    case Union.MergeSort sort -> "merge sort by " + keys(sort.keys());
                });
        for (Step step : merge.steps()) {
            lines.add("  " + step(step));
        }
        lines.add(
                "Columns: " + merge.visibleColumns() + " of " + width(query) + (isGuess ? ", * counted as known" : ""));
        return lines.build();
    }

    private static int width(ShardQuery query) {
        int width = query.columns().size();
        for (Step step : query.merge().steps()) {
            if (step instanceof Step.Aggregate aggregate) {
                width = aggregate.outputs().size();
            }
        }
        return width;
    }

    private static String step(Step step) {
        return switch (step) {
            case Step.Distinct distinct -> "Distinct: " + columns(distinct.columns());
            case Step.Aggregate aggregate ->
                "Aggregate: "
                        + (aggregate.groupColumns().isEmpty()
                                ? "all rows"
                                : "group by " + columns(aggregate.groupColumns()))
                        + " → "
                        + aggregate.outputs().stream().map(ScatterText::output).collect(Collectors.joining(", "));
            case Step.Sort sort -> "Sort: " + keys(sort.keys());
            case Step.Limit limit ->
                "Limit: " + limit.count().map(ScatterText::value).orElse("all")
                        + limit.offset()
                                .map(offset -> " offset " + value(offset))
                                .orElse("");
        };
    }

    static String output(Output output) {
        return switch (output) {
            case Output.First first -> "column " + (first.column() + 1);
            case Output.Combine combine ->
                switch (combine.combination()) {
                    case Combination.Count(int column) -> "count of " + (column + 1);
                    case Combination.Sum(int column) -> "sum of " + (column + 1);
                    case Combination.Min(int column, int shown, TextOrder order) ->
                        "min of " + (column + 1) + " shown as " + (shown + 1) + order(order);
                    case Combination.Max(int column, int shown, TextOrder order) ->
                        "max of " + (column + 1) + " shown as " + (shown + 1) + order(order);
                    case Combination.Avg(int sum, int count) -> "avg of " + (sum + 1) + " over " + (count + 1);
                    case Combination.BoolAnd(int column) -> "and of " + (column + 1);
                    case Combination.BoolOr(int column) -> "or of " + (column + 1);
                };
        };
    }

    static String keys(List<SortKey> keys) {
        return keys.stream()
                .map(key -> "column " + (key.column() + 1)
                        + (key.descending() ? " DESC" : "")
                        + (key.nullsFirst() == key.descending()
                                ? ""
                                : key.nullsFirst() ? " NULLS FIRST" : " NULLS LAST")
                        + order(key.textOrder()))
                .collect(Collectors.joining(", "));
    }

    private static String order(TextOrder order) {
        return switch (order) {
            case BYTES -> "";
            case UNKNOWN -> " (not text)";
        };
    }

    static String columns(List<Integer> columns) {
        return columns.stream().map(column -> "column " + (column + 1)).collect(Collectors.joining(", "));
    }

    /// A value as SQL would write it.
    static String value(ValueSource source) {
        return switch (source) {
            case ValueSource.Literal literal ->
                switch (literal.value()) {
                    case SqlLiteral.Quoted(String text) -> "'" + text.replace("'", "''") + "'";
                    case SqlLiteral.Number(String digits) -> digits;
                    case SqlLiteral.Bool(boolean bool) -> Boolean.toString(bool);
                    case SqlLiteral.Null _ -> "NULL";
                };
            case ValueSource.Slot slot -> (slot.negated() ? "-" : "") + "constant " + (slot.number() + 1);
            case ValueSource.Parameter parameter -> "$" + parameter.number();
            case ValueSource.Cast cast -> value(cast.value()) + "::" + cast.typeName();
        };
    }
}
