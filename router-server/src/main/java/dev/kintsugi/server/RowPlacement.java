package dev.kintsugi.server;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.shard.ShardingFunction;
import dev.kintsugi.shard.TableDistribution;
import dev.kintsugi.shard.TableName;
import dev.kintsugi.value.KeyCoercion;
import dev.kintsugi.value.KeyMatch;
import dev.kintsugi.value.KeyType;
import dev.kintsugi.value.KeyValue;
import dev.kintsugi.value.SqlLiteral;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/// Looks at the sharding keys of the rows that one shard has, for rows that belong elsewhere.
final class RowPlacement {
    /// Rows looked at in each table.
    static final int SAMPLE = 10_000;

    private final CatalogLoader.Source source;
    private final Duration patience;

    RowPlacement(CatalogLoader.Source source, Duration patience) {
        this.source = source;
        this.patience = patience;
    }

    /// Misplaced rows among those looked at; `example` is the key of one.
    record Misplaced(int count, int sampled, String example) {}

    /// The misplaced rows of a hash-sharded table; empty if there are none or the table cannot be read, which other
    /// checks report.
    Optional<Misplaced> misplaced(int shard, TableName table, TableDistribution.Sharded sharded) {
        if (!(sharded.group().function() instanceof ShardingFunction.Hash hash)) {
            return Optional.empty();
        }
        int count = 0;
        Optional<String> example = Optional.empty();
        ImmutableList<ImmutableList<Optional<String>>> rows = keys(table, sharded.keyColumns());
        for (ImmutableList<Optional<String>> row : rows) {
            Optional<ImmutableList<KeyValue>> key = key(sharded.group().keyTypes(), row);
            if (key.isPresent() && !hash.shardOf(key.get()).equals(OptionalInt.of(shard))) {
                count++;
                example = example.or(() -> Optional.of(print(row)));
            }
        }
        int misplaced = count;
        return example.map(key -> new Misplaced(misplaced, rows.size(), key));
    }

    private ImmutableList<ImmutableList<Optional<String>>> keys(TableName table, ImmutableList<String> columns) {
        try {
            return source.rows(query(table, columns)).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return ImmutableList.of();
        } catch (ExecutionException | TimeoutException _) {
            return ImmutableList.of();
        }
    }

    /// Text that does not depend on the session's settings, in a transaction of its own.
    private static String query(TableName table, ImmutableList<String> columns) {
        String keys = columns.stream()
                .map(column -> quoted(column) + "::pg_catalog.text")
                .collect(Collectors.joining(", "));
        return "BEGIN READ ONLY; SET LOCAL DateStyle = 'ISO'; SET LOCAL TimeZone = 'UTC';"
                + " SET LOCAL bytea_output = 'hex';"
                + " SELECT %s FROM %s.%s LIMIT %d; COMMIT"
                        .formatted(keys, quoted(table.schema()), quoted(table.name()), SAMPLE);
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /// The key, or empty if the router cannot read one of its values.
    private static Optional<ImmutableList<KeyValue>> key(
            ImmutableList<KeyType> types, ImmutableList<Optional<String>> row) {
        ImmutableList.Builder<KeyValue> key = ImmutableList.builder();
        for (int i = 0; i < types.size(); i++) {
            Optional<String> text = row.get(i);
            if (text.isEmpty()) {
                key.add(KeyValue.Null.INSTANCE);
            } else if (KeyCoercion.literal(types.get(i), new SqlLiteral.Quoted(text.get()))
                    instanceof KeyMatch.Exactly(KeyValue value)) {
                key.add(value);
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(key.build());
    }

    private static String print(ImmutableList<Optional<String>> row) {
        return row.stream().map(value -> value.orElse("NULL")).collect(Collectors.joining(", ", "(", ")"));
    }
}
