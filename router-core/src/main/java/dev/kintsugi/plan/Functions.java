package dev.kintsugi.plan;

import com.google.common.collect.ImmutableMap;
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

    private Functions() {}

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
                && (kind(call) == Kind.AGGREGATE || !call.withinGroup().isEmpty() || call.filter().isPresent());
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
