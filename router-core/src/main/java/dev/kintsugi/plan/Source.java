package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.shard.TableDistribution;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.FromItem;
import dev.kintsugi.value.KeyType;
import java.util.Optional;
import java.util.OptionalInt;

/// One thing that rows come from: a term of FROM, or the target of a write. Each mention is a source of its own.
///
/// `owner` is the derived table whose rows the source makes, if it stands inside one; `nullable` tells that an outer
/// join of its own block may put NULLs in the place of its rows.
sealed interface Source {
    int id();

    /// The name that qualifies its columns.
    Optional<String> binding();

    OptionalInt owner();

    boolean nullable();

    Columns columns();

    /// A table of the shard map or a system catalog.
    record Base(
            int id,
            Optional<String> binding,
            OptionalInt owner,
            boolean nullable,
            Columns columns,
            Tables.Found found,
            FromItem.Table item)
            implements Source {
        /// The table's distribution if it is sharded.
        Optional<TableDistribution.Sharded> sharded() {
            return found instanceof Tables.Found.Mapped(var _, TableDistribution.Sharded sharded)
                    ? Optional.of(sharded)
                    : Optional.empty();
        }

        KeyType keyType(int keyColumn) {
            return sharded().orElseThrow().group().keyTypes().get(keyColumn);
        }

        /// The table as the statement calls it.
        String written() {
            return item.name().toString();
        }
    }

    /// A subquery of FROM or a mention of a CTE.
    record Derived(
            int id,
            Optional<String> binding,
            OptionalInt owner,
            boolean nullable,
            Columns columns,
            QueryModel query,
            boolean lateral)
            implements Source {}

    /// A function (then `call` is it), a recursive mention, or the rows that a writing CTE returns: `what` says
    /// which.
    record Opaque(
            int id,
            Optional<String> binding,
            OptionalInt owner,
            boolean nullable,
            Columns columns,
            String what,
            Optional<Expr> call)
            implements Source {}

    /// What is known about a source's columns; `complete` tells that there are no others, in this order.
    record Columns(ImmutableList<Column> list, boolean complete) {
        static final Columns UNKNOWN = new Columns(ImmutableList.of(), false);

        /// A column, and the sharding key column that it is, value for value, if it is one.
        record Column(Optional<String> name, Optional<KeyNode> key) {}

        ImmutableList<Column> named(String name) {
            return list.stream()
                    .filter(column ->
                            column.name().isPresent() && column.name().get().equals(name))
                    .collect(ImmutableList.toImmutableList());
        }

        /// Whether a name that is not listed surely is no column.
        boolean isClosed() {
            return complete && list.stream().allMatch(column -> column.name().isPresent());
        }

        /// The same columns under the names of a column alias list, which replaces the first ones.
        Columns renamed(ImmutableList<String> aliases) {
            if (aliases.isEmpty()) {
                return this;
            }
            if (!complete || aliases.size() > list.size()) {
                return UNKNOWN;
            }
            var renamed = ImmutableList.<Column>builder();
            for (int i = 0; i < list.size(); i++) {
                Column column = list.get(i);
                renamed.add(i < aliases.size() ? new Column(Optional.of(aliases.get(i)), column.key()) : column);
            }
            return new Columns(renamed.build(), true);
        }
    }

    /// Column number `keyColumn` of the sharding key of the source `source`.
    record KeyNode(int source, int keyColumn) {}
}
