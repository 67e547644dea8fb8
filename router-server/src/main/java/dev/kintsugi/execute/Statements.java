package dev.kintsugi.execute;

import dev.kintsugi.catalog.Catalog;
import dev.kintsugi.error.PgError;
import dev.kintsugi.plan.Access;
import dev.kintsugi.plan.ExplainPlan;
import dev.kintsugi.plan.PlanCache;
import dev.kintsugi.plan.PlanLookup;
import dev.kintsugi.plan.Planned;
import dev.kintsugi.plan.Planner;
import dev.kintsugi.plan.QueryPlan;
import dev.kintsugi.plan.QueryPlan.CopyQuery;
import dev.kintsugi.plan.QueryPlan.OnSeveral;
import dev.kintsugi.plan.Routing;
import dev.kintsugi.shard.ShardMap;
import dev.kintsugi.sql.ControlStatement;
import dev.kintsugi.sql.SqlAnalyzer;
import dev.kintsugi.sql.StatementShape;
import dev.kintsugi.sql.StatementText;
import dev.kintsugi.sql.TokenList;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Texts to plans: analyzed and planned once a shape, then found in a cache that is bounded by bytes. Thread-safe.
public final class Statements {
    private final ShardMap shardMap;
    private final PlanCache.Capacity capacity;
    private volatile Planning planning;

    /// Everything that a new catalog replaces.
    private record Planning(Catalog catalog, PlanCache<PlannedText> cache) {}

    public Statements(ShardMap shardMap, Catalog catalog, PlanCache.Capacity capacity) {
        this.shardMap = shardMap;
        this.capacity = capacity;
        this.planning = new Planning(catalog, PlanCache.of(capacity));
    }

    public Catalog catalog() {
        return planning.catalog();
    }

    /// Plans with another catalog from now on.
    public void catalog(Catalog catalog) {
        planning = new Planning(catalog, PlanCache.of(capacity));
    }

    /// How full the cache is.
    public PlanCache.Fill fill() {
        return planning.cache().fill();
    }

    /// A text of the same shape as the one statement that was read, which it need not be itself: what its
    /// [PlannedText#shape] says holds for both, and [PlannedText#of] leads from one to the other. Allocates nothing
    /// if the shape is known.
    ///
    /// @throws dev.kintsugi.error.RouterException 42601 and the like for text that Postgres could not parse either
    public PlannedText alike(PlanLookup lookup) {
        return found(lookup, planning);
    }

    /// Whether the plan of the statement that was read is at hand.
    public boolean knows(PlanLookup lookup) {
        return planning.cache().find(lookup) != null;
    }

    /// The statement that was read with its plan, for a client that may come back with the very text: others that
    /// send it share what is known of it.
    ///
    /// @throws dev.kintsugi.error.RouterException as [#alike]
    public PlannedText kept(PlanLookup lookup) {
        Planning now = planning;
        PlannedText found = found(lookup, now);
        if (found.isOf(lookup)) {
            return found;
        }
        PlannedText known = now.cache().findWhole(lookup);
        if (known != null) {
            return known;
        }
        PlannedText made = found.of(lookup);
        now.cache().putWhole(lookup, made);
        return made;
    }

    /// The text that the plan at hand was made for, or another of the same shape.
    private PlannedText found(PlanLookup lookup, Planning now) {
        PlannedText known = now.cache().find(lookup);
        if (known != null) {
            return known;
        }
        PlannedText made = fresh(lookup, now.catalog());
        now.cache().put(lookup, made.shape().planned().questions(), made);
        return made;
    }

    private PlannedText fresh(PlanLookup lookup, Catalog catalog) {
        StatementText text = lookup.scan().text();
        TokenList tokens = TokenList.scan(text.sql(), text.standardConformingStrings());
        SqlAnalyzer.Analysis analysis = SqlAnalyzer.analyze(tokens);
        Planned planned = new Planner(shardMap, catalog, lookup.searchPath()).plan(text, analysis);
        ShapePlan shape = new ShapePlan(
                planned.with(settled(planned.template(), tokens)), lookup.searchPath(), leavesState(analysis.shape()));
        return new PlannedText(text.sql(), shape.planned().in(text), shape);
    }

    /// DO, CALL, DDL and what the router cannot read may set anything; reads of catalogs that it cannot read do
    /// not.
    private static boolean leavesState(StatementShape shape) {
        return switch (shape) {
            case StatementShape.Utility _ -> true;
            case StatementShape.Opaque opaque -> !opaque.verb().equals("SELECT");
            case StatementShape.Explain explain -> leavesState(explain.statement());
            case StatementShape.Select _,
                    StatementShape.Insert _,
                    StatementShape.Update _,
                    StatementShape.Delete _,
                    StatementShape.Control _,
                    StatementShape.CopyOut _,
                    StatementShape.CopyIn _,
                    StatementShape.Empty _ -> false;
        };
    }

    /// What the router cannot carry from one server connection to the next is refused; SHOW is any shard's to
    /// answer.
    private static QueryPlan settled(QueryPlan plan, TokenList tokens) {
        if (plan instanceof QueryPlan.Local(ControlStatement.Show _)) {
            PgError several = PgError.unsupported("SHOW on several shards", "one shard answers for all");
            return new QueryPlan.Routed(Access.READ, Routing.AnyShard.INSTANCE, new OnSeveral.Refuse(several));
        }
        if (!(plan instanceof QueryPlan.Routed
                || plan instanceof QueryPlan.CopyOut
                || plan instanceof QueryPlan.CopyIn)) {
            return plan;
        }
        Optional<PgError> refusal = SessionStateGuard.check(tokens);
        return refusal.<QueryPlan>map(QueryPlan.Refused::new).orElse(plan);
    }

    /// The statement inside an EXPLAIN, as a statement of its own.
    public PlannedText explained(PlannedText explain, ExplainPlan plan) {
        return new PlannedText(plan.statementSql(), plan.statement(), explain.shape());
    }

    /// The query inside a COPY, as a statement of its own.
    public PlannedText copyQuery(PlannedText copy, QueryPlan.CopyOut plan) {
        byte[] sql = switch (plan.text()) {
            case CopyQuery.Part(var span) -> Arrays.copyOfRange(copy.sql(), span.start(), span.end());
            case CopyQuery.Made(String made) -> made.getBytes(StandardCharsets.UTF_8);
        };
        return new PlannedText(sql, plan.query(), copy.shape());
    }
}
