package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.kintsugi.catalog.Catalog;
import dev.kintsugi.shard.ShardMap;
import dev.kintsugi.shard.TableDistribution;
import dev.kintsugi.shard.TableName;
import dev.kintsugi.sql.QualifiedName;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/// What a statement that the router cannot read may be about, judged by its identifiers alone.
///
/// Any identifier that equals the name of a table, in whatever schema, counts as that table.
record OpaqueNames(boolean mayReadSharded, boolean mayReadReference, ImmutableSet<Integer> singleShards) {
    static OpaqueNames of(ShardMap map, Catalog catalog, ImmutableList<QualifiedName> names) {
        boolean sharded = false;
        boolean reference = false;
        Set<Integer> shards = new TreeSet<>();
        for (TableName table : map.tables().keySet()) {
            if (!mentions(names, table)) {
                continue;
            }
            switch (map.distribution(table).orElseThrow()) {
                case TableDistribution.Sharded _ -> sharded = true;
                case TableDistribution.Reference _ -> reference = true;
                case TableDistribution.Single single -> shards.add(single.shard());
            }
        }
        // a view over sharded tables would answer with one shard's rows
        for (TableName table : catalog.tables().keySet()) {
            sharded |= map.distribution(table).isEmpty() && mentions(names, table);
        }
        sharded |= names.stream().anyMatch(name -> Functions.readsHiddenTables(name.name()));
        return new OpaqueNames(sharded, reference, ImmutableSet.copyOf(shards));
    }

    boolean singleOnOneShard() {
        return singleShards.size() <= 1;
    }

    OptionalInt shard() {
        return singleShards.stream().mapToInt(Integer::intValue).findFirst();
    }

    private static boolean mentions(ImmutableList<QualifiedName> names, TableName table) {
        return names.stream()
                .anyMatch(name ->
                        name.name().equals(table.name()) || name.schema().equals(Optional.of(table.name())));
    }
}
