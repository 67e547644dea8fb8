package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.catalog.Catalog;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.plan.Source.KeyNode;
import dev.kintsugi.shard.ShardMap;
import dev.kintsugi.shard.TableDistribution;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.Query;
import dev.kintsugi.sql.SelectItem;
import dev.kintsugi.sql.StatementShape;
import dev.kintsugi.sql.StatementShape.Assignment;
import dev.kintsugi.sql.StatementShape.InsertSource;
import dev.kintsugi.sql.ValueSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Checks that what a statement writes stays where its key says, and reads the keys of the rows it inserts.
record Writes(ShardMap map, Catalog catalog, SqlText text) {
    /// The keys of all rows that the statement inserts into sharded tables.
    ///
    /// @throws RouterException 0A000 if a key is not known before the statement runs, or would change
    ImmutableList<Routing.TableKeys> check(StatementModel model) {
        var stored = ImmutableList.<Routing.TableKeys>builder();
        if (map.shards().size() == 1) {
            return stored.build();
        }
        for (StatementModel.Target target : model.targets()) {
            Optional<TableDistribution.Sharded> sharded = target.table().sharded();
            if (sharded.isPresent()) {
                switch (target.shape()) {
                    case StatementShape.Insert insert ->
                        insert(model, target, insert, sharded.get()).ifPresent(stored::add);
                    case StatementShape.Update update ->
                        checkAssignments(model, target, update.assignments(), sharded.get());
                    default -> {}
                }
            }
        }
        return stored.build();
    }

    private Optional<Routing.TableKeys> insert(
            StatementModel model,
            StatementModel.Target target,
            StatementShape.Insert insert,
            TableDistribution.Sharded sharded) {
        insert.onConflict().ifPresent(conflict -> {
            for (Assignment assignment : conflict.assignments()) {
                rejectKey(target, assignment, sharded);
            }
        });
        String table = target.table().written();
        ImmutableList<Integer> places = places(target, insert, sharded);
        return switch (insert.source()) {
            case InsertSource.Rows rows -> Optional.of(stored(table, sharded, rows.rows(), places));
            case InsertSource.FromQuery _ -> fromQuery(model, target, sharded, places);
            case InsertSource.DefaultValues _ ->
                throw new RouterException(
                        PlanErrors.storedKey(table, sharded.keyColumns().getFirst()));
        };
    }

    /// The keys of the rows of an INSERT … VALUES, in their order.
    ImmutableList<KeyCondition.StoredKey> keys(
            StatementModel.Target target,
            StatementShape.Insert insert,
            InsertSource.Rows rows,
            TableDistribution.Sharded sharded) {
        return keys(target.table().written(), sharded, rows.rows(), places(target, insert, sharded));
    }

    /// Where in a row each key column stands.
    private ImmutableList<Integer> places(
            StatementModel.Target target, StatementShape.Insert insert, TableDistribution.Sharded sharded) {
        ImmutableList<String> columns = insert.columns();
        if (columns.isEmpty() && target.table().found() instanceof Tables.Found.Mapped mapped) {
            columns = catalog
                    .table(mapped.name())
                    .orElseThrow(() -> new RouterException(
                            PlanErrors.columnListNeeded(target.table().written())))
                    .columns()
                    .stream()
                    .map(Catalog.Column::name)
                    .collect(ImmutableList.toImmutableList());
        }
        var places = ImmutableList.<Integer>builder();
        for (String key : sharded.keyColumns()) {
            int place = columns.indexOf(key);
            if (place < 0) {
                throw new RouterException(PlanErrors.storedKey(target.table().written(), key));
            }
            places.add(place);
        }
        return places.build();
    }

    private static Routing.TableKeys stored(
            String table,
            TableDistribution.Sharded sharded,
            ImmutableList<ImmutableList<Expr>> rows,
            ImmutableList<Integer> places) {
        List<KeyCondition> keys = new ArrayList<>(keys(table, sharded, rows, places));
        return new Routing.TableKeys(table, sharded.group(), KeyConditions.or(keys));
    }

