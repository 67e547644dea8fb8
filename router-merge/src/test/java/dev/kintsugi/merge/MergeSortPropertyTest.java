package dev.kintsugi.merge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import dev.kintsugi.plan.MergePlan;
import dev.kintsugi.plan.MergePlan.SortKey;
import dev.kintsugi.plan.MergePlan.Step;
import dev.kintsugi.plan.MergePlan.TextOrder;
import dev.kintsugi.plan.MergePlan.Union;
import dev.kintsugi.sql.ValueSource;
import dev.kintsugi.value.Oids;
import dev.kintsugi.value.SqlLiteral;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/// Merging sorted shards is sorting all their rows, whatever arrives when.
class MergeSortPropertyTest {
    private static final RowLayout LAYOUT = Rows.binary(Oids.INT8, Oids.TEXT, Oids.NUMERIC, Oids.INT8);

    record Item(
            @Nullable Integer number,
            @Nullable String text,
            @Nullable BigDecimal decimal) {
        Row row(long identity) {
            RowBuilder row = RowBuilder.row();
            row = number == null ? row.nullValue() : row.int8(number);
            row = text == null ? row.nullValue() : row.text(text);
            row = decimal == null ? row.nullValue() : row.numeric(decimal.toPlainString());
            return row.int8(identity).build();
        }
    }

    @Property(tries = 1500)
    void mergeIsSort(@ForAll("shards") List<List<Item>> shards, @ForAll("keys") List<SortKey> keys, @ForAll long seed) {
        Sharded sharded = new Sharded(shards, keys);
        RowCursor merged = MergePipeline.open(
                new MergePlan(new Union.MergeSort(ImmutableList.copyOf(keys)), ImmutableList.of(), 4),
                LAYOUT,
                sharded.stuttering(seed),
                Rows.settings());
        assertThat(Rows.hex(Rows.drain(merged))).isEqualTo(sharded.sorted());
    }

    @Property(tries = 1500)
    void mergeWithLimitIsSortThenSkipThenLimit(
            @ForAll("shards") List<List<Item>> shards,
            @ForAll("keys") List<SortKey> keys,
            @ForAll @IntRange(max = 12) int count,
            @ForAll @IntRange(max = 6) int offset,
            @ForAll long seed) {
        Sharded sharded = new Sharded(shards, keys);
        RowCursor merged = MergePipeline.open(
                new MergePlan(
                        new Union.MergeSort(ImmutableList.copyOf(keys)),
                        ImmutableList.of(new Step.Limit(constant(count), constant(offset))),
                        4),
                LAYOUT,
                sharded.stuttering(seed),
                Rows.settings());
        assertThat(Rows.hex(Rows.drain(merged)))
                .isEqualTo(sharded.sorted().stream().skip(offset).limit(count).toList());
    }

    @Property(tries = 500)
    void sortStepSortsWhatComes(
            @ForAll("shards") List<List<Item>> shards, @ForAll("keys") List<SortKey> keys, @ForAll long seed) {
        Sharded sharded = new Sharded(shards, keys);
        ImmutableList.Builder<SortKey> total = ImmutableList.builder();
        total.addAll(keys).add(new SortKey(3, false, false, TextOrder.BYTES));
        RowCursor sorted = MergePipeline.open(
                new MergePlan(Union.Concatenate.INSTANCE, ImmutableList.of(new Step.Sort(total.build())), 4),
                LAYOUT,
                sharded.stuttering(seed),
                Rows.settings());
        assertThat(Rows.hex(Rows.drain(sorted))).isEqualTo(sharded.sorted());
    }

    private static Optional<ValueSource> constant(int value) {
        return Optional.of(new ValueSource.Literal(new SqlLiteral.Number(Integer.toString(value))));
    }

    /// The shards' rows, each shard sorted by the keys; the last column numbers the rows, shard by shard.
    private static final class Sharded {
        private final List<List<Row>> shards = new ArrayList<>();
        private final List<List<String>> sorted;

        Sharded(List<List<Item>> items, List<SortKey> keys) {
            Comparator<Item> order = comparator(keys);
            List<List<Item>> sortedShards =
                    Lists.transform(items, shard -> shard.stream().sorted(order).toList());
            record Numbered(Item item, Row row) {}
            List<Numbered> all = new ArrayList<>();
            for (List<Item> shard : sortedShards) {
                List<Row> rows = new ArrayList<>();
                for (Item item : shard) {
                    Row row = item.row(all.size());
                    all.add(new Numbered(item, row));
                    rows.add(row);
                }
                shards.add(rows);
            }
            sorted = all.stream()
                    .sorted(Comparator.comparing(Numbered::item, order))
                    .map(numbered -> RowBuilder.hex(numbered.row()))
                    .toList();
        }

        List<List<String>> sorted() {
            return sorted;
        }

        List<RowCursor> stuttering(long seed) {
            List<RowCursor> cursors = new ArrayList<>();
            for (List<Row> shard : shards) {
                cursors.add(new StutteringCursor(new ListCursor(shard), seed + cursors.size()));
            }
            return cursors;
        }
    }

    private static Comparator<Item> comparator(List<SortKey> keys) {
        Comparator<Item> order = (_, _) -> 0;
        for (SortKey key : keys) {
            order = order.thenComparing(
                    switch (key.column()) {
                        case 0 -> by(Item::number, Comparator.naturalOrder(), key);
                        case 1 -> by(Item::text, Comparator.naturalOrder(), key);
                        default -> by(Item::decimal, Comparator.naturalOrder(), key);
                    });
        }
        return order;
    }

    private static <T> Comparator<Item> by(Field<T> field, Comparator<T> natural, SortKey key) {
        return (left, right) -> {
            T a = field.of(left);
            T b = field.of(right);
            if (a == null || b == null) {
                int nullsLast = Boolean.compare(a == null, b == null);
                return key.nullsFirst() ? -nullsLast : nullsLast;
            }
            return key.descending() ? natural.compare(b, a) : natural.compare(a, b);
        };
    }

    @FunctionalInterface
    private interface Field<T> {
        @Nullable
        T of(Item item);
    }

    @Provide
    Arbitrary<List<List<Item>>> shards() {
        return items().list().ofMaxSize(8).list().ofMaxSize(5);
    }

    private static Arbitrary<Item> items() {
        Arbitrary<@Nullable Integer> numbers =
                Arbitraries.integers().between(-2, 2).injectNull(0.2);
        Arbitrary<@Nullable String> texts = Arbitraries.of("", "a", "b", "ab", "abcdefgh", "abcdefghi", "abcdefghj")
                .injectNull(0.2);
        Arbitrary<@Nullable BigDecimal> decimals = Arbitraries.of(
                        "0", "0.00", "1", "1.0", "-1.5", "10000", "0.0001", "123456789.5")
                .map(BigDecimal::new)
                .injectNull(0.2);
        return Combinators.combine(numbers, texts, decimals).as(Item::new);
    }

    @Provide
    Arbitrary<List<SortKey>> keys() {
        Arbitrary<Boolean> either = Arbitraries.of(true, false);
        return Combinators.combine(Arbitraries.integers().between(0, 2), either, either)
                .as((column, descending, nullsFirst) -> new SortKey(column, descending, nullsFirst, TextOrder.BYTES))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
    }
}
