package dev.kintsugi.merge;

import static dev.kintsugi.merge.RowBuilder.ofInt8;
import static dev.kintsugi.merge.RowBuilder.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.plan.MergePlan;
import dev.kintsugi.plan.MergePlan.Combination;
import dev.kintsugi.plan.MergePlan.Output;
import dev.kintsugi.plan.MergePlan.OutputFormat;
import dev.kintsugi.plan.MergePlan.SortKey;
import dev.kintsugi.plan.MergePlan.Step;
import dev.kintsugi.plan.MergePlan.TextOrder;
import dev.kintsugi.plan.MergePlan.Union;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.Oids;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A merge plan does what it says, and refuses what it cannot do exactly.
class MergePipelineTest {
    @Test
    void mergeAdvancesOnlyTheInputWhoseRowWasTaken() {
        ListCursor low = new ListCursor(List.of(ofInt8(1L), ofInt8(2L), ofInt8(3L)));
        ListCursor high = new ListCursor(List.of(ofInt8(10L), ofInt8(11L)));
        RowCursor merged = MergePipeline.open(
                new MergePlan(mergeBy(0), ImmutableList.of(), 1),
                Rows.int8Columns(1),
                List.of(low, high),
                Rows.settings());
        merged.advance();
        assertThat(List.of(low.advances(), high.advances())).containsExactly(1, 1);
        merged.advance();
        merged.advance();
        assertThat(List.of(low.advances(), high.advances())).containsExactly(3, 1);
        merged.advance();
        assertThat(List.of(low.advances(), high.advances())).containsExactly(4, 1);
        assertThat(RowBuilder.int8(merged.row(), 0)).isEqualTo(10);
    }

    @Test
    void concatenationTakesTurns() {
        List<RowCursor> shards = List.of(
                new ListCursor(List.of(ofInt8(1L), ofInt8(2L), ofInt8(3L))),
                new ListCursor(List.of(ofInt8(10L))),
                new ListCursor(List.of(ofInt8(20L), ofInt8(21L))));
        RowCursor all = MergePipeline.open(
                new MergePlan(Union.Concatenate.INSTANCE, ImmutableList.of(), 1),
                Rows.int8Columns(1),
                shards,
                Rows.settings());
        assertThat(Rows.drain(all).stream().map(row -> RowBuilder.int8(row, 0)))
                .containsExactly(1L, 10L, 20L, 2L, 21L, 3L);
    }

    @Test
    void limitClosesTheShardsWithTheLastRow() {
        ListCursor shard = new ListCursor(List.of(ofInt8(1L), ofInt8(2L)));
        RowCursor limited = MergePipeline.open(
                new MergePlan(Union.Concatenate.INSTANCE, ImmutableList.of(limit(1)), 1),
                Rows.int8Columns(1),
                List.of(shard),
                Rows.settings());
        assertThat(limited.advance()).isEqualTo(RowCursor.Signal.ROW);
        assertThat(shard.isClosed()).isTrue();
        assertThat(RowBuilder.int8(limited.row(), 0)).isEqualTo(1);
        assertThat(limited.advance()).isEqualTo(RowCursor.Signal.END);
    }

    @Test
    void limitOfNothingAsksForNothing() {
        ListCursor shard = new ListCursor(List.of(ofInt8(1L)));
        RowCursor limited = MergePipeline.open(
                new MergePlan(Union.Concatenate.INSTANCE, ImmutableList.of(limit(0)), 1),
                Rows.int8Columns(1),
                List.of(shard),
                Rows.settings());
        assertThat(limited.advance()).isEqualTo(RowCursor.Signal.END);
        assertThat(shard.advances()).isZero();
        assertThat(shard.isClosed()).isTrue();
    }

    @Test
    void hiddenColumnsAreCutOff() {
        RowCursor cut = MergePipeline.open(
                new MergePlan(mergeBy(1), ImmutableList.of(), 1),
                Rows.int8Columns(2),
                List.of(new ListCursor(List.of(ofInt8(7L, 1L))), new ListCursor(List.of(ofInt8(8L, 0L)))),
                Rows.settings());
        assertThat(Rows.hex(Rows.drain(cut))).isEqualTo(Rows.hex(List.of(ofInt8(8L), ofInt8(7L))));
    }

    @Test
    void rowsPassUntouchedWhenNothingIsToBeDone() {
        ListCursor only = new ListCursor(List.of());
        assertThat(MergePipeline.open(
                        new MergePlan(mergeBy(0), ImmutableList.of(), 2),
                        Rows.int8Columns(2),
                        List.of(only),
                        Rows.settings()))
                .isSameAs(only);
    }

    @Test
    void aggregateOfNoRowsIsOneRow() {
        RowLayout layout = partials();
        assertThat(aggregate(layout, List.of(), everyCombination()))
                .containsExactly(List.of("0", "null", "null", "null", "null", "null", "null", "null", "null"));
    }

