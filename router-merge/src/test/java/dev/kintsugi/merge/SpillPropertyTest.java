package dev.kintsugi.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.merge.spill.SpillSpace;
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
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// What goes to disk gives the answer that memory gives.
class SpillPropertyTest {
    private static final RowLayout LAYOUT = Rows.binary(Oids.INT8, Oids.TEXT, Oids.INT8);
    private static final long PLENTY = 1L << 30;
    private static final SortKey BY_FIRST = new SortKey(0, false, false, TextOrder.BYTES);
    private static final SortKey BY_TEXT = new SortKey(1, true, true, TextOrder.BYTES);

    /// Does the work when the test wants it.
    private static final class Deferred implements SpillSpace {
        private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
        private final List<FileChannel> files = new ArrayList<>();
        private final long limit;

        Deferred(long limit) {
            this.limit = limit;
        }

        @Override
        public long limitBytes() {
            return limit;
        }

        @Override
        public FileChannel open() throws IOException {
            Path path = Files.createTempFile("spill-test", ".tmp");
            FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            Files.delete(path);
            files.add(file);
            return file;
        }

        @Override
        public void execute(Runnable work) {
            queue.add(work);
        }

        void runAll() {
            while (!queue.isEmpty()) {
                queue.poll().run();
            }
        }

        List<List<String>> drain(RowCursor cursor) {
            List<List<String>> rows = new ArrayList<>();
            for (RowCursor.Signal signal = cursor.advance();
                    signal != RowCursor.Signal.END;
                    signal = cursor.advance()) {
                if (signal == RowCursor.Signal.ROW) {
                    rows.add(RowBuilder.hex(cursor.row()));
                } else if (!queue.isEmpty()) {
                    queue.poll().run();
                }
            }
            assertThat(cursor.advance()).isEqualTo(RowCursor.Signal.END);
            cursor.close();
            runAll();
            assertThat(files).allSatisfy(file -> assertThat(file.isOpen()).isFalse());
            return rows;
        }
    }

