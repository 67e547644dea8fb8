package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A part of a statement that would read the time at which the transaction began, of which every shard has another: it
/// is replaced by `words`, in which [#TIME] stands for the parameter that has one time for all.
record ClockCall(Span span, String words) {
    /// A character that no SQL has.
    private static final String TIME = "\0";

    /// What makes a function's answer from a `timestamptz`.
    private static final ImmutableMap<String, String> CASTS = ImmutableMap.<String, String>builder()
            .put("now", "")
            .put("transaction_timestamp", "")
            .put("current_timestamp", "")
            .put("localtimestamp", "::pg_catalog.timestamp")
            .put("current_date", "::pg_catalog.date")
            .put("current_time", "::pg_catalog.timetz")
            .put("localtime", "::pg_catalog.time")
            .buildOrThrow();

    /// Whether a call reads the time; not with a precision.
    static boolean is(Expr.Call call) {
        return CASTS.containsKey(call.name())
                && call.arguments().isEmpty()
                && call.schema().orElse("pg_catalog").equals("pg_catalog");
    }

    static ClockCall of(Expr.Call call) {
        return new ClockCall(call.span(), "($" + TIME + "::pg_catalog.timestamptz" + CASTS.get(call.name()) + ")");
    }

    /// All of a statement, in the order of its text; what is modelled twice is there once.
    static ImmutableList<ClockCall> in(StatementModel model) {
        Map<Integer, ClockCall> found = new TreeMap<>(Comparator.naturalOrder());
        for (StatementModel.Mention mention : model.mentions()) {
            Exprs.walk(mention.expression(), expr -> {
                if (expr instanceof Expr.Call call && is(call)) {
                    found.put(call.span().start(), of(call));
                }
            });
        }
        return ImmutableList.copyOf(found.values());
    }

    /// The edit that reads the time from a parameter instead.
    SqlText.Edit edit(int parameter) {
        return new SqlText.Edit(span, words.replace(TIME, Integer.toString(parameter)));
    }

    static List<SqlText.Edit> edits(ImmutableList<ClockCall> calls, int parameter) {
        List<SqlText.Edit> edits = new ArrayList<>();
        calls.forEach(call -> edits.add(call.edit(parameter)));
        return edits;
    }
}
