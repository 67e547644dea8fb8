package dev.kintsugi.plan;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.kintsugi.sql.Expr;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;

/// What is known about Postgres' functions by name: which may run on every shard and be trusted to agree.
final class Functions {
    private static final ImmutableMap<String, Kind> KINDS = load();

    /// How far a function's answer can be trusted.
    enum Kind {
        /// the same answer on every shard for the same input
        PURE,
        /// likewise, over the rows of a group
        AGGREGATE,
        /// likewise, and may return several rows
        SET,
        /// reads only, but its answer depends on time, session, server, or what is in the database
        LOCAL,
        /// not known: it may write
        UNKNOWN
    }

    /// Functions that read tables of which the statement says nothing but a string.
    private static final ImmutableSet<String> HIDDEN_READERS = ImmutableSet.of(
            "cursor_to_xml",
            "cursor_to_xmlschema",
            "database_to_xml",
            "database_to_xml_and_xmlschema",
            "query_to_xml",
            "query_to_xml_and_xmlschema",
            "schema_to_xml",
            "schema_to_xml_and_xmlschema",
            "table_to_xml",
            "table_to_xml_and_xmlschema",
            "ts_rewrite",
            "ts_stat");

    private Functions() {}

    /// Whether a function of that name may read any table, and so would answer with the rows of one shard.
    static boolean readsHiddenTables(String name) {
        return HIDDEN_READERS.contains(name);
    }

    static Kind kind(Expr.Call call) {
        if (!call.schema().orElse("pg_catalog").equals("pg_catalog")) {
            return Kind.UNKNOWN;
        }
        // age(x) counts from the current date, age(x, y) does not
        if (call.name().equals("age") && call.arguments().size() == 2) {
            return Kind.PURE;
        }
        return KINDS.getOrDefault(call.name(), Kind.UNKNOWN);
    }

    /// Whether the call collects rows into one (a window function call does not).
    static boolean isAggregate(Expr.Call call) {
        return call.window().isEmpty()
                && (kind(call) == Kind.AGGREGATE
                        || !call.withinGroup().isEmpty()
                        || call.filter().isPresent());
    }

    private static ImmutableMap<String, Kind> load() {
        InputStream stream = Objects.requireNonNull(Functions.class.getResourceAsStream("functions.txt"));
        try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", 2))
                    .collect(ImmutableMap.toImmutableMap(
                            parts -> parts[0],
                            parts -> parts.length == 1 ? Kind.PURE : Kind.valueOf(parts[1].toUpperCase(Locale.ROOT))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
