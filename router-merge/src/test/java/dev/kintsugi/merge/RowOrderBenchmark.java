package dev.kintsugi.merge;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.kintsugi.merge.compare.TypeOrders;
import dev.kintsugi.plan.MergePlan.SortKey;
import dev.kintsugi.plan.MergePlan.TextOrder;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.Oids;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// One comparison of two rows: finding a row's keys, and comparing keys that were found.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RowOrderBenchmark {
    private static final int ROWS = 1024;

    @Param({"int4", "text", "numeric"})
    private String key = "";

    private final KeyedRow[] loaded = new KeyedRow[ROWS];
    private RowOrder order = order(Oids.INT4);
    private KeyedRow place = order.newPlace();
    private int next;

    private static RowOrder order(int oid) {
        RowLayout layout = new RowLayout(ImmutableList.of(
                new RowLayout.Column(Oids.TEXT, Format.TEXT), new RowLayout.Column(oid, Format.BINARY)));
        return new RowOrder(
                List.of(new SortKey(1, false, false, TextOrder.BYTES)), layout, new TypeOrders(ImmutableMap.of()));
    }

    /// Makes rows whose keys differ late.
    @Setup
    public void load() {
        order = order(
                switch (key) {
                    case "int4" -> Oids.INT4;
                    case "text" -> Oids.TEXT;
                    default -> Oids.NUMERIC;
                });
        place = order.newPlace();
        for (int i = 0; i < ROWS; i++) {
            loaded[i] = order.newPlace();
            order.load(loaded[i], row(i * 7919 % ROWS));
        }
    }

    private Row row(int number) {
        RowBuilder row = RowBuilder.row().text("some value beside the key");
        RowBuilder withKey = switch (key) {
            case "int4" -> row.int4(number);
            case "text" -> row.text("customer-%08d".formatted(number));
            default -> row.numeric(number + ".25");
        };
        return withKey.build();
    }

    /// Finds the keys of a row.
    @Benchmark
    public KeyedRow find() {
        order.load(place, loaded[next++ & (ROWS - 1)].row);
        return place;
    }

    /// Compares two rows whose keys are found.
    @Benchmark
    public int compare() {
        int i = next++;
        return order.compare(loaded[i & (ROWS - 1)], loaded[(i + 1) & (ROWS - 1)]);
    }
}
