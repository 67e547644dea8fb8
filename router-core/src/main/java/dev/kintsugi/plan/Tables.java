package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.shard.ShardMap;
import dev.kintsugi.shard.TableDistribution;
import dev.kintsugi.shard.TableName;
import dev.kintsugi.sql.QualifiedName;
import java.util.Optional;

/// Finds what a table name of a statement stands for, by the search path and the shard map.
record Tables(ShardMap map, ImmutableList<String> searchPath) {
    /// What a name stands for.
    sealed interface Found {
        record Mapped(TableName name, TableDistribution distribution) implements Found {}

        /// A system catalog or view.
        record System() implements Found {}

        record Unknown() implements Found {}
    }

    /// Whether one shard holds everything: then names need not be known.
    boolean isWhole() {
        return map.shards().size() == 1;
    }

    Found find(QualifiedName name) {
        if (name.schema().isPresent()) {
            String schema = name.schema().get();
            Optional<Found> mapped = mapped(new TableName(schema, name.name()));
            return mapped.orElse(isSystem(schema) ? new Found.System() : new Found.Unknown());
        }
        for (String schema : searchPath) {
            Optional<Found> mapped = mapped(new TableName(schema, name.name()));
            if (mapped.isPresent()) {
                return mapped.get();
            }
        }
        return name.name().startsWith("pg_") ? new Found.System() : new Found.Unknown();
    }

    private Optional<Found> mapped(TableName name) {
        return map.distribution(name).map(distribution -> new Found.Mapped(name, distribution));
    }

    private static boolean isSystem(String schema) {
        return schema.equals("pg_catalog") || schema.equals("information_schema");
    }
}
