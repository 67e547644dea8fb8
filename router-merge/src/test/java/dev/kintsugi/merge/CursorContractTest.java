package dev.kintsugi.merge;

import static dev.kintsugi.merge.RowBuilder.ofInt8;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.merge.aggregate.Accumulators;
import dev.kintsugi.merge.compare.TypeOrders;
import dev.kintsugi.merge.spill.Spill;
import dev.kintsugi.merge.spill.SpillSpace;
import dev.kintsugi.plan.MergePlan.Combination;
import dev.kintsugi.plan.MergePlan.SortKey;
import dev.kintsugi.plan.MergePlan.TextOrder;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.Oids;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Nested;

/// Runs the contract over every cursor.
class CursorContractTest {
    private static final TypeOrders TYPES = new TypeOrders(ImmutableMap.of());
    private static final RowLayout TWO_INT8 = Rows.int8Columns(2);

    private static final List<List<Row>> SORTED = List.of(
            List.of(ofInt8(1L, 10L), ofInt8(3L, 10L), ofInt8(3L, 11L), ofInt8(null, 10L)),
            List.of(),
            List.of(ofInt8(0L, 20L), ofInt8(3L, 20L), ofInt8(9L, 20L)),
            List.of(ofInt8(3L, 30L)));

    private static final List<List<Row>> ONE_INPUT = List.of(List.of(
            ofInt8(3L, 1L), ofInt8(null, 2L), ofInt8(1L, 3L), ofInt8(3L, 4L), ofInt8(null, 5L), ofInt8(2L, 6L)));

    private static RowOrder byFirstColumn() {
        return new RowOrder(List.of(new SortKey(0, false, false, TextOrder.UNKNOWN)), TWO_INT8, TYPES);
    }

    private static RowFields fields() {
        return new RowFields(2, 2);
    }

    private static KeyColumns firstColumn() {
        return new KeyColumns(List.of(0), TWO_INT8, TYPES);
    }

    @Nested
    class Concatenate extends RowCursorContract {
        @Override
        List<List<Row>> inputs() {
            return SORTED;
        }

        @Override
        RowCursor open(List<RowCursor> inputs) {
            return new ConcatenateCursor(inputs);
        }

        @Override
        List<Row> expected() {
            return SORTED.stream().flatMap(List::stream).toList();
        }

        @Override
        boolean anyOrder() {
            return true;
        }
    }

    /// The second input has nothing for its turns, the last one more than turns.
    @Nested
    class InTurn extends RowCursorContract {
        @Override
        List<List<Row>> inputs() {
            return SORTED;
        }

        @Override
        RowCursor open(List<RowCursor> inputs) {
            return new InTurnCursor(inputs, ImmutableIntArray.of(2, 0, 1, 0, 0, 2, 1, 0, 2, 2));
        }

        @Override
        List<Row> expected() {
            return List.of(
                    ofInt8(0L, 20L),
                    ofInt8(1L, 10L),
                    ofInt8(3L, 10L),
                    ofInt8(3L, 11L),
                    ofInt8(3L, 20L),
                    ofInt8(null, 10L),
                    ofInt8(9L, 20L),
                    ofInt8(3L, 30L));
        }
    }

    @Nested
    class InOrder extends RowCursorContract {
        @Override
        List<List<Row>> inputs() {
            return SORTED;
        }

        @Override
        RowCursor open(List<RowCursor> inputs) {
            return new InOrderCursor(inputs);
        }

        @Override
        List<Row> expected() {
            return SORTED.stream().flatMap(List::stream).toList();
        }
    }

    @Nested
    class MergeSort extends RowCursorContract {
        @Override
        List<List<Row>> inputs() {
            return SORTED;
        }

        @Override
        RowCursor open(List<RowCursor> inputs) {
            return new MergeSortCursor(inputs, byFirstColumn());
        }

        @Override
        List<Row> expected() {
            return List.of(
                    ofInt8(0L, 20L),
                    ofInt8(1L, 10L),
                    ofInt8(3L, 10L),
                    ofInt8(3L, 11L),
                    ofInt8(3L, 20L),
                    ofInt8(3L, 30L),
                    ofInt8(9L, 20L),
                    ofInt8(null, 10L));
        }
    }

    private static MemoryBudget memory() {
        return new MemoryBudget(1 << 20, 1 << 20);
    }

    @Nested
    class Distinct extends RowCursorContract {
        @Override
        List<List<Row>> inputs() {
            return ONE_INPUT;
        }

        @Override
        RowCursor open(List<RowCursor> inputs) {
            return new DistinctCursor(
                    inputs.getFirst(), Optional.empty(), firstColumn(), fields(), memory(), new Spill(SpillSpace.NONE));
        }

        @Override
        List<Row> expected() {
            return List.of(ofInt8(3L, 1L), ofInt8(null, 2L), ofInt8(1L, 3L), ofInt8(2L, 6L));
        }
    }

    @Nested
    class Aggregate extends RowCursorContract {
        @Override
        List<List<Row>> inputs() {
            return ONE_INPUT;
        }

        @Override
        RowCursor open(List<RowCursor> inputs) {
            Accumulators accumulators = new Accumulators(TYPES, true);
            return new AggregateCursor(
                    inputs.getFirst(),
                    Optional.of(firstColumn()),
                    fields(),
                    () -> ImmutableList.of(
                            accumulators.first(0),
                            accumulators.combine(new Combination.Count(1), Format.BINARY, _ -> Oids.INT8)),
                    memory(),
                    new Spill(SpillSpace.NONE));
        }

        @Override
        List<Row> expected() {
            return List.of(ofInt8(3L, 5L), ofInt8(null, 7L), ofInt8(1L, 3L), ofInt8(2L, 6L));
        }
    }

    @Nested
    class Sort extends RowCursorContract {
        @Override
        List<List<Row>> inputs() {
            return ONE_INPUT;
        }

        @Override
        RowCursor open(List<RowCursor> inputs) {
            return new SortCursor(inputs.getFirst(), byFirstColumn(), memory(), new Spill(SpillSpace.NONE));
        }

        @Override
        List<Row> expected() {
            return List.of(
                    ofInt8(1L, 3L), ofInt8(2L, 6L), ofInt8(3L, 1L), ofInt8(3L, 4L), ofInt8(null, 2L), ofInt8(null, 5L));
        }
    }

    @Nested
    class Limit extends RowCursorContract {
        @Override
        List<List<Row>> inputs() {
            return ONE_INPUT;
        }

        @Override
        RowCursor open(List<RowCursor> inputs) {
            return new LimitCursor(inputs.getFirst(), OptionalLong.of(3), 1);
        }

        @Override
        List<Row> expected() {
            return ONE_INPUT.getFirst().subList(1, 4);
        }
    }

    @Nested
    class Project extends RowCursorContract {
        @Override
        List<List<Row>> inputs() {
            return ONE_INPUT;
        }

        @Override
        RowCursor open(List<RowCursor> inputs) {
            return new ProjectCursor(inputs.getFirst(), 2, 1);
        }

        @Override
        List<Row> expected() {
            return List.of(ofInt8(3L), ofInt8((Long) null), ofInt8(1L), ofInt8(3L), ofInt8((Long) null), ofInt8(2L));
        }
    }
}
