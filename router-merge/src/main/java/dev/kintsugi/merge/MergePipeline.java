package dev.kintsugi.merge;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.merge.aggregate.Accumulator;
import dev.kintsugi.merge.aggregate.Accumulators;
import dev.kintsugi.merge.aggregate.ColumnTypes;
import dev.kintsugi.merge.compare.TypeOrders;
import dev.kintsugi.merge.spill.Spill;
import dev.kintsugi.merge.spill.SpillSpace;
import dev.kintsugi.plan.MergePlan;
import dev.kintsugi.plan.MergePlan.Combination;
import dev.kintsugi.plan.MergePlan.Output;
import dev.kintsugi.plan.MergePlan.OutputFormat;
import dev.kintsugi.plan.MergePlan.Step;
import dev.kintsugi.plan.MergePlan.Union;
import dev.kintsugi.value.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Turns a merge plan (what is to be done) into one cursor over all shards (that does it).
public final class MergePipeline {
    private final MergeSettings settings;
    private final TypeOrders types;
    private final Spill spill;
    private final long shareBytes;
    private final Optional<RowOrder> sorted;
    private final boolean sortsAfterwards;
    private RowCursor cursor;
    private RowLayout layout;

    private MergePipeline(MergePlan plan, RowLayout layout, List<RowCursor> shards, MergeSettings settings) {
        this.settings = settings;
        this.types = new TypeOrders(settings.enums());
        this.spill = new Spill(settings.spill());
        this.shareBytes = settings.memoryLimitBytes() / Math.max(1, holders(plan));
        this.layout = layout;
        // made even for one shard, so that what is refused does not depend on the number of shards
        this.sorted = plan.union() instanceof Union.MergeSort(var keys)
                ? Optional.of(new RowOrder(keys, layout, types))
                : Optional.empty();
        this.sortsAfterwards = plan.steps().stream().anyMatch(step -> step instanceof Step.Sort);
        this.cursor = settings.probe().node(union(plan, watched(shards)));
    }

    /// Opens the merge of the shards' rows: rows of exactly the plan's visible columns, in the client's formats.
    ///
    /// The result owns the shards' cursors; if this method throws, they remain the caller's. Ties of a merge-sort
    /// come in the order of `shards`.
    ///
    /// @param layout the columns of every shard's rows
    /// @throws dev.kintsugi.error.RouterException 0A000 if a type or collation cannot be merged exactly; 2201W,
    /// 2201X, 22003 or 22P02 if LIMIT or OFFSET has no fitting value; `advance` may raise 53400 beyond the memory
    /// limit, 22003 for a sum out of range, 08P01 for a row that does not fit the layout
    public static RowCursor open(MergePlan plan, RowLayout layout, List<RowCursor> shards, MergeSettings settings) {
        MergePipeline pipeline = new MergePipeline(plan, layout, shards, settings);
        for (Step step : plan.steps()) {
            pipeline.append(step);
            pipeline.cursor = settings.probe().node(pipeline.cursor);
        }
        return pipeline.cutTo(plan.visibleColumns());
    }

    private List<RowCursor> watched(List<RowCursor> shards) {
        List<RowCursor> watched = new ArrayList<>();
        for (RowCursor shard : shards) {
            watched.add(settings.probe().shard(shard));
        }
        return watched;
    }

    private RowCursor union(MergePlan plan, List<RowCursor> shards) {
        return switch (plan.union()) {
            case Union.Concatenate _ ->
                shards.size() == 1
                        ? shards.getFirst()
                        : orderShows(plan) ? new InOrderCursor(shards) : new ConcatenateCursor(shards);
            case Union.InTurn(var turns) -> new InTurnCursor(shards, turns);
            case Union.MergeSort _ ->
                shards.size() == 1 ? shards.getFirst() : new MergeSortCursor(shards, sorted.orElseThrow());
        };
    }

    /// How many steps hold rows or groups, among which the memory is divided.
    private static long holders(MergePlan plan) {
        return plan.steps().stream()
                .filter(step -> !(step instanceof Step.Limit))
                .count();
    }

    private MemoryBudget budget() {
        return new MemoryBudget(shareBytes, settings.memoryLimitBytes());
    }

    /// Rows that are put aside come later than they would: not where their order is the result's.
    private Spill spill(boolean keepsOrder) {
        return keepsOrder || sorted.isEmpty() || sortsAfterwards ? spill : new Spill(SpillSpace.NONE);
    }

    /// Whether the result depends on which row of a group comes first.
    private static boolean orderShows(MergePlan plan) {
        return plan.steps().stream().anyMatch(step -> step instanceof Step.Aggregate || step instanceof Step.Distinct);
    }

