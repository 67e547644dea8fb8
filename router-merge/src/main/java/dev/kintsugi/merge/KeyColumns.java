package dev.kintsugi.merge;

import static com.google.common.base.Preconditions.checkArgument;

import dev.kintsugi.merge.compare.KeyBytes;
import dev.kintsugi.merge.compare.TypeOrder;
import dev.kintsugi.merge.compare.TypeOrders;
import dev.kintsugi.value.Format;
import java.util.List;

/// The columns whose values together tell rows or groups apart.
final class KeyColumns {
    private final int[] columns;
    private final TypeOrder[] orders;
    private final KeyBytes key = new KeyBytes();

    /// @throws dev.kintsugi.error.RouterException 0A000 if the equality of a column's type is not known here
    KeyColumns(List<Integer> columns, RowLayout layout, TypeOrders types) {
        this.columns = columns.stream().mapToInt(Integer::intValue).toArray();
        this.orders = new TypeOrder[this.columns.length];
        for (int i = 0; i < orders.length; i++) {
            RowLayout.Column column = layout.columns().get(this.columns[i]);
            checkArgument(column.format() == Format.BINARY, "key column %s is not binary", this.columns[i]);
            orders[i] = types.equality(column.typeOid());
        }
    }

    /// The key of a row; overwritten by the next call.
    KeyBytes of(RowFields row) {
        key.clear();
        for (int i = 0; i < columns.length; i++) {
            int column = columns[i];
            if (row.isNull(column)) {
                key.putNull();
            } else {
                key.putValue(orders[i], row.bytes(), row.start(column), row.length(column));
            }
        }
        return key;
    }
}
