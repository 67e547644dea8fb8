package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.kintsugi.catalog.Catalog;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.StatementShape;
import dev.kintsugi.sql.StatementShape.Assignment;
import dev.kintsugi.sql.StatementShape.InsertSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Plans a write to a reference table: every shard has to do the same to its copy.
///
/// Refused is whatever Postgres may do in several ways, of which each shard could take another: random values, rows of
/// a query in its own order, one of several matches, sums of floats.
record ReferenceWritePlanner(SqlText text, StatementModel model, Catalog catalog) {
    /// Aggregates whose result does not depend on the order of the rows.
    private static final ImmutableSet<String> EXACT =
            ImmutableSet.of("count", "min", "max", "bool_and", "bool_or", "every", "bit_and", "bit_or", "bit_xor");

    private static final String HINT = "run the query first and pass its result as parameters";

    /// @throws RouterException 0A000 if the copies could differ afterwards
    PushedWrite plan(StatementModel.Target target) {
        String table = target.table().written();
        ScatterPlanner.rejectReading(model);
        ShardDependence.rejectInWrite(model, text, Set.of());
        for (Source.Base read : model.tables()) {
            if (!RoutingReader.isReference(read)) {
                throw refused(table, "sharded " + read.written());
            }
        }
        stored(target, table)
                .forEach(value -> Exprs.walk(value, expr -> {
                    if (expr instanceof Expr.Subquery) {
                        throw refused(table, "a value from a subquery");
                    }
                }));
        rejectInexact();
        new ScatterCheck(model).copied(target);
        ColumnDefaults defaults = defaults(target, table);
        var clocks = ImmutableList.<ClockCall>builder()
                .addAll(ClockCall.in(model))
                .addAll(defaults.clocks())
                .build();
        return new PushedWrite(text, verb(target.shape()), PushedWrite.Rows.COPIES, clocks);
    }

    private static RouterException refused(String table, String what) {
        return new RouterException(PlanErrors.referenceWrite(table, what, HINT));
    }

    /// The expressions whose values are stored.
    private static List<Expr> stored(StatementModel.Target target, String table) {
        List<Expr> found = new ArrayList<>();
        switch (target.shape()) {
            case StatementShape.Insert insert -> {
                switch (insert.source()) {
                    case InsertSource.Rows rows -> rows.rows().forEach(found::addAll);
                    case InsertSource.FromQuery _ -> throw refused(table, "the rows of a query");
                    case InsertSource.DefaultValues _ -> {}
                }
                insert.onConflict()
                        .ifPresent(conflict -> conflict.assignments().stream()
                                .map(Assignment::value)
                                .forEach(found::add));
            }
            case StatementShape.Update update -> {
                if (!update.from().isEmpty()) {
                    throw refused(table, "FROM");
                }
                update.assignments().stream().map(Assignment::value).forEach(found::add);
            }
            default -> {}
        }
        return found;
    }

    private void rejectInexact() {
        for (StatementModel.Mention mention : model.mentions()) {
            Exprs.walk(mention.expression(), expr -> {
                if (expr instanceof Expr.Call call && Functions.isAggregate(call) && !EXACT.contains(call.name())) {
                    throw new RouterException(PlanErrors.unstableReference(call.name() + "()"));
                }
            });
        }
    }

    private ColumnDefaults defaults(StatementModel.Target target, String table) {
        Optional<Catalog.Table> known = target.table().found() instanceof Tables.Found.Mapped mapped
                ? catalog.table(mapped.name())
                : Optional.empty();
        if (known.isEmpty() && target.shape() instanceof StatementShape.Insert) {
            throw new RouterException(
                    PlanErrors.referenceWrite(table, "columns that are not known", "restart the router"));
        }
        ColumnDefaults defaults = ColumnDefaults.of(target.shape(), known);
        defaults.varying().or(defaults::unwritten).ifPresent(column -> {
            throw new RouterException(PlanErrors.varyingDefault(table, column));
        });
        return defaults;
    }

    private static String verb(StatementShape shape) {
        return switch (shape) {
            case StatementShape.Insert _ -> "INSERT 0";
            case StatementShape.Update _ -> "UPDATE";
            default -> "DELETE";
        };
    }
}