    @Test
    void partialsThatAreNullDoNotCount() {
        RowLayout layout = partials();
        Row none = row().int8(0)
                .nullValue()
                .nullValue()
                .nullValue()
                .nullValue()
                .nullValue()
                .build();
        Row some = row().int8(3)
                .numeric("5.00")
                .float8(7.5)
                .bool(true)
                .text("m")
                .text("m")
                .build();
        Row more = row().int8(1)
                .numeric("-1.5")
                .float8(0.25)
                .bool(false)
                .text("b")
                .text("b")
                .build();
        assertThat(aggregate(layout, List.of(none, some, more), everyCombination()))
                .containsExactly(List.of("4", "3.50", "7.75", "0.87500000000000000000", "1.9375", "f", "t", "b", "m"));
        assertThat(aggregate(layout, List.of(none, none), everyCombination()))
                .containsExactly(List.of("0", "null", "null", "null", "null", "null", "null", "null", "null"));
    }

    private static Combination[] everyCombination() {
        return new Combination[] {
            new Combination.Count(0),
            new Combination.Sum(1),
            new Combination.Sum(2),
            new Combination.Avg(1, 0),
            new Combination.Avg(2, 0),
            new Combination.BoolAnd(3),
            new Combination.BoolOr(3),
            new Combination.Min(4, 5, TextOrder.BYTES),
            new Combination.Max(4, 5, TextOrder.BYTES)
        };
    }

    private static RowLayout partials() {
        RowLayout binary = Rows.binary(Oids.INT8, Oids.NUMERIC, Oids.FLOAT8, Oids.BOOL, Oids.TEXT);
        return new RowLayout(ImmutableList.<RowLayout.Column>builder()
                .addAll(binary.columns())
                .add(new RowLayout.Column(Oids.TEXT, Format.TEXT))
                .build());
    }

    @Test
    void realIsSummedInSinglePrecision() {
        List<Row> rows =
                List.of(row().float4(16_777_216f).build(), row().float4(1f).build());
        assertThat(aggregate(Rows.binary(Oids.FLOAT4), rows, new Combination.Sum(0)))
                .containsExactly(List.of("1.6777216e+07"));
    }

    @Test
    void averageOfBigintSumsIsNumeric() {
        List<Row> rows = List.of(ofInt8(3L, 2L), ofInt8(2L, 1L));
        assertThat(aggregate(Rows.int8Columns(2), rows, new Combination.Avg(0, 1)))
                .containsExactly(List.of("1.6666666666666667"));
    }

    @Test
    void sumsOutOfRangeAreErrors() {
        List<Row> bigints = List.of(ofInt8(Long.MAX_VALUE), ofInt8(1L));
        assertError(
                "22003", "bigint out of range", () -> aggregate(Rows.int8Columns(1), bigints, new Combination.Sum(0)));
        List<Row> doubles =
                List.of(row().float8(1e308).build(), row().float8(1e308).build());
        assertError(
                "22003",
                "value out of range: overflow",
                () -> aggregate(Rows.binary(Oids.FLOAT8), doubles, new Combination.Sum(0)));
        List<Row> infinite = List.of(
                row().float8(Double.POSITIVE_INFINITY).build(), row().float8(1).build());
        assertThat(aggregate(Rows.binary(Oids.FLOAT8), infinite, new Combination.Sum(0)))
                .containsExactly(List.of("Infinity"));
    }

    @Test
    void extremesShowTheColumnInTheClientsFormat() {
        RowLayout layout = new RowLayout(ImmutableList.of(
                new RowLayout.Column(Oids.NUMERIC, Format.BINARY), new RowLayout.Column(Oids.NUMERIC, Format.TEXT)));
        List<Row> rows = List.of(
                row().numeric("9").text("9").build(),
                row().numeric("10.0").text("10.0").build(),
                row().nullValue().nullValue().build());
        assertThat(aggregate(
                        layout,
                        rows,
                        new Combination.Min(0, 1, TextOrder.UNKNOWN),
                        new Combination.Max(0, 1, TextOrder.UNKNOWN)))
                .containsExactly(List.of("9", "10.0"));
    }

    @Test
    void groupsByTheTypesOwnEquality() {
        RowLayout layout = Rows.binary(Oids.NUMERIC, Oids.FLOAT8, Oids.BPCHAR, Oids.INT8);
        List<Row> rows = List.of(
                row().numeric("1.0").float8(0.0).text("a ").int8(1).build(),
                row().numeric("1.00").float8(-0.0).text("a").int8(1).build(),
                row().numeric("1.01").float8(0.0).text("a").int8(1).build());
        RowCursor cursor = MergePipeline.open(
                new MergePlan(
                        Union.Concatenate.INSTANCE,
                        ImmutableList.of(new Step.Aggregate(
                                ImmutableList.of(0, 1, 2), ImmutableList.of(asClient(new Combination.Count(3))))),
                        1),
                layout,
                List.of(new ListCursor(rows)),
                Rows.settings(Format.TEXT));
        assertThat(Rows.drain(cursor).stream().map(RowBuilder::text)).containsExactly(List.of("2"), List.of("1"));
    }

