package dev.kintsugi.execute;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.catalog.Catalog;
import dev.kintsugi.error.PgError;
import dev.kintsugi.plan.Access;
import dev.kintsugi.plan.Planner;
import dev.kintsugi.plan.QueryPlan;
import dev.kintsugi.plan.QueryPlan.CopyQuery;
import dev.kintsugi.plan.QueryPlan.OnSeveral;
import dev.kintsugi.plan.Routing;
import dev.kintsugi.plan.TextCache;
import dev.kintsugi.shard.ShardMap;
import dev.kintsugi.sql.ControlStatement;
import dev.kintsugi.sql.SqlAnalyzer;
import dev.kintsugi.sql.StatementShape;
import dev.kintsugi.sql.TokenList;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Texts to plans: analyzed and planned once, then found in a cache that is bounded by bytes. Thread-safe.
public final class Statements {
    private final ShardMap shardMap;
    private final long cacheBytes;
    private volatile Planning planning;

    /// Everything that a new catalog replaces.
    private record Planning(Catalog catalog, TextCache<PlannedText> cache) {}

    public Statements(ShardMap shardMap, Catalog catalog, long cacheBytes) {
        this.shardMap = shardMap;
        this.cacheBytes = cacheBytes;
        this.planning = new Planning(catalog, new TextCache<>(cacheBytes));
    }

    public Catalog catalog() {
        return planning.catalog();
    }

    /// Plans with another catalog from now on.
    public void catalog(Catalog catalog) {
        planning = new Planning(catalog, new TextCache<>(cacheBytes));
    }

    /// The plan of one statement (no semicolon).
    ///
    /// @throws dev.kintsugi.error.RouterException 42601 and the like for text that Postgres could not parse either
    public PlannedText plan(byte[] sql, ImmutableList<String> searchPath, boolean standardConformingStrings) {
        Planning now = planning;
        TextCache.Key key = new TextCache.Key(sql, searchPath, standardConformingStrings, shardMap.epoch());
        return now.cache().get(key, k -> fresh(k, now.catalog()));
    }

    private PlannedText fresh(TextCache.Key key, Catalog catalog) {
        TokenList tokens = TokenList.scan(key.sql(), key.standardConformingStrings());
        StatementShape shape = SqlAnalyzer.analyze(tokens);
        QueryPlan plan = new Planner(shardMap, catalog, key.searchPath()).plan(key.sql(), shape);
        return new PlannedText(key.sql(), settled(plan, tokens), key.searchPath(), leavesState(shape));
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
        if (!(plan instanceof QueryPlan.Routed || plan instanceof QueryPlan.CopyOut)) {
            return plan;
        }
        Optional<PgError> refusal = SessionStateGuard.check(tokens);
        return refusal.<QueryPlan>map(QueryPlan.Refused::new).orElse(plan);
    }

    /// The query inside a COPY, as a statement of its own.
    public PlannedText copyQuery(PlannedText copy, QueryPlan.CopyOut plan) {
        byte[] sql = switch (plan.text()) {
            case CopyQuery.Part(var span) -> Arrays.copyOfRange(copy.sql(), span.start(), span.end());
            case CopyQuery.Made(String made) -> made.getBytes(StandardCharsets.UTF_8);
        };
        return new PlannedText(sql, plan.query(), copy.searchPath(), false);
    }
}
