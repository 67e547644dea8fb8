package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.catalog.Catalog;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.plan.QueryModel.Joined;
import dev.kintsugi.plan.Source.Columns;
import dev.kintsugi.plan.Source.KeyNode;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.FromItem;
import dev.kintsugi.sql.Query;
import dev.kintsugi.sql.StatementShape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Resolves the names of one statement, block by block from the outside in; used once, by one thread.
///
/// A CTE is modelled anew at each mention, so that two mentions are never mistaken for one row.
final class ModelBuilder {
    /// More mentions of tables than any statement needs; nested mentions of CTEs multiply.
    private static final int MAX_SOURCES = 1000;

    private static final int MAX_NESTING = 400;

    private final Tables tables;
    private final Catalog catalog;
    private final List<@Nullable Source> sources = new ArrayList<>();
    private final List<Fact> facts = new ArrayList<>();
    private final List<StatementModel.Target> targets = new ArrayList<>();
    private final List<StatementModel.Mention> mentions = new ArrayList<>();
    private int nesting;
    private boolean locking;
    private boolean into;
    private boolean recursive;
    private boolean unusedCtes;

    private ModelBuilder(Tables tables, Catalog catalog) {
        this.tables = tables;
        this.catalog = catalog;
    }

    /// The model of a SELECT, INSERT, UPDATE or DELETE.
    ///
    /// @throws RouterException 42P01 if a table is not known, 54001 if there are too many
    static StatementModel build(Tables tables, Catalog catalog, StatementShape shape) {
        ModelBuilder builder = new ModelBuilder(tables, catalog);
        Optional<QueryModel> query = Optional.empty();
        if (shape instanceof StatementShape.Select select) {
            query = Optional.of(builder.query(select.query(), null, null, OptionalInt.empty()));
        } else {
            builder.write(shape, null, null);
        }
        var all = ImmutableList.<Source>builder();
        for (Source source : builder.sources) {
            all.add(Objects.requireNonNull(source));
        }
        return new StatementModel(
                all.build(),
                ImmutableList.copyOf(builder.facts),
                ImmutableList.copyOf(builder.targets),
                ImmutableList.copyOf(builder.mentions),
                builder.locking,
                builder.into,
                builder.recursive,
                builder.unusedCtes,
                query);
    }

    // --- queries ---

    private QueryModel query(Query query, @Nullable Scope outer, @Nullable CteScope ctes, OptionalInt owner) {
        if (++nesting > MAX_NESTING) {
            throw new RouterException(PlanErrors.tooDeep(MAX_NESTING));
        }
        locking |= query.locking();
        CteScope visible = with(query.ctes(), query.recursive(), outer, ctes);
        QueryModel model = switch (query.body()) {
            case Query.Block block -> block(query, block, outer, visible, owner);
            case Query.SetOperation operation -> setOperation(query, operation, outer, visible);
            case Query.Values values -> values(query, values, outer, visible);
        };
        noteUnused(query.ctes(), visible);
        nesting--;
        return model;
    }

    private @Nullable CteScope with(
            ImmutableList<Query.Cte> ctes, boolean isRecursive, @Nullable Scope outer, @Nullable CteScope before) {
        CteScope last = before;
        List<CteScope> added = new ArrayList<>();
        for (Query.Cte cte : ctes) {
            last = new CteScope(last, cte, outer);
            added.add(last);
        }
        if (isRecursive) {
            recursive = true;
            for (CteScope scope : added) {
                scope.visible = last;
            }
        }
        for (CteScope scope : added) {
            if (!(scope.cte.body() instanceof StatementShape.Select)) {
                scope.referenced = true;
                write(scope.cte.body(), outer, scope.visible);
            }
        }
        return last;
    }

    /// A CTE that nothing mentions is read once all the same: its tables must not be overlooked.
    private void noteUnused(ImmutableList<Query.Cte> ctes, @Nullable CteScope visible) {
        CteScope scope = visible;
        for (int i = 0; i < ctes.size() && scope != null; i++, scope = scope.next) {
            if (!scope.referenced && scope.cte.body() instanceof StatementShape.Select select) {
                unusedCtes = true;
                scope.inProgress = true;
                query(select.query(), scope.outer, scope.visible, OptionalInt.empty());
                scope.inProgress = false;
            }
        }
    }

