package dev.kintsugi.server;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.kintsugi.catalog.Catalog;
import dev.kintsugi.catalog.Catalog.Collation;
import dev.kintsugi.catalog.Catalog.Column;
import dev.kintsugi.shard.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Reads the catalog from one shard: the default collation, every user table's and view's columns, every enum's labels.
final class CatalogLoader {
    /// Locales whose order is that of the bytes in UTF-8.
    private static final ImmutableSet<String> BYTEWISE =
            ImmutableSet.of("C", "POSIX", "C.UTF-8", "C.utf8", "ucs_basic", "pg_c_utf8");

    private static final String DEFAULT_COLLATION =
            // servers before 15 have no datlocprovider, and no provider but libc
            "SELECT datcollate, coalesce(pg_catalog.to_jsonb(d) ->> 'datlocprovider', 'c'),"
                    + " pg_catalog.pg_encoding_to_char(encoding)"
                    + " FROM pg_catalog.pg_database d WHERE datname = pg_catalog.current_database()";

    /// Types that stand for OIDs of the database's objects: regproc, regclass and the like.
    private static final String OBJECT_TYPES = "24, 2202, 2203, 2204, 2205, 2206, 3734, 3769, 4089, 4096, 4191";

    /// record and record[].
    private static final String ANONYMOUS_ROWS = "2249, 2287";

    private static final String COLUMNS = """
        SELECT n.nspname, c.relname, a.attname,
               CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END::pg_catalog.int8,
               CASE WHEN a.attcollation = 0 OR co.collname = 'default' THEN 'default' ELSE co.collname END,
               co.collprovider,
               CASE WHEN %s
                 OR t.typtype = 'd' AND (b.typtype = 'd' OR %s)
                 THEN pg_catalog.quote_ident(tn.nspname) || '.' || pg_catalog.quote_ident(t.typname) END,
               a.attnum = ANY (pk.conkey),
               CASE WHEN a.attgenerated <> '' THEN 'GENERATED'
                 WHEN d.adbin IS NULL AND t.typdefault IS NOT NULL THEN 'VARIABLE'
                 WHEN a.attidentity <> '' OR d.adbin::pg_catalog.text LIKE '%%SQLVALUEFUNCTION%%' OR EXISTS (
                   SELECT FROM pg_catalog.regexp_matches(d.adbin::pg_catalog.text, 'funcid ([0-9]+)', 'g') f(ids)
                   JOIN pg_catalog.pg_proc p ON p.oid = f.ids[1]::pg_catalog.oid WHERE p.provolatile <> 'i')
                 THEN 'VARIABLE' ELSE 'CONSTANT' END,
               CASE WHEN a.attidentity <> '' THEN 'nextval()'
                 WHEN a.attgenerated = '' THEN coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid), t.typdefault) END
        FROM pg_catalog.pg_attribute a
        JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
        JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace
        LEFT JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
        LEFT JOIN pg_catalog.pg_constraint pk
          ON pk.conrelid = c.oid AND pk.contype = 'p' AND NOT pk.condeferrable
        LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped
          AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
        ORDER BY n.nspname, c.relname, a.attnum\
        """.formatted(local("t"), local("b"));

    private static final String ENUMS =
            "SELECT enumtypid::pg_catalog.int8, enumlabel FROM pg_catalog.pg_enum ORDER BY enumtypid, enumsortorder";

    private static final String TYPES = """
        SELECT t.oid::pg_catalog.int8,
               pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(t.typname),
               t.oid IN (%3$s) OR %1$s OR t.typtype = 'd' AND (b.typtype = 'd' OR %2$s),
               CASE WHEN t.typtype = 'b' THEN t.typelem ELSE 0 END::pg_catalog.int8
        FROM pg_catalog.pg_type t
        JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
        LEFT JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
        WHERE t.oid >= 16384 AND pg_catalog.left(n.nspname, 4) <> 'pg_t' OR t.oid IN (%3$s)\
        """.formatted(local("t"), local("b"), ANONYMOUS_ROWS);

    /// Whether the binary form of a type means something in its own database only, or does not exist: rows, arrays
    /// and ranges name their elements' types by OID.
    private static String local(String type) {
        return """
            (%1$s.typtype = 'c' OR %1$s.typtype IN ('r', 'm') AND %1$s.oid >= 16384
             OR %1$s.typelem <> 0 AND %1$s.typlen = -1 AND (%1$s.typelem >= 16384 OR %1$s.typelem IN (1033, %2$s))
             OR %1$s.oid IN (%2$s) OR %1$s.typsend = 0 OR %1$s.typreceive = 0)\
            """.formatted(type, OBJECT_TYPES);
    }

