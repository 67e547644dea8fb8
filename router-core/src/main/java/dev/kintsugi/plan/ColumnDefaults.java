package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.catalog.Catalog;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.Query;
import dev.kintsugi.sql.Span;
import dev.kintsugi.sql.SqlAnalyzer;
import dev.kintsugi.sql.StatementShape;
import dev.kintsugi.sql.StatementShape.Assignment;
import dev.kintsugi.sql.StatementShape.InsertSource;
import dev.kintsugi.sql.TokenList;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the columns of one table get that a write gives no value: which of their defaults read the clock, and which
/// differ from shard to shard.
///
/// A default that reads the clock is written out, so that it is one time for all.
final class ColumnDefaults {
    private final ImmutableList<Catalog.Column> columns;
    private final ImmutableList<Default> defaults;
    private final List<ClockCall> clocks = new ArrayList<>();
    private Optional<String> varying = Optional.empty();
    private Optional<String> unwritten = Optional.empty();

    private ColumnDefaults(ImmutableList<Catalog.Column> columns) {
        this.columns = columns;
        this.defaults = columns.stream().map(ColumnDefaults::of).collect(ImmutableList.toImmutableList());
    }

    /// For a table that the catalog does not know, nothing is found.
    static ColumnDefaults of(StatementShape shape, Optional<Catalog.Table> table) {
        var defaults = new ColumnDefaults(table.map(Catalog.Table::columns).orElse(ImmutableList.of()));
        switch (shape) {
            case StatementShape.Insert insert -> {
                switch (insert.source()) {
                    case InsertSource.Rows rows -> defaults.rows(insert, rows);
                    case InsertSource.FromQuery _ -> defaults.omitted(insert.columns());
                    case InsertSource.DefaultValues _ -> defaults.omitted(ImmutableList.of(""));
                }
                insert.onConflict().ifPresent(conflict -> defaults.assigned(conflict.assignments()));
            }
            case StatementShape.Update update -> defaults.assigned(update.assignments());
            default -> {}
        }
        return defaults;
    }

    /// Where the time goes.
    ImmutableList<ClockCall> clocks() {
        return ImmutableList.copyOf(clocks);
    }

    /// A column that gets a default of which the shards' values differ.
    Optional<String> varying() {
        return varying;
    }

    /// A column that gets a default which reads the clock and cannot be written out.
    Optional<String> unwritten() {
        return unwritten;
    }

    // --- what a default is ---

    private enum Kind {
        SAME,
        CLOCK,
        VARYING
    }

    private record Default(Kind kind, String words) {
        static final Default SAME = new Default(Kind.SAME, "DEFAULT");
        static final Default VARYING = new Default(Kind.VARYING, "DEFAULT");
    }

    private static Default of(Catalog.Column column) {
        return column.defaultSql().map(ColumnDefaults::of).orElse(Default.SAME);
    }

    private static Default of(String sql) {
        String lower = sql.toLowerCase(Locale.ROOT);
        if (List.of("'now", "'today", "'tomorrow", "'yesterday").stream().anyMatch(lower::contains)) {
            return Default.VARYING;
        }
        String select = "SELECT (" + sql + ")";
        List<ClockCall> calls = new ArrayList<>();
        boolean[] same = {true};
        try {
            TokenList tokens = TokenList.scan(select.getBytes(StandardCharsets.UTF_8), true);
            if (!(SqlAnalyzer.analyze(tokens).shape() instanceof StatementShape.Select(Query query))
                    || !(query.body() instanceof Query.Block block)) {
                return Default.VARYING;
            }
            Exprs.walk(block.items().getFirst().expression(), expr -> {
                switch (expr) {
                    case Expr.Call call when ClockCall.is(call) -> calls.add(ClockCall.of(call));
                    case Expr.Call call -> same[0] &= Functions.kind(call) == Functions.Kind.PURE;
                    case Expr.Column _, Expr.Subquery _, Expr.Star _ -> same[0] = false;
                    case Expr.CastOf cast -> same[0] &= !cast.typeName().contains("reg");
                    default -> {}
                }
            });
        } catch (RouterException _) {
            return Default.VARYING;
        }
        if (!same[0]) {
            return Default.VARYING;
        }
        return calls.isEmpty() ? Default.SAME : new Default(Kind.CLOCK, written(select, calls));
    }