    private QueryModel block(
            Query query, Query.Block block, @Nullable Scope outer, @Nullable CteScope ctes, OptionalInt owner) {
        into |= block.into();
        Scope scope = new Scope(outer);
        ImmutableList<Joined> from = from(block.from(), block.where(), scope, ctes, owner);
        block.items().forEach(item -> visit(item.expression(), scope, ctes));
        block.distinct().ifPresent(distinct -> distinct.on().forEach(expr -> visit(expr, scope, ctes)));
        block.groupBy().expressions().forEach(expr -> visit(expr, scope, ctes));
        block.having().ifPresent(having -> visit(having, scope, ctes));
        tail(query, scope, ctes);
        return new QueryModel(query, new QueryModel.Block(block, scope, from), Outputs.ofBlock(query, block, scope));
    }

    private void tail(Query query, Scope scope, @Nullable CteScope ctes) {
        query.orderBy().forEach(item -> visit(item.expression(), scope, ctes));
        query.limit().ifPresent(limit -> visit(limit, scope, ctes));
        query.offset().ifPresent(offset -> visit(offset, scope, ctes));
    }

    private QueryModel setOperation(
            Query query, Query.SetOperation operation, @Nullable Scope outer, @Nullable CteScope ctes) {
        QueryModel left = query(operation.left(), outer, ctes, OptionalInt.empty());
        QueryModel right = query(operation.right(), outer, ctes, OptionalInt.empty());
        tail(query, new Scope(outer), ctes);
        return new QueryModel(
                query, new QueryModel.SetOperation(operation, left, right), Outputs.withoutKeys(left.outputs()));
    }

    private QueryModel values(Query query, Query.Values values, @Nullable Scope outer, @Nullable CteScope ctes) {
        Scope scope = new Scope(outer);
        values.rows().forEach(row -> row.forEach(expr -> visit(expr, scope, ctes)));
        tail(query, scope, ctes);
        return new QueryModel(query, new QueryModel.Values(values, scope), Outputs.ofValues(values));
    }

    // --- FROM ---

    /// Reads the terms of FROM (or of UPDATE … FROM, DELETE … USING) into `scope`, which may hold a target already.
    private ImmutableList<Joined> from(
            ImmutableList<FromItem> items,
            Optional<Expr> where,
            Scope scope,
            @Nullable CteScope ctes,
            OptionalInt owner) {
        BitSet wholeBlock = new BitSet();
        scope.sources().forEach(source -> wholeBlock.set(source.id()));
        FromReader reader = new FromReader(scope, ctes, owner, wholeBlock);
        var joined = ImmutableList.<Joined>builder();
        for (FromItem item : items) {
            FromReader.Read read = reader.read(item, false);
            read.scope().copyMergesInto(scope);
            joined.add(read.joined());
        }
        where.ifPresent(condition -> {
            conditions(condition, scope, wholeBlock);
            visit(condition, scope, ctes);
        });
        return joined.build();
    }

    private ImmutableList<Fact> conditions(Expr condition, Scope scope, BitSet witnesses) {
        ImmutableList<Fact> found = Exprs.conjuncts(condition).stream()
                .<Fact>map(term -> new Fact.Condition(term, scope, witnesses))
                .collect(ImmutableList.toImmutableList());
        facts.addAll(found);
        return found;
    }

    /// Reads one FROM clause.
    private final class FromReader {
        private final Scope block;
        private final @Nullable CteScope ctes;
        private final OptionalInt owner;
        private final BitSet wholeBlock;

        FromReader(Scope block, @Nullable CteScope ctes, OptionalInt owner, BitSet wholeBlock) {
            this.block = block;
            this.ctes = ctes;
            this.owner = owner;
            this.wholeBlock = wholeBlock;
        }

        /// A join tree and what its ON clauses can name.
        record Read(Joined joined, Scope scope) {}

        Read read(FromItem item, boolean nullable) {
            return switch (item) {
                case FromItem.Table table -> leaf(table(table, owner, nullable));
                case FromItem.Derived derived -> leaf(derived(derived, nullable));
                case FromItem.Function function -> leaf(function(function, nullable));
                case FromItem.Join join -> join(join, nullable);
            };
        }

        private Read leaf(Source source) {
            block.add(source);
            wholeBlock.set(source.id());
            Scope scope = new Scope(block.parent());
            scope.add(source);
            return new Read(new Joined.Leaf(source), scope);
        }

        private Source table(FromItem.Table table, OptionalInt tableOwner, boolean nullable) {
            if (table.name().schema().isEmpty()) {
                CteScope cte = CteScope.find(ctes, table.name().name());
                if (cte != null) {
                    return mention(table, cte, nullable);
                }
            }
            return base(table, tableOwner, nullable);
        }