    private static List<Row> rows(Random random, int count, int keys) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    long key = random.nextInt(keys);
                    RowBuilder row = RowBuilder.row().int8(key);
                    row = random.nextInt(9) == 0
                            ? row.nullValue()
                            : row.text("text ".repeat(random.nextInt(12)) + key % 7);
                    return row.int8(i).build();
                })
                .toList();
    }

    private static List<List<String>> run(List<Row> rows, long seed, MergePlan plan, long memory, Deferred space) {
        MergeSettings settings = Rows.settings(memory, Format.BINARY, Format.BINARY, Format.BINARY)
                .with(space);
        RowCursor shard = new StutteringCursor(new ListCursor(rows), seed);
        return space.drain(MergePipeline.open(plan, LAYOUT, List.of(shard), settings));
    }

    private static MergePlan plan(Union union, Step... steps) {
        return new MergePlan(union, ImmutableList.copyOf(steps), 3);
    }

    private static Output combine(Combination combination) {
        return new Output.Combine(combination, OutputFormat.Binary.INSTANCE);
    }

    private static Step grouped() {
        return new Step.Aggregate(
                ImmutableList.of(0),
                ImmutableList.of(new Output.First(0), new Output.First(1), combine(new Combination.Sum(2))));
    }

    private static void assertSpilled(Deferred space) {
        assertThat(space.files).isNotEmpty();
    }

    @Property(tries = 40)
    void sortedRowsAreTheSame(
            @ForAll long seed,
            @ForAll @IntRange(min = 400, max = 3000) int count,
            @ForAll @IntRange(min = 1, max = 900) int keys) {
        List<Row> rows = rows(new Random(seed), count, keys);
        MergePlan plan = plan(Union.Concatenate.INSTANCE, new Step.Sort(ImmutableList.of(BY_FIRST, BY_TEXT)));
        Deferred small = new Deferred(PLENTY);
        assertThat(run(rows, seed, plan, 8 << 10, small))
                .isEqualTo(run(rows, seed, plan, PLENTY, new Deferred(PLENTY)));
        assertSpilled(small);
    }

    @Property(tries = 40)
    void groupsAreTheSame(
            @ForAll long seed,
            @ForAll @IntRange(min = 500, max = 3000) int count,
            @ForAll @IntRange(min = 300, max = 2000) int keys) {
        List<Row> rows = rows(new Random(seed), count, keys);
        MergePlan plan = plan(Union.Concatenate.INSTANCE, grouped());
        Deferred small = new Deferred(PLENTY);
        assertThat(run(rows, seed, plan, 2 << 10, small))
                .containsExactlyInAnyOrderElementsOf(run(rows, seed, plan, PLENTY, new Deferred(PLENTY)));
        assertSpilled(small);
        MergePlan sorted = plan(Union.Concatenate.INSTANCE, grouped(), new Step.Sort(ImmutableList.of(BY_FIRST)));
        assertThat(run(rows, seed, sorted, 8 << 10, new Deferred(PLENTY)))
                .isEqualTo(run(rows, seed, sorted, PLENTY, new Deferred(PLENTY)));
    }

    @Property(tries = 40)
    void distinctRowsAreTheSame(
            @ForAll long seed,
            @ForAll @IntRange(min = 500, max = 3000) int count,
            @ForAll @IntRange(min = 300, max = 2000) int keys) {
        List<Row> rows = rows(new Random(seed), count, keys);
        MergePlan plan = plan(Union.Concatenate.INSTANCE, new Step.Distinct(ImmutableList.of(0)));
        Deferred small = new Deferred(PLENTY);
        assertThat(run(rows, seed, plan, 2 << 10, small))
                .containsExactlyInAnyOrderElementsOf(run(rows, seed, plan, PLENTY, new Deferred(PLENTY)));
        assertSpilled(small);
    }

    /// The sort keys come in the same order, each with the same rows.
    @Property(tries = 40)
    void distinctRowsStaySorted(
            @ForAll long seed,
            @ForAll @IntRange(min = 500, max = 3000) int count,
            @ForAll @IntRange(min = 1, max = 2000) int keys) {
        List<Row> rows = new ArrayList<>(rows(new Random(seed), count, keys));
        RowOrder order = new RowOrder(List.of(BY_FIRST), LAYOUT, Rows.types());
        List<KeyedRow> sorted = new ArrayList<>();
        for (Row row : rows) {
            KeyedRow place = order.newPlace();
            order.load(place, row);
            sorted.add(place);
        }
        sorted.sort(order);
        rows = sorted.stream().map(place -> place.row).toList();
        MergePlan plan =
                plan(new Union.MergeSort(ImmutableList.of(BY_FIRST)), new Step.Distinct(ImmutableList.of(0, 1)));
        List<List<String>> few = run(rows, seed, plan, 2 << 10, new Deferred(PLENTY));
        List<List<String>> all = run(rows, seed, plan, PLENTY, new Deferred(PLENTY));
        assertThat(few.stream().map(row -> row.get(0)))
                .containsExactlyElementsOf(all.stream().map(row -> row.get(0)).toList());
        assertThat(few).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void sortedDistinctRowsNeedNoDisk() {
        List<Row> rows = IntStream.range(0, 100_000)
                .mapToObj(i -> RowBuilder.row().int8(i / 4).text("x").int8(0).build())
                .toList();
        MergePlan plan =
                plan(new Union.MergeSort(ImmutableList.of(BY_FIRST)), new Step.Distinct(ImmutableList.of(0, 1)));
        Deferred none = new Deferred(0);
        assertThat(run(rows, 1, plan, 2 << 10, none)).hasSize(25_000);
        assertThat(none.files).isEmpty();
    }

    @Test
    void manyRunsAreMergedInBetween() {
        List<Row> rows = rows(new Random(3), 60_000, 5);
        MergePlan plan = plan(Union.Concatenate.INSTANCE, new Step.Sort(ImmutableList.of(BY_FIRST)));
        assertThat(run(rows, 3, plan, 4 << 10, new Deferred(PLENTY)))
                .isEqualTo(run(rows, 3, plan, PLENTY, new Deferred(PLENTY)));
    }

    @Test
    void whatIsPutAsideIsLimited() {
        List<Row> rows = rows(new Random(1), 4000, 4000);
        for (Step step :
                List.of(grouped(), new Step.Distinct(ImmutableList.of(0)), new Step.Sort(ImmutableList.of(BY_FIRST)))) {
            MergePlan plan = plan(Union.Concatenate.INSTANCE, step);
            Deferred space = new Deferred(20 << 10);
            RowCursor cursor = MergePipeline.open(
                    plan,
                    LAYOUT,
                    List.of(new ListCursor(rows)),
                    Rows.settings(4 << 10, Format.BINARY, Format.BINARY, Format.BINARY)
                            .with(space));
            assertThatThrownBy(() -> space.drain(cursor)).isInstanceOfSatisfying(RouterException.class, e -> {
                assertThat(e.error().code()).isEqualTo("53400");
                assertThat(e.error().message()).contains("limits.spill_limit");
            });
            cursor.close();
            space.runAll();
            assertThat(space.files)
                    .hasSize(1)
                    .allSatisfy(file -> assertThat(file.isOpen()).isFalse());
        }
    }

    @Test
    void closedInTheMiddle() {
        List<Row> rows = rows(new Random(1), 4000, 4000);
        for (Step step :
                List.of(grouped(), new Step.Distinct(ImmutableList.of(0)), new Step.Sort(ImmutableList.of(BY_FIRST)))) {
            for (int calls = 1; calls < 4000; calls += 97) {
                Deferred space = new Deferred(PLENTY);
                RowCursor cursor = MergePipeline.open(
                        plan(Union.Concatenate.INSTANCE, step),
                        LAYOUT,
                        List.of(new ListCursor(rows)),
                        Rows.settings(4 << 10, Format.BINARY, Format.BINARY, Format.BINARY)
                                .with(space));
                for (int i = 0; i < calls; i++) {
                    if (cursor.advance() == RowCursor.Signal.PENDING && i % 3 != 0) {
                        space.runAll();
                    }
                }
                cursor.close();
                space.runAll();
                assertThat(space.files)
                        .allSatisfy(file -> assertThat(file.isOpen()).isFalse());
            }
        }
    }

    @Test
    void aDiskThatFails() {
        SpillSpace broken = new SpillSpace() {
            @Override
            public long limitBytes() {
                return PLENTY;
            }

            @Override
            public FileChannel open() throws IOException {
                throw new IOException("no space");
            }

            @Override
            public void execute(Runnable work) {
                work.run();
            }
        };
        RowCursor cursor = MergePipeline.open(
                plan(Union.Concatenate.INSTANCE, grouped()),
                LAYOUT,
                List.of(new ListCursor(rows(new Random(1), 4000, 4000))),
                Rows.settings(4 << 10, Format.BINARY, Format.BINARY, Format.BINARY)
                        .with(broken));
        assertThatThrownBy(() -> Rows.drain(cursor))
                .isInstanceOfSatisfying(
                        RouterException.class, e -> assertThat(e.error().code()).isEqualTo("58030"));
    }
}
