package dev.kintsugi.merge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.plan.MergePlan;
import dev.kintsugi.plan.MergePlan.Combination;
import dev.kintsugi.plan.MergePlan.Output;
import dev.kintsugi.plan.MergePlan.OutputFormat;
import dev.kintsugi.plan.MergePlan.Step;
import dev.kintsugi.plan.MergePlan.TextOrder;
import dev.kintsugi.plan.MergePlan.Union;
import dev.kintsugi.value.Oids;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/// DISTINCT and aggregation give what a naive computation gives.
class GroupingPropertyTest {
    private static final RowLayout LAYOUT = Rows.binary(Oids.TEXT, Oids.INT8, Oids.INT8);

    record Item(
            @Nullable String name,
            @Nullable Long kind,
            @Nullable Long amount) {
        Row row() {
            RowBuilder row = RowBuilder.row();
            row = name == null ? row.nullValue() : row.text(name);
            row = kind == null ? row.nullValue() : row.int8(kind);
            return (amount == null ? row.nullValue() : row.int8(amount)).build();
        }
    }

    record Key(@Nullable String name, @Nullable Long kind) {}

    @Property
    void distinctKeepsTheFirst(@ForAll("items") List<Item> items, @ForAll long seed) {
        RowCursor cursor = open(items, seed, new Step.Distinct(ImmutableList.of(0, 1)));
        Set<Key> seen = new LinkedHashSet<>();
        List<List<String>> expected = items.stream()
                .filter(item -> seen.add(new Key(item.name, item.kind)))
                .map(item -> RowBuilder.hex(item.row()))
                .toList();
        assertThat(Rows.hex(Rows.drain(cursor))).isEqualTo(expected);
    }

    @Property
    void aggregateGroupsAsANaiveOneDoes(@ForAll("items") List<Item> items, @ForAll long seed) {
        RowCursor cursor = open(
                items,
                seed,
                new Step.Aggregate(
                        ImmutableList.of(0, 1),
                        ImmutableList.of(
                                new Output.First(0),
                                new Output.First(1),
                                combine(new Combination.Count(2)),
                                combine(new Combination.Sum(2)),
                                combine(new Combination.Min(2, 2, TextOrder.BYTES)),
                                combine(new Combination.Max(2, 2, TextOrder.BYTES)))));
        assertThat(Rows.hex(Rows.drain(cursor))).isEqualTo(naive(items));
    }

    private static List<List<String>> naive(List<Item> items) {
        Map<Key, List<Long>> groups = new LinkedHashMap<>();
        for (Item item : items) {
            List<Long> amounts = groups.computeIfAbsent(new Key(item.name, item.kind), _ -> new ArrayList<>());
            if (item.amount != null) {
                amounts.add(item.amount);
            }
        }
        List<List<String>> rows = new ArrayList<>();
        groups.forEach((key, amounts) -> {
            RowBuilder row = RowBuilder.row();
            row = key.name == null ? row.nullValue() : row.text(key.name);
            row = key.kind == null ? row.nullValue() : row.int8(key.kind);
            long sum = amounts.stream().mapToLong(Long::longValue).sum();
            row.int8(sum);
            if (amounts.isEmpty()) {
                row.nullValue().nullValue().nullValue();
            } else {
                row.int8(sum);
                row.int8(amounts.stream().mapToLong(Long::longValue).min().orElseThrow());
                row.int8(amounts.stream().mapToLong(Long::longValue).max().orElseThrow());
            }
            rows.add(RowBuilder.hex(row.build()));
        });
        return rows;
    }

    private static Output combine(Combination combination) {
        return new Output.Combine(combination, OutputFormat.Binary.INSTANCE);
    }

    private static RowCursor open(List<Item> items, long seed, Step step) {
        List<Row> rows = items.stream().map(Item::row).toList();
        int width =
                step instanceof Step.Aggregate aggregate ? aggregate.outputs().size() : 3;
        return MergePipeline.open(
                new MergePlan(Union.Concatenate.INSTANCE, ImmutableList.of(step), width),
                LAYOUT,
                List.of(new StutteringCursor(new ListCursor(rows), seed)),
                Rows.settings());
    }

    @Provide
    Arbitrary<List<Item>> items() {
        Arbitrary<@Nullable String> names =
                Arbitraries.of("", "a", "ab", "b", "a-long-name-of-a-group").injectNull(0.2);
        Arbitrary<@Nullable Long> kinds = Arbitraries.longs().between(0, 40).injectNull(0.1);
        Arbitrary<@Nullable Long> amounts =
                Arbitraries.longs().between(-1000, 1000).injectNull(0.3);
        return Combinators.combine(names, kinds, amounts).as(Item::new).list().ofMaxSize(300);
    }
}
