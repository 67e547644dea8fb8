package dev.kintsugi.merge;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Ints;
import dev.kintsugi.merge.compare.TypeOrder;
import dev.kintsugi.merge.compare.TypeOrders;
import dev.kintsugi.plan.MergePlan.SortKey;
import dev.kintsugi.value.Format;
import java.util.Comparator;
import java.util.List;

/// Compares rows by sort keys; used by one thread.
final class RowOrder implements Comparator<KeyedRow> {
    private static final Row NO_ROW = new Row(new byte[0], 0, 0);

    private final RowFields fields;
    private final int[] columns;
    private final TypeOrder[] orders;
    private final boolean[] decisive;
    private final boolean[] descending;
    private final boolean[] nullsFirst;

    /// @throws dev.kintsugi.error.RouterException 0A000 if a key's type or collation has no order known here
    RowOrder(List<SortKey> keys, RowLayout layout, TypeOrders types) {
        int count = keys.size();
        this.columns = keys.stream().mapToInt(SortKey::column).toArray();
        this.orders = new TypeOrder[count];
        this.decisive = new boolean[count];
        this.descending = new boolean[count];
        this.nullsFirst = new boolean[count];
        int needed = 0;
        for (int i = 0; i < count; i++) {
            SortKey key = keys.get(i);
            RowLayout.Column column = layout.columns().get(key.column());
            checkArgument(column.format() == Format.BINARY, "sort key %s is not binary", key);
            orders[i] = types.ordering(column.typeOid(), key.textOrder());
            decisive[i] = orders[i].prefixDecides();
            descending[i] = key.descending();
            nullsFirst[i] = key.nullsFirst();
            needed = Math.max(needed, key.column() + 1);
        }
        this.fields = new RowFields(layout.columns().size(), needed);
    }

    int keys() {
        return columns.length;
    }

    /// The columns that order.
    List<Integer> columns() {
        return Ints.asList(columns);
    }

    /// An empty place for a row.
    KeyedRow newPlace() {
        return new KeyedRow(columns.length, NO_ROW);
    }

    /// Puts a row into `place` and finds its keys.
    void load(KeyedRow place, Row row) {
        fields.read(row);
        place.row = row;
        for (int i = 0; i < columns.length; i++) {
            int start = fields.start(columns[i]);
            int length = fields.length(columns[i]);
            place.starts[i] = start;
            place.lengths[i] = length;
            place.prefixes[i] = length < 0 ? 0 : orders[i].prefix(row.buffer(), start, length);
        }
    }

    @Override
    public int compare(KeyedRow left, KeyedRow right) {
        for (int i = 0; i < columns.length; i++) {
            boolean leftNull = left.lengths[i] < 0;
            boolean rightNull = right.lengths[i] < 0;
            if (leftNull || rightNull) {
                if (leftNull != rightNull) {
                    return leftNull == nullsFirst[i] ? -1 : 1;
                }
                continue;
            }
            int order = Long.compare(left.prefixes[i], right.prefixes[i]);
            if (order == 0 && !decisive[i]) {
                order = compareWhole(i, left, right);
            }
            if (order != 0) {
                return order < 0 == descending[i] ? 1 : -1;
            }
        }
        return 0;
    }

    private int compareWhole(int key, KeyedRow left, KeyedRow right) {
        return orders[key].compare(
                left.row.buffer(),
                left.starts[key],
                left.lengths[key],
                right.row.buffer(),
                right.starts[key],
                right.lengths[key]);
    }
}
