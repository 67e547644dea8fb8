package dev.kintsugi.plan;

import dev.kintsugi.error.RouterException;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.SelectItem;
import dev.kintsugi.sql.StatementShape;
import dev.kintsugi.sql.StatementShape.Assignment;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/// Plans an INSERT, UPDATE or DELETE for several shards at once.
final class WritePlanner {
    private WritePlanner() {}

    /// @throws RouterException 0A000 if the parts would not provably be together what one Postgres would do
    static WritePlan plan(SqlText text, StatementShape shape, StatementModel model) {
        if (model.targets().size() > 1) {
            throw new RouterException(PlanErrors.construct("WITH that writes"));
        }
        StatementModel.Target target = model.targets().getFirst();
        if (RoutingReader.isReference(target.table())) {
            throw new RouterException(PlanErrors.referenceWrite(target.table().written()));
        }
        return switch (shape) {
            case StatementShape.Update _ -> pushed(text, model, target, "UPDATE");
            case StatementShape.Delete _ -> pushed(text, model, target, "DELETE");
            default -> throw new RouterException(PlanErrors.insertSpansShards());
        };
    }

    private static WritePlan pushed(SqlText text, StatementModel model, StatementModel.Target target, String tag) {
        ScatterPlanner.rejectReading(model);
        ShardDependence.rejectInWrite(model, text, onceForEachRow(target.shape()));
        new ScatterCheck(model).write(target);
        return new PushedWrite(text, tag, ClockCall.in(model));
    }

    /// The expressions that are computed anew for every row of the target; by identity.
    private static Set<Expr> onceForEachRow(StatementShape shape) {
        Set<Expr> found = Collections.newSetFromMap(new IdentityHashMap<>());
        switch (shape) {
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
