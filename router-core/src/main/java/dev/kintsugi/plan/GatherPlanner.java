package dev.kintsugi.plan;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.kintsugi.catalog.Catalog;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.plan.GatherPlan.Pull;
import dev.kintsugi.plan.GatherPlan.Rows;
import dev.kintsugi.shard.TableDistribution;
import dev.kintsugi.shard.TableName;
import dev.kintsugi.sql.Expr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Plans a SELECT that one Postgres runs over rows pulled from the shards: the last tier before a refusal.
///
/// Used once, by one thread.
final class GatherPlanner {
    private final SqlText text;
    private final StatementModel model;
    private final Catalog catalog;
    private final Routing routing;
    private final NeededColumns needed;
    private final GroupedKeys grouped;
    private final boolean subqueries;
    private boolean wholeRows;

    private GatherPlanner(SqlText text, StatementModel model, Catalog catalog, Routing routing) {
        this.text = text;
        this.model = model;
        this.catalog = catalog;
        this.routing = routing;
        this.needed = new NeededColumns(text, model);
        this.grouped = new GroupedKeys(model);
        this.subqueries = model.mentions().stream().anyMatch(mention -> holdsSubquery(mention.expression()));
    }

    private static boolean holdsSubquery(Expr root) {
        boolean[] found = {false};
        Exprs.walk(root, expr -> found[0] |= expr instanceof Expr.Subquery);
        return found[0];
    }

    /// The plan; `routing` finds the shards of the whole statement, `whyNot` is the reason why there is no scatter.
    /// The catalog must know all tables.
    ///
    /// @throws RouterException 0A000 if the answer would not provably be that of one Postgres
    static GatherPlan plan(SqlText text, StatementModel model, Catalog catalog, Routing routing, PgError whyNot) {
        return new GatherPlanner(text, model, catalog, routing).plan(whyNot);
    }

    /// One table as one FROM clause may name it; ONLY leaves its children out, so it is another table.
    private record Named(TableName name, boolean only) {}

    private GatherPlan plan(PgError whyNot) {
        boolean readsClock = GatherCheck.readsClock(model, text);
        GatherText rewriting = new GatherText(text, model);
        rewriting.requireDistinctNames();
        Map<Named, List<Source.Base>> mentions = new LinkedHashMap<>();
        for (Source.Base use : model.tables()) {
            Tables.Found.Mapped mapped = (Tables.Found.Mapped) use.found();
            mentions.computeIfAbsent(new Named(mapped.name(), rewriting.isOnly(use)), _ -> new ArrayList<>())
                    .add(use);
        }
        String prefix = text.freshName("kintsugi_");
        var pulls = ImmutableList.<Pull>builder();
        Map<Source.Base, String> sharded = new LinkedHashMap<>();
        Map<Source.Base, String> all = new LinkedHashMap<>();
        int number = 0;
        for (Map.Entry<Named, List<Source.Base>> entry : mentions.entrySet()) {
            number++;
            Pull pull = pull(entry.getKey(), ImmutableList.copyOf(entry.getValue()), prefix + number);
            pulls.add(pull);
            for (Source.Base use : entry.getValue()) {
                all.put(use, pull.temporary());
                if (!pull.reference()) {
                    sharded.put(use, pull.temporary());
                }
            }
        }
        return new GatherPlan(
                text,
                pulls.build(),
                rewriting.with(sharded),
                rewriting.with(all),
                whyNot,
                readsClock,
                wholeRows,
                combine(whyNot));
    }

    private Optional<CombinePlan> combine(PgError whyNot) {
        try {
            return Optional.of(CombinePlanner.plan(text, model, catalog, routing, whyNot));
        } catch (RouterException _) {
            return Optional.empty(); // rows it is
        }
    }

    private Pull pull(Named named, ImmutableList<Source.Base> uses, String temporary) {
        Catalog.Table table = catalog.table(named.name()).orElseThrow();
        ImmutableList<String> known =
                table.columns().stream().map(Catalog.Column::name).collect(toImmutableList());
        ImmutableList<Rows.Column> columns = columns(table, uses, known);
        boolean relied = grouped.relyOn(table.primaryKey());
        return new Rows(
                text,
                named.name(),
                named.only(),
                RoutingReader.isReference(uses.getFirst()),
                routing(uses),
                temporary,
                columns,
                known,
                PushedFilter.of(text, model, uses),
                relied ? table.primaryKey() : ImmutableList.of(),
                subqueries && !relied && holds(columns, table.primaryKey()) ? table.primaryKey() : ImmutableList.of());
    }

    private static boolean holds(ImmutableList<Rows.Column> columns, ImmutableList<String> names) {
        return columns.stream()
                .map(Rows.Column::name)
                .collect(toImmutableList())
                .containsAll(names);
    }

    private ImmutableList<Rows.Column> columns(
            Catalog.Table table, ImmutableList<Source.Base> uses, ImmutableList<String> known) {
        boolean whole = needed.isWhole(uses, known);
        wholeRows |= needed.isValue(uses, known);
        ImmutableSet<String> named = whole ? ImmutableSet.copyOf(known) : needed.named(known);
        // COPY needs a column, be it only for the number of rows
        ImmutableSet<String> names = named.isEmpty() ? ImmutableSet.of(known.getFirst()) : named;
        return table.columns().stream()
                .filter(column -> names.contains(column.name()))
                .map(GatherPlanner::column)
                .collect(toImmutableList());
    }

    private static Rows.Column column(Catalog.Column column) {
        if (column.localType().isPresent() && column.collation() != Catalog.Collation.DEFAULT) {
            throw new RouterException(
                    PlanErrors.construct("column " + column.name() + " of a type with a collation of its own"));
        }
        return new Rows.Column(column.name(), column.typeOid(), column.localType());
    }

    private Routing routing(ImmutableList<Source.Base> uses) {
        return switch (((Tables.Found.Mapped) uses.getFirst().found()).distribution()) {
            case TableDistribution.Sharded _ ->
                new Routing.ByKey(
                        uses.stream()
                                .map(use -> new Routing.TableKeys(
                                        use.written(), model.group(use), KeyConditions.of(model, use)))
                                .distinct()
                                .collect(toImmutableList()),
                        OptionalInt.empty());
            case TableDistribution.Single single ->
                new Routing.ByKey(ImmutableList.of(), OptionalInt.of(single.shard()));
            case TableDistribution.Reference _ -> Routing.AnyShard.INSTANCE;
        };
    }
}
