package dev.kintsugi.differential;

import com.google.common.collect.ImmutableList;

/// A column of the shop as the generator knows it: `exact` tells that equal values have equal bytes, and `samples`
/// are some of its values as text.
record ShopColumn(String table, String name, Kind kind, String type, boolean exact, ImmutableList<String> samples) {
    /// What can be done with a column's values.
    enum Kind {
        INTEGER,
        NUMBER,
        FLOAT,
        TEXT,
        TIME,
        BOOLEAN,
        /// compared, ordered and grouped only
        OTHER
    }

    /// The column of the table under an alias.
    Term of(String alias) {
        return new Term(alias + "." + name, kind, type, exact, samples);
    }

    /// An expression over one row.
    record Term(String sql, Kind kind, String type, boolean exact, ImmutableList<String> samples) {
        Term with(String newSql, Kind newKind, String newType) {
            return new Term(newSql, newKind, newType, exact, ImmutableList.of());
        }
    }
}
