package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.catalog.Catalog;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.shard.TableDistribution;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.SelectItem;
import dev.kintsugi.sql.StatementShape;
import dev.kintsugi.sql.StatementShape.Assignment;
import dev.kintsugi.sql.StatementShape.InsertSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Plans an INSERT, UPDATE or DELETE for several shards at once.
record WritePlanner(SqlText text, StatementModel model, Catalog catalog, Writes writes) {
    /// `keepsShard` tells that an INSERT … SELECT stores each row where it reads it.
    ///
    /// @throws RouterException 0A000 if the parts would not provably be together what one Postgres would do
    WritePlan plan(StatementShape shape, boolean keepsShard) {
        if (model.targets().size() > 1) {
            throw new RouterException(PlanErrors.construct("WITH that writes"));
        }
        StatementModel.Target target = model.targets().getFirst();
        if (RoutingReader.isReference(target.table())) {
            return new ReferenceWritePlanner(text, model, catalog).plan(target);
        }
        return switch (shape) {
            case StatementShape.Update _ -> pushed(target, "UPDATE");
            case StatementShape.Delete _ -> pushed(target, "DELETE");
            case StatementShape.Insert insert -> insert(target, insert, keepsShard);
            default -> throw new IllegalArgumentException("no write");
        };
    }

    private WritePlan pushed(StatementModel.Target target, String tag) {
        reject(target);
        new ScatterCheck(model).write(target);
        return new PushedWrite(text, tag, PushedWrite.Rows.OWN, clocks(defaults(target)));
    }

    private ColumnDefaults defaults(StatementModel.Target target) {
        Optional<Catalog.Table> table = target.table().found() instanceof Tables.Found.Mapped mapped
                ? catalog.table(mapped.name())
                : Optional.empty();
        return ColumnDefaults.of(target.shape(), table);
    }

    private ImmutableList<ClockCall> clocks(ColumnDefaults defaults) {
        return ImmutableList.<ClockCall>builder()
                .addAll(ClockCall.in(model))
                .addAll(defaults.clocks())
                .build();
    }

    private void reject(StatementModel.Target target) {
        ScatterPlanner.rejectReading(model);
        Set<Expr> eachRow = Collections.newSetFromMap(new IdentityHashMap<>());
        eachRow.addAll(eachRow(target.shape()));
        ShardDependence.rejectInWrite(model, text, eachRow);
    }

    private WritePlan insert(StatementModel.Target target, StatementShape.Insert insert, boolean keepsShard) {
        String table = target.table().written();
        switch (insert.source()) {
            case InsertSource.Rows rows
            when target.table().sharded().isPresent() -> {
                reject(target);
                ScatterCheck check = new ScatterCheck(model);
                check.write(target);
                return split(target, insert, rows, target.table().sharded().get());
            }
            case InsertSource.FromQuery _
            when keepsShard -> {
                reject(target);
                ScatterCheck check = new ScatterCheck(model);
                check.write(target);
                QueryModel query = target.rows().orElseThrow();
                check.mergeless(query);
                if (!insert.returning().isEmpty() && !query.query().orderBy().isEmpty()) {
                    throw new RouterException(PlanErrors.construct("INSERT … SELECT … ORDER BY … RETURNING"));
                }
                ColumnDefaults defaults = defaults(target);
                defaults.unwritten().ifPresent(column -> {
                    throw new RouterException(PlanErrors.varyingDefault(table, column));
                });
                return new PushedWrite(text, "INSERT 0", PushedWrite.Rows.OWN, clocks(defaults));
            }
            case InsertSource.Rows _, InsertSource.FromQuery _, InsertSource.DefaultValues _ ->
                throw new RouterException(PlanErrors.insertReads(table, "rows"));
        }
    }

    private WritePlan split(
            StatementModel.Target target,
            StatementShape.Insert insert,
            InsertSource.Rows values,
            TableDistribution.Sharded sharded) {
        ImmutableList<KeyCondition.StoredKey> keys = writes.keys(target, insert, values, sharded);
        var rows = ImmutableList.<SplitInsert.Row>builder();
        for (int i = 0; i < keys.size(); i++) {
            rows.add(new SplitInsert.Row(values.spans().get(i), keys.get(i)));
        }
        var stored = new SplitInsert.Target(
                target.table().written(), sharded.keyColumns().getFirst(), sharded.group());
        boolean even = values.rows().stream().mapToInt(List::size).distinct().count() == 1;
        return new SplitInsert(
                text,
                stored,
                rows.build(),
                clocks(defaults(target)),
                !insert.returning().isEmpty(),
                even);
    }

    /// The expressions that are computed anew for every row of the target.
    private static List<Expr> eachRow(StatementShape shape) {
        List<Expr> found = new ArrayList<>();
        switch (shape) {
            case StatementShape.Insert insert -> {
                if (insert.source() instanceof InsertSource.Rows(var rows, var _)) {
                    rows.forEach(found::addAll);
                }
                insert.onConflict().ifPresent(conflict -> {
                    conflict.assignments().stream().map(Assignment::value).forEach(found::add);
                    conflict.where().ifPresent(found::add);
                });
                insert.returning().stream().map(SelectItem::expression).forEach(found::add);
            }
            case StatementShape.Update update -> {
                update.where().ifPresent(found::add);
                update.assignments().stream().map(Assignment::value).forEach(found::add);
                update.returning().stream().map(SelectItem::expression).forEach(found::add);
            }
            case StatementShape.Delete delete -> {
                delete.where().ifPresent(found::add);
                delete.returning().stream().map(SelectItem::expression).forEach(found::add);
            }
            default -> {}
        }
        return found;
    }
}
