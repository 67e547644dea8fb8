package dev.kintsugi.admin;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.admin.AdminTable.Column;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/// What is left of a table, and in which order: WHERE, ORDER BY and LIMIT of a SHOW.
///
/// `any` holds the conditions of which one must hold, each made of those of which all must; empty for no WHERE.
record ShowFilter(ImmutableList<ImmutableList<Condition>> any, ImmutableList<Order> order, long limit) {
    /// A column compared with a constant; as in SQL nothing compares with no value.
    record Condition(int column, Comparison comparison, String value) {}

    /// How a condition compares.
    enum Comparison {
        EQUAL,
        UNEQUAL,
        LESS,
        GREATER,
        AT_MOST,
        AT_LEAST;

        /// Whether it holds for values whose comparison has this sign.
        boolean holds(int sign) {
            return switch (this) {
                case EQUAL -> sign == 0;
                case UNEQUAL -> sign != 0;
                case LESS -> sign < 0;
                case GREATER -> sign > 0;
                case AT_MOST -> sign <= 0;
                case AT_LEAST -> sign >= 0;
            };
        }
    }

    record Order(int column, boolean descending) {}

    AdminTable apply(AdminTable table) {
        Stream<ImmutableList<Optional<String>>> rows = table.rows().stream()
                .filter(row -> any.isEmpty()
                        || any.stream()
                                .anyMatch(all -> all.stream().allMatch(condition -> holds(table, row, condition))));
        if (!order.isEmpty()) {
            rows = rows.sorted(comparator(table));
        }
        return new AdminTable(table.columns(), rows.limit(limit).collect(ImmutableList.toImmutableList()));
    }

    private static boolean holds(AdminTable table, ImmutableList<Optional<String>> row, Condition condition) {
        Optional<String> value = row.get(condition.column());
        Column column = table.columns().get(condition.column());
        return value.isPresent()
                && condition.comparison().holds(column.order().compare(value, Optional.of(condition.value())));
    }

    private Comparator<ImmutableList<Optional<String>>> comparator(AdminTable table) {
        Comparator<ImmutableList<Optional<String>>> all = (_, _) -> 0;
        for (Order by : order) {
            Comparator<Optional<String>> values =
                    table.columns().get(by.column()).order();
            Comparator<Optional<String>> directed = by.descending() ? values.reversed() : values;
            all = all.thenComparing(row -> row.get(by.column()), directed);
        }
        return all;
    }
}