    private static String written(String select, List<ClockCall> calls) {
        byte[] bytes = select.getBytes(StandardCharsets.UTF_8);
        StringBuilder out = new StringBuilder();
        int at = "SELECT ".length();
        calls.sort((left, right) -> left.span().start() - right.span().start());
        for (ClockCall call : calls) {
            out.append(new String(bytes, at, call.span().start() - at, StandardCharsets.UTF_8))
                    .append(call.words());
            at = call.span().end();
        }
        return out.append(new String(bytes, at, bytes.length - at, StandardCharsets.UTF_8))
                .toString();
    }

    // --- where defaults are used ---

    private void rows(StatementShape.Insert insert, InsertSource.Rows rows) {
        ImmutableList<String> listed = insert.columns();
        for (int i = 0; i < columns.size(); i++) {
            Default value = defaults.get(i);
            if (value.kind() == Kind.SAME) {
                continue;
            }
            String name = columns.get(i).name();
            int place = listed.isEmpty() ? i : listed.indexOf(name);
            for (ImmutableList<Expr> row : rows.rows()) {
                if (place >= 0 && place < row.size() && isDefault(row.get(place))) {
                    used(value, name, row.get(place).span());
                }
            }
            if (!listed.isEmpty() && place < 0 && value.kind() == Kind.VARYING) {
                varying = Optional.of(name);
            }
        }
        if (listed.isEmpty()) {
            appendToShortRows(rows);
        } else {
            appendColumns(insert, rows);
        }
    }

    private void used(Default value, String column, Span span) {
        switch (value.kind()) {
            case SAME -> {}
            case CLOCK -> clocks.add(new ClockCall(span, value.words()));
            case VARYING -> varying = Optional.of(column);
        }
    }

    private static boolean isDefault(Expr expr) {
        return expr instanceof Expr.Other(String what, var _, var _) && what.equals("DEFAULT");
    }

    private void appendColumns(StatementShape.Insert insert, InsertSource.Rows rows) {
        StringBuilder names = new StringBuilder();
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            Default value = defaults.get(i);
            String name = columns.get(i).name();
            if (value.kind() == Kind.CLOCK && !insert.columns().contains(name)) {
                names.append(", ").append(SqlText.quoted(name));
                values.append(", ").append(value.words());
            }
        }
        if (!names.isEmpty()) {
            clocks.add(new ClockCall(beforeEnd(insert.columnsSpan()), names.toString()));
            rows.spans().forEach(row -> clocks.add(new ClockCall(beforeEnd(row), values.toString())));
        }
    }

    /// Rows without a column list may be shorter than the table is wide.
    private void appendToShortRows(InsertSource.Rows rows) {
        for (int i = 0; i < rows.rows().size(); i++) {
            StringBuilder values = new StringBuilder();
            StringBuilder open = new StringBuilder();
            for (int c = rows.rows().get(i).size(); c < columns.size(); c++) {
                Default value = defaults.get(c);
                open.append(", ").append(value.words());
                if (value.kind() == Kind.CLOCK) {
                    values.append(open);
                    open.setLength(0);
                } else if (value.kind() == Kind.VARYING) {
                    varying = Optional.of(columns.get(c).name());
                }
            }
            if (!values.isEmpty()) {
                clocks.add(new ClockCall(beforeEnd(rows.spans().get(i)), values.toString()));
            }
        }
    }

    private static Span beforeEnd(Span parentheses) {
        return new Span(parentheses.end() - 1, parentheses.end() - 1);
    }

    /// An INSERT that is not of rows: what it leaves out cannot be written out.
    private void omitted(ImmutableList<String> listed) {
        for (int i = 0; i < columns.size(); i++) {
            String name = columns.get(i).name();
            if (listed.isEmpty() || listed.contains(name)) {
                continue;
            }
            switch (defaults.get(i).kind()) {
                case SAME -> {}
                case CLOCK -> unwritten = Optional.of(name);
                case VARYING -> varying = Optional.of(name);
            }
        }
    }

    private Default named(String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                return defaults.get(i);
            }
        }
        return Default.SAME;
    }

    private void assigned(ImmutableList<Assignment> assignments) {
        for (Assignment assignment : assignments) {
            ImmutableList<Expr> values = assignment.columns().size() > 1 && assignment.value() instanceof Expr.Row row
                    ? row.items()
                    : ImmutableList.of(assignment.value());
            for (int i = 0; i < Math.min(values.size(), assignment.columns().size()); i++) {
                String name = assignment.columns().get(i);
                if (isDefault(values.get(i))) {
                    used(named(name), name, values.get(i).span());
                }
            }
        }
    }
}
