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

    /// A table's columns in their order, and those of its primary key (empty if it has none).
    public record Table(ImmutableList<Column> columns, ImmutableList<String> primaryKey) {
        /// A table without a primary key.
        public Table(ImmutableList<Column> columns) {
            this(columns, ImmutableList.of());
        }

        /// Whether every collatable column has the database's default collation or one that orders by bytes.
        public boolean collationsAreDefaultOrBytewise() {
            return columns.stream().allMatch(column -> column.collation() != Collation.OTHER);
        }
    }

    /// `localType` is the full name of the column's type if the binary form of its values means something in this
    /// database only (OIDs of types or objects in it), or does not exist.
    /// `defaultSql` is the expression of its default, if it has one; `nextval()` for an identity.
    public record Column(
            String name,
            int typeOid,
            Collation collation,
            Optional<String> localType,
            Filling filling,
            Optional<String> defaultSql) {
        /// A column whose binary form is the same everywhere, without a default.
        public Column(String name, int typeOid, Collation collation) {
            this(name, typeOid, collation, Optional.empty(), Filling.CONSTANT, Optional.empty());
        }
    }

    /// What a column holds in a row that does not say.
    public enum Filling {
        /// NULL, or a default that is the same on every server at any time
        CONSTANT,
        /// a default that depends on the server or the time, an identity's number included
        VARIABLE,
        /// computed from the row; nothing can be given
        GENERATED
    }

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
