package dev.kintsugi.merge;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.kintsugi.merge.compare.TypeOrders;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.Oids;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Reads cursors to their end, and gives the usual layouts and settings of tests.
final class Rows {
    private static final int MORE_THAN_ENOUGH = 10_000_000;

    private Rows() {}

    /// All rows of a cursor that answers PENDING now and then.
    static List<Row> drain(RowCursor cursor) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < MORE_THAN_ENOUGH; i++) {
            switch (cursor.advance()) {
                case ROW -> rows.add(cursor.row());
                case PENDING -> {}
                case END -> {
                    return rows;
                }
            }
        }
        throw new AssertionError("the cursor does not end");
    }

    /// The values of all rows in hex.
    static List<List<String>> hex(List<Row> rows) {
        return rows.stream().map(RowBuilder::hex).toList();
    }

    static RowLayout int8Columns(int count) {
        return new RowLayout(
                ImmutableList.copyOf(Collections.nCopies(count, new RowLayout.Column(Oids.INT8, Format.BINARY))));
    }

    static RowLayout binary(int... typeOids) {
        ImmutableList.Builder<RowLayout.Column> columns = ImmutableList.builder();
        for (int typeOid : typeOids) {
            columns.add(new RowLayout.Column(typeOid, Format.BINARY));
        }
        return new RowLayout(columns.build());
    }

    /// The orders of the built-in types.
    static TypeOrders types() {
        return new TypeOrders(ImmutableMap.of());
    }

    static MergeSettings settings(Format... clientFormats) {
        return settings(1 << 26, clientFormats);
    }

    static MergeSettings settings(long memoryLimitBytes, Format... clientFormats) {
        return new MergeSettings(
                ImmutableList.copyOf(clientFormats), BindValues.NONE, ImmutableMap.of(), memoryLimitBytes, true);
    }
}