        private Source mention(FromItem.Table table, CteScope cte, boolean nullable) {
            int id = newId();
            cte.referenced = true;
            Optional<String> binding = Optional.of(table.bindingName());
            if (cte.inProgress || !(cte.cte.body() instanceof StatementShape.Select select)) {
                String what = cte.inProgress ? "a recursive query" : "WITH … RETURNING";
                return put(new Source.Opaque(id, binding, owner, nullable, Columns.UNKNOWN, what, Optional.empty()));
            }
            cte.inProgress = true;
            QueryModel model = query(select.query(), cte.outer, cte.visible, OptionalInt.of(id));
            cte.inProgress = false;
            Columns columns = model.outputs().renamed(cte.cte.columnAliases()).renamed(table.columnAliases());
            return put(new Source.Derived(id, binding, owner, nullable, columns, model, false));
        }

        private Source derived(FromItem.Derived derived, boolean nullable) {
            int id = newId();
            Scope outer = derived.lateral() ? block : block.parent();
            QueryModel model = query(derived.query(), outer, ctes, OptionalInt.of(id));
            Columns columns = model.outputs().renamed(derived.columnAliases());
            return put(new Source.Derived(id, derived.alias(), owner, nullable, columns, model, derived.lateral()));
        }

        private Source function(FromItem.Function function, boolean nullable) {
            visit(function.call(), block, ctes);
            Optional<String> name =
                    function.call() instanceof Expr.Call call ? Optional.of(call.name()) : Optional.empty();
            return put(new Source.Opaque(
                    newId(),
                    function.alias().or(() -> name),
                    owner,
                    nullable,
                    Columns.UNKNOWN,
                    "a function in FROM",
                    Optional.of(function.call())));
        }

        private Read join(FromItem.Join join, boolean nullable) {
            boolean leftNullable = join.kind() == FromItem.JoinKind.RIGHT || join.kind() == FromItem.JoinKind.FULL;
            boolean rightNullable = join.kind() == FromItem.JoinKind.LEFT || join.kind() == FromItem.JoinKind.FULL;
            Read left = read(join.left(), nullable || leftNullable);
            Read right = read(join.right(), nullable || rightNullable);
            Scope scope = new Scope(block.parent());
            left.joined().sources().forEach(scope::add);
            right.joined().sources().forEach(scope::add);
            left.scope().copyMergesInto(scope);
            right.scope().copyMergesInto(scope);
            if (join.natural()) {
                scope.addNatural();
            }
            BitSet witnesses = witnesses(join.kind(), nullable, left.joined(), right.joined());
            var on = ImmutableList.<Fact>builder();
            join.on().ifPresent(condition -> {
                on.addAll(conditions(condition, scope, witnesses));
                visit(condition, scope, ctes);
            });
            on.addAll(using(join, left.scope(), right.scope(), scope, witnesses));
            return new Read(
                    new Joined.Join(
                            join.kind(), left.joined(), right.joined(), on.build(), scope, join.on(), join.natural()),
                    scope);
        }

        private BitSet witnesses(FromItem.JoinKind kind, boolean nullable, Joined left, Joined right) {
            BitSet witnesses = new BitSet();
            switch (kind) {
                case INNER, CROSS -> {
                    if (!nullable) {
                        return wholeBlock;
                    }
                    left.sources().forEach(source -> witnesses.set(source.id()));
                    right.sources().forEach(source -> witnesses.set(source.id()));
                }
                case LEFT -> right.sources().forEach(source -> witnesses.set(source.id()));
                case RIGHT -> left.sources().forEach(source -> witnesses.set(source.id()));
                case FULL -> {}
            }
            return witnesses;
        }

        private ImmutableList<Fact> using(FromItem.Join join, Scope left, Scope right, Scope scope, BitSet witnesses) {
            var found = ImmutableList.<Fact>builder();
            for (String column : join.using()) {
                Optional<KeyNode> leftKey = left.ownKey(column);
                Optional<KeyNode> rightKey = right.ownKey(column);
                if (leftKey.isPresent() && rightKey.isPresent()) {
                    found.add(new Fact.Merged(leftKey.get(), rightKey.get(), witnesses));
                }
                scope.setMerged(
                        column,
                        switch (join.kind()) {
                            case INNER, CROSS, LEFT -> leftKey;
                            case RIGHT -> rightKey;
                            case FULL -> Optional.empty();
                        });
            }
            ImmutableList<Fact> merged = found.build();
            facts.addAll(merged);
            return merged;
        }
    }

