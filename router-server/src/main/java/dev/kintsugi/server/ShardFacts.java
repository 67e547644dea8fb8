package dev.kintsugi.server;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import dev.kintsugi.shard.TableName;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// What one shard says of itself.
///
/// `version` as in `server_version_num`; `collation` is everything that decides how text is ordered, in words;
/// `enums` gives each enum type's labels in order.
record ShardFacts(
        int version,
        String encoding,
        String collation,
        int preparedTransactions,
        ImmutableListMultimap<TableName, Column> tables,
        ImmutableMap<String, String> enums) {

    /// Columns that older versions lack are read through jsonb, where they are just absent.
    private static final String SERVER = """
        SELECT pg_catalog.current_setting('server_version_num'), pg_catalog.pg_encoding_to_char(d.encoding),
               pg_catalog.concat_ws(', ', 'locale ' || d.datcollate, 'provider ' || (j->>'datlocprovider'),
                                    'ICU or builtin locale ' || coalesce(j->>'datlocale', j->>'daticulocale'),
                                    'version ' || (j->>'datcollversion'),
                                    'library version ' || pg_catalog.pg_collation_actual_version(100)),
               pg_catalog.current_setting('max_prepared_transactions')
        FROM pg_catalog.pg_database d, pg_catalog.to_jsonb(d) j
        WHERE d.datname = pg_catalog.current_database()\
        """;

    private static final String COLUMNS = """
        SELECT n.nspname, c.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
               pg_catalog.format_type(a.atttypid, NULL),
               CASE WHEN co.collname = 'default' THEN co.collname ELSE pg_catalog.concat_ws(', ', co.collname,
                 'provider ' || co.collprovider::text, 'locale ' || co.collcollate,
                 'ICU or builtin locale ' || coalesce(j->>'colllocale', j->>'colliculocale'),
                 'version ' || pg_catalog.pg_collation_actual_version(co.oid)) END
        FROM pg_catalog.pg_attribute a
        JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation
        LEFT JOIN LATERAL pg_catalog.to_jsonb(co) j ON true
        WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
          AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
        ORDER BY n.nspname, c.relname, a.attnum\
        """;

    private static final String ENUMS = """
        SELECT n.nspname || '.' || t.typname, pg_catalog.string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder)
        FROM pg_catalog.pg_enum e
        JOIN pg_catalog.pg_type t ON t.oid = e.enumtypid
        JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
        GROUP BY 1\
        """;

    /// A column; `type` with its modifier as `format_type` prints it, `baseType` without; `collation` with all that
    /// decides how it orders, the version of its library included.
    record Column(String name, String type, String baseType, String collation) {
        @Override
        public String toString() {
            return name + " " + type;
        }
    }

    static CompletableFuture<ShardFacts> read(CatalogLoader.Source source) {
        return source.rows(SERVER)
                .thenCompose(server -> source.rows(COLUMNS)
                        .thenCompose(
                                columns -> source.rows(ENUMS).thenApply(enums -> of(server.get(0), columns, enums))));
    }

    private static ShardFacts of(
            ImmutableList<Optional<String>> server,
            ImmutableList<ImmutableList<Optional<String>>> columnRows,
            ImmutableList<ImmutableList<Optional<String>>> enumRows) {
        ImmutableListMultimap.Builder<TableName, Column> tables = ImmutableListMultimap.builder();
        for (ImmutableList<Optional<String>> row : columnRows) {
            tables.put(
                    new TableName(text(row, 0), text(row, 1)),
                    new Column(text(row, 2), text(row, 3), text(row, 4), text(row, 5)));
        }
        ImmutableMap.Builder<String, String> enums = ImmutableMap.builder();
        enumRows.forEach(row -> enums.put(text(row, 0), text(row, 1)));
        return new ShardFacts(
                Integer.parseInt(text(server, 0)),
                text(server, 1),
                text(server, 2),
                Integer.parseInt(text(server, 3)),
                tables.build(),
                enums.buildOrThrow());
    }

    private static String text(ImmutableList<Optional<String>> row, int column) {
        return row.get(column).orElse("");
    }

    /// The table's columns in order, none if it does not exist.
    ImmutableList<Column> columns(TableName table) {
        return tables.get(table);
    }

    /// The first column in which two tables differ, in words.
    static String difference(ImmutableList<Column> wanted, ImmutableList<Column> got) {
        for (int i = 0; i < Math.min(wanted.size(), got.size()); i++) {
            Column left = wanted.get(i);
            Column right = got.get(i);
            if (!left.equals(right)) {
                String collations = left.collation().equals(right.collation())
                        ? ""
                        : " with collations \"%s\" and \"%s\"".formatted(right.collation(), left.collation());
                return "column %d is %s, not %s%s".formatted(i + 1, right, left, collations);
            }
        }
        return "%d columns, not %d".formatted(got.size(), wanted.size());
    }
}
