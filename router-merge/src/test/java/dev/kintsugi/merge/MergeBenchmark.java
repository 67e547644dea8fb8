package dev.kintsugi.merge;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.kintsugi.merge.compare.TypeOrders;
import dev.kintsugi.plan.MergePlan.SortKey;
import dev.kintsugi.plan.MergePlan.TextOrder;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.Oids;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What merging costs for each row: k sorted streams become one.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MergeBenchmark {
    private static final int ROWS = 16_384;

    @Param({"2", "8", "64"})
    private int shards;

    @Param({"int4", "text"})
    private String key = "";

    private final List<Row[]> streams = new ArrayList<>();
    private RowOrder order = new RowOrder(List.of(), new RowLayout(ImmutableList.of()), types());

    /// Deals the rows in order to the shards.
    @Setup
    public void deal() {
        int oid = key.equals("int4") ? Oids.INT4 : Oids.TEXT;
        RowLayout layout = new RowLayout(ImmutableList.of(
                new RowLayout.Column(Oids.TEXT, Format.TEXT), new RowLayout.Column(oid, Format.BINARY)));
        order = new RowOrder(List.of(new SortKey(1, false, false, TextOrder.BYTES)), layout, types());
        for (int shard = 0; shard < shards; shard++) {
            ImmutableList.Builder<Row> rows = ImmutableList.builder();
            for (int number = shard; number < ROWS; number += shards) {
                rows.add(row(number));
            }
            streams.add(rows.build().toArray(Row[]::new));
        }
    }

    private Row row(int number) {
        RowBuilder row = RowBuilder.row().text("some value beside the key");
        return (key.equals("int4") ? row.int4(number) : row.text("customer-%08d".formatted(number))).build();
    }

    private static TypeOrders types() {
        return new TypeOrders(ImmutableMap.of());
    }

    /// Merges all streams.
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long merge() {
        List<RowCursor> inputs = new ArrayList<>(shards);
        for (Row[] stream : streams) {
            inputs.add(new Stream(stream));
        }
        long bytes = 0;
        try (MergeSortCursor merged = new MergeSortCursor(inputs, order)) {
            while (merged.advance() == RowCursor.Signal.ROW) {
                bytes += merged.row().length();
            }
        }
        return bytes;
    }

    /// Rows that are all there, without a check that would be measured, too.
    private static final class Stream implements RowCursor {
        private final Row[] rows;
        private int position = -1;

        private Stream(Row[] rows) {
            this.rows = rows;
        }

        @Override
        public Signal advance() {
            return ++position < rows.length ? Signal.ROW : Signal.END;
        }

        @Override
        public Row row() {
            return rows[position];
        }

        @Override
        public void close() {}
    }
}