    @Test
    void whatIsHeldIsLimited() {
        List<Row> rows = LongStream.range(0, 1000).mapToObj(i -> ofInt8(i)).toList();
        Step distinct = new Step.Distinct(ImmutableList.of(0));
        Step aggregate = new Step.Aggregate(ImmutableList.of(0), ImmutableList.of(new Output.First(0)));
        Step sort = new Step.Sort(ImmutableList.of(ascending(0)));
        for (Step step : List.of(distinct, aggregate, sort)) {
            MergePlan plan = new MergePlan(Union.Concatenate.INSTANCE, ImmutableList.of(step), 1);
            RowCursor small = MergePipeline.open(
                    plan, Rows.int8Columns(1), List.of(new ListCursor(rows)), Rows.settings(8 << 10));
            PgError error =
                    assertError("53400", "the merge of this statement needs more than 8 kB", () -> Rows.drain(small));
            assertThat(error.hint().orElseThrow()).contains("limits.merge_memory");
            RowCursor large = MergePipeline.open(
                    plan, Rows.int8Columns(1), List.of(new ListCursor(rows)), Rows.settings(1 << 20));
            assertThat(Rows.drain(large)).hasSize(1000);
        }
    }

    @Test
    void refusesFloatTextThatOnlyTheServerCanRound() {
        MergeSettings rounding = new MergeSettings(
                ImmutableList.of(Format.TEXT),
                Rows.settings().values(),
                Rows.settings().enums(),
                1 << 20,
                false);
        MergePlan plan = new MergePlan(
                Union.Concatenate.INSTANCE,
                ImmutableList.of(
                        new Step.Aggregate(ImmutableList.of(), ImmutableList.of(asClient(new Combination.Sum(0))))),
                1);
        PgError error = assertError(
                "0A000",
                "an aggregate of floats over several shards with extra_float_digits below 1 is not supported",
                () -> MergePipeline.open(plan, Rows.binary(Oids.FLOAT8), List.of(), rounding));
        assertThat(error.hint()).isPresent();
    }

    @Test
    void refusesTypesItCannotAddOrOrder() {
        RowLayout arrays = new RowLayout(ImmutableList.of(
                new RowLayout.Column(Oids.INT4_ARRAY, Format.BINARY),
                new RowLayout.Column(Oids.INT4_ARRAY, Format.TEXT)));
        for (Combination combination : List.of(new Combination.Sum(0), new Combination.Min(0, 1, TextOrder.BYTES))) {
            assertError("0A000", null, () -> aggregate(arrays, List.of(), combination));
        }
    }

    @Test
    void refusesRowsThatDoNotFitTheLayout() {
        RowCursor merged = MergePipeline.open(
                new MergePlan(mergeBy(0), ImmutableList.of(), 1),
                Rows.int8Columns(1),
                List.of(new ListCursor(List.of(ofInt8(1L, 2L))), new ListCursor(List.of())),
                Rows.settings());
        assertError("08P01", "a shard sent a row of 2 columns where 1 were expected", merged::advance);
        RowCursor narrow = MergePipeline.open(
                new MergePlan(mergeBy(0), ImmutableList.of(), 1),
                Rows.int8Columns(1),
                List.of(new ListCursor(List.of(row().int4(1).build())), new ListCursor(List.of())),
                Rows.settings());
        assertError("08P01", "a shard sent a value of 4 bytes where 8 were expected", narrow::advance);
    }

    @Test
    void noShardsGiveNoRows() {
        for (Union union : List.of(Union.Concatenate.INSTANCE, mergeBy(0))) {
            RowCursor nothing = MergePipeline.open(
                    new MergePlan(union, ImmutableList.of(), 1), Rows.int8Columns(1), List.of(), Rows.settings());
            assertThat(Rows.drain(nothing)).isEmpty();
        }
    }

    private static List<List<String>> aggregate(RowLayout layout, List<Row> rows, Combination... combinations) {
        List<Output> outputs = new ArrayList<>();
        Arrays.stream(combinations).forEach(combination -> outputs.add(asClient(combination)));
        RowCursor cursor = MergePipeline.open(
                new MergePlan(
                        Union.Concatenate.INSTANCE,
                        ImmutableList.of(new Step.Aggregate(ImmutableList.of(), ImmutableList.copyOf(outputs))),
                        outputs.size()),
                layout,
                List.of(new ListCursor(rows)),
                Rows.settings(Format.TEXT));
        return Rows.drain(cursor).stream().map(RowBuilder::text).toList();
    }

    private static Output asClient(Combination combination) {
        return new Output.Combine(combination, new OutputFormat.AsClient(0));
    }

    private static Union mergeBy(int column) {
        return new Union.MergeSort(ImmutableList.of(ascending(column)));
    }

    private static SortKey ascending(int column) {
        return new SortKey(column, false, false, TextOrder.UNKNOWN);
    }

    private static Step limit(int count) {
        return new Step.Limit(RowLimitTest.number(count), Optional.empty());
    }

    private static PgError assertError(String code, @Nullable String message, ThrowingCallable call) {
        PgError[] found = new PgError[1];
        assertThatThrownBy(call).isInstanceOfSatisfying(RouterException.class, e -> found[0] = e.error());
        assertThat(found[0].code()).isEqualTo(code);
        if (message != null) {
            assertThat(found[0].message()).isEqualTo(message);
        }
        return found[0];
    }
}
