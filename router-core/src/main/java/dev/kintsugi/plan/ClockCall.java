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

/// A call that answers with the time at which the transaction began: every shard has another, so it is replaced by one
/// value.
record ClockCall(Span span, String function) {
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

    /// Whether a call is one; not with a precision.
    static boolean is(Expr.Call call) {
        return CASTS.containsKey(call.name())
                && call.arguments().isEmpty()
                && call.schema().orElse("pg_catalog").equals("pg_catalog");
    }

    /// All of a statement, in the order of its text; what is modelled twice is there once.
    static ImmutableList<ClockCall> in(StatementModel model) {
        Map<Integer, ClockCall> found = new TreeMap<>(Comparator.naturalOrder());
        for (StatementModel.Mention mention : model.mentions()) {
            Exprs.walk(mention.expression(), expr -> {
                if (expr instanceof Expr.Call call && is(call)) {
                    found.put(call.span().start(), new ClockCall(call.span(), call.name()));
                }
            });
        }
        return ImmutableList.copyOf(found.values());
    }

    /// The edits that read the time from a parameter instead.
    static List<SqlText.Edit> edits(ImmutableList<ClockCall> calls, int parameter) {
        List<SqlText.Edit> edits = new ArrayList<>();
        for (ClockCall call : calls) {
            String value = "($" + parameter + "::pg_catalog.timestamptz" + CASTS.get(call.function()) + ")";
            edits.add(new SqlText.Edit(call.span(), value));
        }
        return edits;
    }
}