    private static ImmutableList<KeyCondition.StoredKey> keys(
            String table,
            TableDistribution.Sharded sharded,
            ImmutableList<ImmutableList<Expr>> rows,
            ImmutableList<Integer> places) {
        var keys = ImmutableList.<KeyCondition.StoredKey>builder();
        for (ImmutableList<Expr> row : rows) {
            var values = ImmutableList.<ValueSource>builder();
            for (int i = 0; i < places.size(); i++) {
                int place = places.get(i);
                boolean counted =
                        place < row.size() && row.subList(0, place).stream().noneMatch(Expr::isExpansion);
                if (!counted || !(row.get(place) instanceof Expr.Value value)) {
                    throw new RouterException(
                            PlanErrors.storedKey(table, sharded.keyColumns().get(i)));
                }
                values.add(value.source());
            }
            keys.add(new KeyCondition.StoredKey(values.build()));
        }
        return keys.build();
    }

    /// INSERT … SELECT keeps each row on its shard if the key it stores is the key it read, or a constant.
    private static Optional<Routing.TableKeys> fromQuery(
            StatementModel model,
            StatementModel.Target target,
            TableDistribution.Sharded sharded,
            ImmutableList<Integer> places) {
        QueryModel rows = target.rows().orElseThrow();
        String table = target.table().written();
        if (rows.body() instanceof QueryModel.Values(Query.Values values, var _)) {
            return Optional.of(stored(table, sharded, values.rows(), places));
        }
        if (rows.body() instanceof QueryModel.Block block) {
            Optional<Routing.TableKeys> constant =
                    constantKey(table, block.block().items(), sharded, places);
            if (constant.isPresent()) {
                return constant;
            }
            if (takesKey(model, rows, sharded, places)) {
                return Optional.empty();
            }
        }
        throw new RouterException(PlanErrors.insertSelect(table));
    }

    private static Optional<Routing.TableKeys> constantKey(
            String table,
            ImmutableList<SelectItem> items,
            TableDistribution.Sharded sharded,
            ImmutableList<Integer> places) {
        var values = ImmutableList.<ValueSource>builder();
        for (int place : places) {
            boolean counted = place < items.size()
                    && items.subList(0, place).stream()
                            .noneMatch(item -> item.expression().isExpansion());
            if (!counted || !(items.get(place).expression() instanceof Expr.Value value)) {
                return Optional.empty();
            }
            values.add(value.source());
        }
        return Optional.of(new Routing.TableKeys(table, sharded.group(), new KeyCondition.StoredKey(values.build())));
    }

    private static boolean takesKey(
            StatementModel model, QueryModel rows, TableDistribution.Sharded sharded, ImmutableList<Integer> places) {
        if (!rows.outputs().complete()) {
            return false;
        }
        for (int i = 0; i < places.size(); i++) {
            int place = places.get(i);
            Optional<KeyNode> key = place < rows.outputs().list().size()
                    ? rows.outputs().list().get(place).key()
                    : Optional.empty();
            if (key.isEmpty() || key.get().keyColumn() != i || !comesFrom(model, key.get(), sharded)) {
                return false;
            }
            if (i > 0
                    && rows.outputs()
                                    .list()
                                    .get(places.getFirst())
                                    .key()
                                    .orElseThrow()
                                    .source()
                            != key.get().source()) {
                return false;
            }
        }
        return true;
    }

    private static boolean comesFrom(StatementModel model, KeyNode key, TableDistribution.Sharded sharded) {
        Source.Base use = model.use(key.source());
        return model.group(use).name().equals(sharded.group().name()) && !model.mayBeMissing(use);
    }

    private void checkAssignments(
            StatementModel model,
            StatementModel.Target target,
            ImmutableList<Assignment> assignments,
            TableDistribution.Sharded sharded) {
        for (Assignment assignment : assignments) {
            boolean keeps = assignment.columns().size() == 1
                    && assignment.value() instanceof Expr.Value value
                    && isPinned(
                            KeyConditions.of(model, target.table()),
                            sharded.keyColumns().indexOf(assignment.columns().getFirst()),
                            value.source());
            if (!keeps) {
                rejectKey(target, assignment, sharded);
            }
        }
    }

    private boolean isPinned(KeyCondition condition, int keyColumn, ValueSource value) {
        ImmutableList<KeyCondition> terms =
                condition instanceof KeyCondition.And and ? and.terms() : ImmutableList.of(condition);
        return terms.stream()
                .anyMatch(term -> term instanceof KeyCondition.Equal(int column, ValueSource pinned)
                        && column == keyColumn
                        && text.same(pinned, value));
    }

    private static void rejectKey(
            StatementModel.Target target, Assignment assignment, TableDistribution.Sharded sharded) {
        for (String key : sharded.keyColumns()) {
            if (assignment.columns().contains(key)) {
                throw new RouterException(PlanErrors.keyUpdate(target.table().written(), key));
            }
        }
    }
}