    private void append(Step step) {
        switch (step) {
            case Step.Distinct(var columns) ->
                cursor = new DistinctCursor(
                        cursor,
                        sortedBy(columns),
                        new KeyColumns(columns, layout, types),
                        allFields(),
                        budget(),
                        spill(sortedBy(columns).isPresent()));
            case Step.Aggregate(var groupColumns, var outputs) -> appendAggregate(groupColumns, outputs);
            case Step.Sort(var keys) ->
                cursor = new SortCursor(cursor, new RowOrder(keys, layout, types), budget(), spill);
            case Step.Limit(var count, var offset) -> {
                RowLimit limit = RowLimit.of(count, offset, settings.values());
                cursor = limit.isNone() ? cursor : new LimitCursor(cursor, limit.count(), limit.offset());
            }
        }
    }

    /// The order of the rows, if rows that differ in it differ in `columns`.
    private Optional<RowOrder> sortedBy(ImmutableList<Integer> columns) {
        return sorted.filter(order -> columns.containsAll(order.columns()));
    }

    private void appendAggregate(ImmutableList<Integer> groupColumns, ImmutableList<Output> outputs) {
        RowLayout before = layout;
        ColumnTypes columnTypes = column -> before.columns().get(column).typeOid();
        ImmutableList.Builder<RowLayout.Column> columns = ImmutableList.builder();
        for (Output output : outputs) {
            switch (output) {
                case Output.First(int column) -> columns.add(before.columns().get(column));
                case Output.Combine(Combination combination, OutputFormat wanted) -> {
                    Format format = format(wanted);
                    requireFormats(combination, format, before);
                    columns.add(new RowLayout.Column(Accumulators.resultType(combination, columnTypes), format));
                }
            }
        }
        Optional<KeyColumns> key =
                groupColumns.isEmpty() ? Optional.empty() : Optional.of(new KeyColumns(groupColumns, before, types));
        cursor = new AggregateCursor(
                cursor, key, allFields(), () -> accumulators(outputs, columnTypes), budget(), spill(false));
        layout = new RowLayout(columns.build());
    }

    private ImmutableList<Accumulator> accumulators(ImmutableList<Output> outputs, ColumnTypes columnTypes) {
        Accumulators accumulators = new Accumulators(types, settings.shortestFloats());
        ImmutableList.Builder<Accumulator> made = ImmutableList.builder();
        for (Output output : outputs) {
            made.add(
                    switch (output) {
                        case Output.First(int column) -> accumulators.first(column);
                        case Output.Combine(Combination combination, OutputFormat wanted) ->
                            accumulators.combine(combination, format(wanted), columnTypes);
                    });
        }
        return made.build();
    }

    /// A plan that combines text, or shows a value in another format than the client's, would give garbage.
    private static void requireFormats(Combination combination, Format format, RowLayout layout) {
        switch (combination) {
            case Combination.Count(int column) -> requireBinary(column, layout);
            case Combination.Sum(int column) -> requireBinary(column, layout);
            case Combination.BoolAnd(int column) -> requireBinary(column, layout);
            case Combination.BoolOr(int column) -> requireBinary(column, layout);
            case Combination.Avg(int sumColumn, int countColumn) -> {
                requireBinary(sumColumn, layout);
                requireBinary(countColumn, layout);
            }
            case Combination.Min min -> requireShown(min.column(), min.shown(), format, layout);
            case Combination.Max max -> requireShown(max.column(), max.shown(), format, layout);
        }
    }

    private static void requireShown(int column, int shown, Format format, RowLayout layout) {
        requireBinary(column, layout);
        checkArgument(layout.columns().get(shown).format() == format, "column %s is not in the client's format", shown);
    }

    private static void requireBinary(int column, RowLayout layout) {
        checkArgument(layout.columns().get(column).format() == Format.BINARY, "column %s is not binary", column);
    }

    private Format format(OutputFormat wanted) {
        return switch (wanted) {
            case OutputFormat.AsClient(int clientColumn) ->
                settings.clientFormats().get(clientColumn);
            case OutputFormat.Binary _ -> Format.BINARY;
        };
    }

    private RowFields allFields() {
        int columns = layout.columns().size();
        return new RowFields(columns, columns);
    }

    private RowCursor cutTo(int visibleColumns) {
        int columns = layout.columns().size();
        checkArgument(visibleColumns <= columns, "%s visible columns of %s", visibleColumns, columns);
        return visibleColumns == columns ? cursor : new ProjectCursor(cursor, columns, visibleColumns);
    }
}
