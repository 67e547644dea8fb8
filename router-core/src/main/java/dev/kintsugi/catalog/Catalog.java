package dev.kintsugi.catalog;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.kintsugi.shard.TableName;
import java.util.Optional;

/// What the home shard says about tables and user types, read once at start and again when the router is told to.
///
/// `textIsBytewise` says that the database's default collation orders text as its UTF-8 bytes (C, POSIX, C.UTF-8).
/// `enums` maps an enum type's OID on the home shard to its labels in sort order.
public record Catalog(
        boolean textIsBytewise,
        ImmutableMap<TableName, Table> tables,
        ImmutableMap<Integer, ImmutableList<String>> enums) {
    /// What the planner has without a server: no tables, the default collation taken for C.
    public static final Catalog EMPTY = new Catalog(true, ImmutableMap.of(), ImmutableMap.of());

    /// A table's columns in their order.
    public record Table(ImmutableList<Column> columns) {
        /// Whether every collatable column has the database's default collation or one that orders by bytes.
        public boolean collationsAreDefaultOrBytewise() {
            return columns.stream().allMatch(column -> column.collation() != Collation.OTHER);
        }
    }

    public record Column(String name, int typeOid, Collation collation) {}

    /// How a column's text is ordered.
    public enum Collation {
        /// not collatable, or the database's default
        DEFAULT,
        /// C, POSIX, ucs_basic, pg_c_utf8
        BYTEWISE,
        /// a collation whose order the router does not know
        OTHER
    }

    public Optional<Table> table(TableName name) {
        return Optional.ofNullable(tables.get(name));
    }
}
