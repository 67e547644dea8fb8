package dev.kintsugi.admin;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// An answer of the console; every row has a value, or none, for each column.
record AdminTable(ImmutableList<Column> columns, ImmutableList<ImmutableList<Optional<String>>> rows) {

    /// A column; numbers are whole and compare as such.
    record Column(String name, boolean number) {
        /// Compares values; none comes last, as NULL does in Postgres.
        Comparator<Optional<String>> order() {
            Comparator<String> values = number ? Comparator.comparingLong(Long::parseLong) : Comparator.naturalOrder();
            return (a, b) -> {
                if (a.isEmpty() || b.isEmpty()) {
                    return Boolean.compare(a.isEmpty(), b.isEmpty());
                }
                return values.compare(a.get(), b.get());
            };
        }
    }

    /// Columns by a text of their names; `#` before a name makes it a number.
    static ImmutableList<Column> columns(String names) {
        return Arrays.stream(names.split(" "))
                .map(name -> name.startsWith("#") ? new Column(name.substring(1), true) : new Column(name, false))
                .collect(ImmutableList.toImmutableList());
    }

    /// Rows in the order that they are added in.
    static Builder builder(ImmutableList<Column> columns) {
        return new Builder(columns);
    }

    static final class Builder {
        private final ImmutableList<Column> columns;
        private final List<ImmutableList<Optional<String>>> rows = new ArrayList<>();

        private Builder(ImmutableList<Column> columns) {
            this.columns = columns;
        }

        /// Values in the columns' order: strings, numbers, booleans, or [Optional]s of them.
        Builder add(Object... values) {
            ImmutableList.Builder<Optional<String>> row = ImmutableList.builder();
            for (Object value : values) {
                row.add(
                        value instanceof Optional<?> maybe
                                ? maybe.map(Object::toString)
                                : Optional.of(value.toString()));
            }
            ImmutableList<Optional<String>> made = row.build();
            if (made.size() != columns.size()) {
                throw new IllegalArgumentException(made.size() + " values for " + columns.size() + " columns");
            }
            rows.add(made);
            return this;
        }

        AdminTable build() {
            return new AdminTable(columns, ImmutableList.copyOf(rows));
        }
    }
}