    private int newId() {
        if (sources.size() >= MAX_SOURCES) {
            throw new RouterException(PlanErrors.tooManyTables(MAX_SOURCES));
        }
        sources.add(null);
        return sources.size() - 1;
    }

    private <S extends Source> S put(S source) {
        sources.set(source.id(), source);
        return source;
    }

    private Source.Base base(FromItem.Table table, OptionalInt owner, boolean nullable) {
        Tables.Found found = tables.find(table.name());
        if (found instanceof Tables.Found.Unknown && !tables.isWhole()) {
            throw new RouterException(PlanErrors.unknownTable(table.name().toString()));
        }
        int id = newId();
        Columns columns = Outputs.ofTable(id, found, catalog).renamed(table.columnAliases());
        return put(new Source.Base(id, Optional.of(table.bindingName()), owner, nullable, columns, found, table));
    }

    // --- writes ---

    private void write(StatementShape shape, @Nullable Scope outer, @Nullable CteScope before) {
        switch (shape) {
            case StatementShape.Insert insert -> insert(insert, outer, before);
            case StatementShape.Update update -> {
                CteScope ctes = with(update.ctes(), false, outer, before);
                Scope scope = new Scope(outer);
                Source.Base base = target(update.target(), scope);
                var from = from(update.from(), update.where(), scope, ctes, OptionalInt.empty());
                targets.add(new StatementModel.Target(update, base, scope, from, Optional.empty()));
                update.assignments().forEach(assignment -> visit(assignment.value(), scope, ctes));
                update.returning().forEach(item -> visit(item.expression(), scope, ctes));
                noteUnused(update.ctes(), ctes);
            }
            case StatementShape.Delete delete -> {
                CteScope ctes = with(delete.ctes(), false, outer, before);
                Scope scope = new Scope(outer);
                Source.Base base = target(delete.target(), scope);
                var from = from(delete.using(), delete.where(), scope, ctes, OptionalInt.empty());
                targets.add(new StatementModel.Target(delete, base, scope, from, Optional.empty()));
                delete.returning().forEach(item -> visit(item.expression(), scope, ctes));
                noteUnused(delete.ctes(), ctes);
            }
            default -> throw new RouterException(PlanErrors.construct("this statement inside WITH"));
        }
    }

    private void insert(StatementShape.Insert insert, @Nullable Scope outer, @Nullable CteScope before) {
        CteScope ctes = with(insert.ctes(), false, outer, before);
        Optional<QueryModel> rows = Optional.empty();
        switch (insert.source()) {
            case StatementShape.InsertSource.Rows values ->
                values.rows().forEach(row -> row.forEach(expr -> visit(expr, new Scope(outer), ctes)));
            case StatementShape.InsertSource.FromQuery from ->
                rows = Optional.of(query(from.query(), outer, ctes, OptionalInt.empty()));
            case StatementShape.InsertSource.DefaultValues _ -> {}
        }
        Scope scope = new Scope(outer);
        Source.Base base = target(insert.target(), scope);
        targets.add(new StatementModel.Target(insert, base, scope, ImmutableList.of(), rows));
        scope.add(put(new Source.Opaque(
                newId(),
                Optional.of("excluded"),
                OptionalInt.empty(),
                false,
                Columns.UNKNOWN,
                "the row proposed for insertion",
                Optional.empty())));
        insert.onConflict().ifPresent(conflict -> {
            conflict.assignments().forEach(assignment -> visit(assignment.value(), scope, ctes));
            conflict.where().ifPresent(where -> visit(where, scope, ctes));
        });
        insert.returning().forEach(item -> visit(item.expression(), scope, ctes));
        noteUnused(insert.ctes(), ctes);
    }

    private Source.Base target(FromItem.Table table, Scope scope) {
        Source.Base base = base(table, OptionalInt.empty(), false);
        scope.add(base);
        return base;
    }

    // --- expressions ---

    private void visit(Expr root, Scope scope, @Nullable CteScope ctes) {
        mentions.add(new StatementModel.Mention(root, scope));
        Exprs.walk(root, expr -> {
            if (expr instanceof Expr.Call call && !tables.isWhole() && Functions.readsHiddenTables(call.name())) {
                throw new RouterException(PlanErrors.hiddenReader(call.name()));
            }
            if (expr instanceof Expr.Subquery subquery) {
                QueryModel model = query(subquery.query(), scope, ctes, OptionalInt.empty());
                scope.addSubquery(subquery, model);
            }
        });
    }
}