    /// Runs one query and gives its rows as text.
    @FunctionalInterface
    interface Source {
        CompletableFuture<ImmutableList<ImmutableList<Optional<String>>>> rows(String sql);
    }

    private CatalogLoader() {}

    /// The types that users made in one database.
    ///
    /// @param oids full name → OID
    /// @param carriers OIDs of types whose binary form may have OIDs of such types in it → the element's of an
    /// array, else 0
    record UserTypes(ImmutableMap<String, Integer> oids, ImmutableMap<Integer, Integer> carriers) {}

    static CompletableFuture<UserTypes> types(Source source) {
        return source.rows(TYPES).thenApply(rows -> {
            ImmutableMap.Builder<String, Integer> oids = ImmutableMap.builder();
            ImmutableMap.Builder<Integer, Integer> carriers = ImmutableMap.builder();
            for (ImmutableList<Optional<String>> row : rows) {
                int oid = (int) Long.parseLong(row.get(0).orElse("0"));
                oids.put(row.get(1).orElse(""), oid);
                if (row.get(2).equals(Optional.of("t"))) {
                    carriers.put(oid, (int) Long.parseLong(row.get(3).orElse("0")));
                }
            }
            return new UserTypes(oids.buildOrThrow(), carriers.buildOrThrow());
        });
    }

    static CompletableFuture<Catalog> load(Source source) {
        return source.rows(DEFAULT_COLLATION)
                .thenCompose(database -> source.rows(COLUMNS)
                        .thenCompose(columns -> source.rows(ENUMS)
                                .thenApply(enums -> new Catalog(bytewise(database), tables(columns), enums(enums)))));
    }

    private static boolean bytewise(ImmutableList<ImmutableList<Optional<String>>> database) {
        String collate = database.get(0).get(0).orElse("");
        String provider = database.get(0).get(1).orElse("");
        String encoding = database.get(0).get(2).orElse("");
        return encoding.equals("UTF8") && !provider.equals("i") && BYTEWISE.contains(collate);
    }

    private static ImmutableMap<TableName, Catalog.Table> tables(ImmutableList<ImmutableList<Optional<String>>> rows) {
        Map<TableName, List<Column>> tables = new LinkedHashMap<>();
        ImmutableListMultimap.Builder<TableName, String> keys = ImmutableListMultimap.builder();
        for (ImmutableList<Optional<String>> row : rows) {
            TableName name = new TableName(row.get(0).orElse(""), row.get(1).orElse(""));
            Column column = new Column(
                    row.get(2).orElse(""),
                    (int) Long.parseLong(row.get(3).orElse("0")),
                    collation(row.get(4).orElse("default"), row.get(5).orElse("")),
                    row.get(6),
                    filling(row.get(8).orElse("")),
                    row.get(9));
            if (row.get(7).equals(Optional.of("t"))) {
                keys.put(name, column.name());
            }
            tables.computeIfAbsent(name, _ -> new ArrayList<>()).add(column);
        }
        ImmutableMap.Builder<TableName, Catalog.Table> result = ImmutableMap.builder();
        ImmutableListMultimap<TableName, String> primaryKeys = keys.build();
        tables.forEach((name, columns) ->
                result.put(name, new Catalog.Table(ImmutableList.copyOf(columns), primaryKeys.get(name))));
        return result.buildOrThrow();
    }

    private static Catalog.Filling filling(String word) {
        return switch (word) {
            case "CONSTANT" -> Catalog.Filling.CONSTANT;
            case "GENERATED" -> Catalog.Filling.GENERATED;
            default -> Catalog.Filling.VARIABLE;
        };
    }

    private static Collation collation(String name, String provider) {
        if (name.equals("default")) {
            return Collation.DEFAULT;
        }
        return !provider.equals("i") && BYTEWISE.contains(name) ? Collation.BYTEWISE : Collation.OTHER;
    }

    private static ImmutableMap<Integer, ImmutableList<String>> enums(
            ImmutableList<ImmutableList<Optional<String>>> rows) {
        Map<Integer, ImmutableList.Builder<String>> enums = new LinkedHashMap<>();
        for (ImmutableList<Optional<String>> row : rows) {
            int oid = (int) Long.parseLong(row.get(0).orElse("0"));
            enums.computeIfAbsent(oid, _ -> ImmutableList.builder())
                    .add(row.get(1).orElse(""));
        }
        ImmutableMap.Builder<Integer, ImmutableList<String>> result = ImmutableMap.builder();
        enums.forEach((oid, labels) -> result.put(oid, labels.build()));
        return result.buildOrThrow();
    }
}
