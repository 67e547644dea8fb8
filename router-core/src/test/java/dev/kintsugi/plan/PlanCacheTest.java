package dev.kintsugi.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.plan.PlanCache.Capacity;
import dev.kintsugi.sql.SqlAnalyzer;
import dev.kintsugi.sql.StatementText;
import dev.kintsugi.sql.TokenList;
import dev.kintsugi.value.BindValues;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/// A plan that was made for another text of the shape says of a text what a plan of its own would.
final class PlanCacheTest {
    private static final ImmutableList<ImmutableList<String>> PATHS =
            ImmutableList.of(Shop.PATH, ImmutableList.of("elsewhere", "public"));

    /// Where constants decide or nearly do; beside these, every statement of the golden plans.
    private static final ImmutableList<String> STATEMENTS = ImmutableList.of(
            "SELECT * FROM orders WHERE customer_id = 42",
            "SELECT * FROM orders WHERE customer_id = -42 AND status = 'new'",
            "SELECT * FROM orders WHERE customer_id = 3000000000",
            "SELECT * FROM orders WHERE customer_id = 99999999999999999999",
            "SELECT * FROM orders WHERE customer_id = 1.5",
            "SELECT * FROM orders WHERE customer_id = '42'",
            "SELECT * FROM orders WHERE customer_id = '42'::int",
            "SELECT * FROM orders WHERE customer_id = CAST(42 AS smallint)",
            "SELECT * FROM orders WHERE customer_id = int8 '5'",
            "SELECT * FROM orders WHERE customer_id = 1 OR customer_id = 1",
            "SELECT * FROM orders WHERE customer_id = 1 AND customer_id = 2",
            "SELECT * FROM orders WHERE customer_id IN (1, 2, NULL, -3)",
            "SELECT * FROM orders WHERE customer_id IN (1, '2', 3000000000)",
            "SELECT * FROM orders WHERE customer_id = ANY ('{1,2}')",
            "SELECT * FROM orders WHERE customer_id = ANY ('{1,2}'::int[])",
            "SELECT * FROM orders WHERE customer_id = ANY (ARRAY[1, 2])",
            "SELECT * FROM orders WHERE customer_id = $1 AND id = 7 LIMIT 3",
            "SELECT c.name, o.total FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.id = 7",
            "SELECT c.name FROM customers c, orders o WHERE c.id = 7 AND o.customer_id = 7",
            "SELECT id FROM orders WHERE customer_id = 1 UNION SELECT id FROM orders WHERE customer_id = 1",
            "SELECT * FROM events WHERE id = '00000000-0000-0000-0000-000000000001'",
            "SELECT * FROM events WHERE id = '00000000-0000-0000-0000-000000000001'::uuid",
            "SELECT * FROM visits WHERE store = 1 AND city = 'a'",
            "SELECT * FROM visits WHERE (store, city) IN ((1, 'a'), (2, 'b'))",
            "SELECT * FROM sales WHERE year = 2005",
            "SELECT * FROM sales WHERE year = -5",
            "SELECT * FROM sales WHERE year BETWEEN 2000 AND 2010",
            "SELECT * FROM sales WHERE year < 2010 AND year >= 2000",
            "SELECT * FROM sales WHERE year > 3000000000",
            "SELECT * FROM regions WHERE region = 'eu'",
            "SELECT * FROM regions WHERE region IN ('eu', 'us')",
            "SELECT * FROM regions WHERE region = 'eu'::text",
            "INSERT INTO orders (customer_id, id, total) VALUES (1, 2, 3.5)",
            "INSERT INTO orders (customer_id, id) VALUES (-1, 2), (1, 3)",
            "INSERT INTO orders (customer_id, id) VALUES ('1', 2)",
            "INSERT INTO sales (year, amount) VALUES (2005, 1)",
            "INSERT INTO regions (region, title) VALUES ('eu', 'a')",
            "INSERT INTO visits (store, city) VALUES (1, 'a')",
            "UPDATE orders SET status = 'a' WHERE customer_id = 1 AND id = 2",
            "UPDATE orders SET customer_id = 1, status = 'a' WHERE customer_id = 1 AND id = 2",
            "UPDATE regions SET region = 'eu' WHERE region = 'eu'",
            "UPDATE visits SET store = 1, city = 'a' WHERE city = 'a' AND store = 1",
            "UPDATE orders SET customer_id = -1::bigint WHERE customer_id = -1::bigint",
            "DELETE FROM orders WHERE customer_id = 1",
            "SELECT id, total FROM orders ORDER BY 1, 2",
            "SELECT id, total FROM orders ORDER BY total, 2 DESC LIMIT 5 OFFSET 3",
            "SELECT id FROM orders ORDER BY id LIMIT 9223372036854775807 OFFSET 1",
            "SELECT id FROM orders ORDER BY id LIMIT 5::bigint OFFSET '3'",
            "SELECT id FROM orders LIMIT '5'",
            "SELECT id FROM orders LIMIT -5",
            "SELECT id FROM orders LIMIT 1.5",
            "SELECT id FROM orders ORDER BY id OFFSET 2 ROWS FETCH FIRST 3 ROWS ONLY",
            "SELECT status, count(*) FROM orders GROUP BY 1 ORDER BY 2",
            "SELECT id + 1, count(*) FROM orders GROUP BY id + 1",
            "SELECT status || 'a', sum(total) FROM orders GROUP BY status || 'a' ORDER BY status || 'a'",
            "SELECT DISTINCT id + 1 FROM orders ORDER BY id + 1",
            "SELECT DISTINCT ON (1) id, total FROM orders ORDER BY 1",
            "SELECT count(*) FILTER (WHERE total > 5), avg(total + 1) FROM orders HAVING count(*) > 3",
            "SELECT * FROM orders WHERE placed_at > 'now'",
            "SELECT * FROM orders WHERE placed_at > 'now'::timestamptz - interval '1 day'",
            "SELECT * FROM orders WHERE placed_at > date 'today'",
            "SELECT * FROM orders WHERE note = 'now'::text",
            "SELECT * FROM orders WHERE placed_at > '2024-01-31' LIMIT 3",
            "SELECT 'x' AS kintsugi_1, id FROM orders ORDER BY id",
            "SELECT row_number() OVER (PARTITION BY customer_id ORDER BY 1) FROM orders",
            "SELECT * FROM countries WHERE code = 'DE' AND 1 = 2",
            "SELECT * FROM audit WHERE id = 1",
            "SELECT B'1', X'1F', N'a', E'\\n' FROM orders",
            "SELECT id::numeric(10, 2) FROM orders WHERE note LIKE 'a%' ESCAPE '!'",
            "SELECT extract('year' FROM placed_at), total::varchar(5) FROM orders",
            "EXPLAIN (ROUTER) SELECT * FROM orders WHERE customer_id = 42 LIMIT 1",
            "EXPLAIN SELECT * FROM orders WHERE customer_id = 42",
            "COPY (SELECT * FROM orders WHERE customer_id = 42 ORDER BY 2 LIMIT 5) TO STDOUT",
            "COPY orders TO STDOUT (FORMAT 'csv', DELIMITER ',')",
            "SET application_name = 'a'",
            "SET statement_timeout = 5",
            "SELECT set_config('a.b', 'c', true), nextval('s')",
            "SELECT * FROM orders, LATERAL (VALUES (1, 'a')) v WHERE customer_id = 1",
            "VALUES (1), (2)",
            "SELECT",
            ";",
            "SELECT * FROM xmltable('/a' PASSING 'x' COLUMNS a int PATH 'insert') x, audit",
            "VACUUM audit",
            "SELECT * FROM nowhere WHERE id = 1",
            "SELECT a.id FROM orders a, orders b WHERE a.status = 'x' AND b.status = 'x' AND a.id <> b.id",
            "SELECT a.id FROM orders a, orders b WHERE a.customer_id = 1 AND b.customer_id = 2 AND a.note = b.note",
            "SELECT 'é', o.id FROM public.orders o, countries k WHERE o.note IN ('a', k.name) AND k.code = E'\\u0041'",
            "SELECT id FROM orders WHERE id BETWEEN -5 AND 5 UNION SELECT id FROM customers WHERE id = ANY (ARRAY[1,"
                    + " 2])",
            "SELECT count(*) FROM orders WHERE placed_at > '2024-01-31' AND total > 1.5 HAVING count(*) > 3",
            "SELECT current_setting('work_mem'), count(*) + 1 FROM orders",
            "SELECT 'note' AS x, rank() OVER (ORDER BY total) FROM orders WHERE status = 'natural'",
            "COPY (SELECT id, rank() OVER (ORDER BY total) FROM orders WHERE status = 'a') TO STDOUT",
            "EXPLAIN (ROUTER) SELECT rank() OVER (ORDER BY total) FROM orders WHERE status = 'a' AND total = 1");

    /// One statement at work: planned by way of a cache.
    private static final class Cached {
        private final PlanCache<Planned> cache;
        private final PlanLookup lookup = new PlanLookup();
        private boolean hit;

        Cached(Capacity capacity) {
            cache = PlanCache.of(capacity);
        }

        PlanLookup read(String sql, boolean standardStrings, ImmutableList<String> path) {
            byte[] bytes = sql.getBytes(UTF_8);
            return lookup.read(bytes, 0, bytes.length, standardStrings, path);
        }

        Planned planned() {
            Planned found = cache.find(lookup);
            hit = found != null;
            if (found != null) {
                return found;
            }
            Planned made = fresh(lookup);
            cache.put(lookup, made.questions(), made);
            return made;
        }
    }

    private static Planned fresh(PlanLookup lookup) {
        StatementText text = lookup.scan().text();
        TokenList tokens = TokenList.scan(text.sql(), text.standardConformingStrings());
        return new Planner(Shop.MAP, Shop.CATALOG, lookup.searchPath()).plan(text, SqlAnalyzer.analyze(tokens));
    }

    /// All that may be seen of a plan: its text, what a gather would run, and its shards where no parameter is
    /// missing.
    private static String outcome(QueryPlan plan) {
        return plan.getClass().getSimpleName() + "\n" + PlanPrinter.print(plan, Shop.MAP) + gathers(plan)
                + shards(plan);
    }

    /// The gather of a statement or of the one inside it, also where it is only there for types that do not merge.
    private static String gathers(QueryPlan plan) {
        return switch (plan) {
            case QueryPlan.Local _, QueryPlan.Empty _, QueryPlan.CopyIn _, QueryPlan.Refused _ -> "";
            case QueryPlan.ExplainRouter(QueryPlan inner, var _) -> gathers(inner);
            case QueryPlan.CopyOut(QueryPlan.Routed query, var _, var _) -> gathers(query);
            case QueryPlan.Routed routed ->
                switch (routed.onSeveral()) {
                    case QueryPlan.OnSeveral.Scatter(var _, var otherwise) ->
                        otherwise.map(PlanCacheTest::gather).orElse("");
                    case QueryPlan.OnSeveral.Gather(GatherPlan gather) -> gather(gather);
                    case QueryPlan.OnSeveral.Explain(ExplainPlan explain) -> gathers(explain.statement());
                    case QueryPlan.OnSeveral.Refuse _, QueryPlan.OnSeveral.Write _ -> "";
                };
        };
    }

    private static String gather(GatherPlan plan) {
        StringBuilder out = new StringBuilder();
        for (GatherPlan.Pull pull : plan.pulls()) {
            if (pull instanceof GatherPlan.Rows rows) {
                out.append(rows.select(true)).append('\n').append(rows.filterParameters());
                out.append(rows.columns());
            }
            out.append(pull.create())
                    .append(pull.routing())
                    .append(pull.finish())
                    .append('\n');
        }
        plan.combine().flatMap(CombinePlan::guess).ifPresent(groups -> out.append(gather(groups)));
        return out.append(plan.text(false))
                .append('\n')
                .append(plan.text(true))
                .append('\n')
                .toString();
    }

    private static String shards(QueryPlan plan) {
        if (!(plan instanceof QueryPlan.Routed routed)) {
            return "";
        }
        try {
            return PlanBinder.shards(routed.routing(), BindValues.NONE, Shop.MAP)
                    .toString();
        } catch (RouterException e) {
            return e.error().toString();
        }
    }

    private interface Making {
        QueryPlan plan();
    }

    private static String outcome(Making making) {
        try {
            return outcome(making.plan());
        } catch (RouterException e) {
            return e.error().toString();
        }
    }

    private static void check(Cached cached, String sql, boolean standardStrings, ImmutableList<String> path) {
        try {
            cached.read(sql, standardStrings, path);
        } catch (RouterException _) {
            return; // no scanner reads it: a backslash before the quote
        }
        PlanLookup lookup = cached.lookup;
        String expected = outcome(() -> fresh(lookup).in(lookup.scan().text()));
        assertThat(outcome(() -> cached.planned().in(lookup.scan().text())))
                .as(sql)
                .isEqualTo(expected);
        try {
            int shard = cached.planned().shard(lookup.scan());
            if (shard >= 0) {
                assertThat(expected).as(sql).endsWith("\n{" + shard + "}");
            }
        } catch (RouterException _) {
            // as expected, it has no plan
        }
    }

    private static List<String> statements() {
        List<String> all = new ArrayList<>(STATEMENTS);
        try {
            all.addAll(PlanGoldenTest.statements());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return all;
    }

    @Provide
    Arbitrary<List<String>> statementLists() {
        return Arbitraries.of(statements()).list().ofMinSize(1).ofMaxSize(3);
    }

    @Provide
    Arbitrary<Capacity> capacities() {
        return Arbitraries.of(
                new Capacity.Bytes(1L << 20),
                new Capacity.Entries(1),
                new Capacity.Bytes(20_000),
                new Capacity.Bytes(0));
    }

    @Property(tries = 1000)
    void cachedAndFreshPlansRouteAlike(
            @ForAll("statementLists") List<String> statements,
            @ForAll("capacities") Capacity capacity,
            @ForAll long seed) {
        Random random = new Random(seed);
        OtherConstants constants = new OtherConstants(random);
        Cached cached = new Cached(capacity);
        for (int i = 0; i < 12; i++) {
            String statement = statements.get(random.nextInt(statements.size()));
            byte[] bytes = statement.getBytes(UTF_8);
            StatementText text = StatementText.of(TokenList.scan(bytes, true));
            boolean standardStrings = random.nextInt(8) != 0;
            check(cached, constants.of(text), standardStrings, PATHS.get(random.nextInt(8) == 0 ? 1 : 0));
        }
    }

    @Test
    void everyStatementIsFoundAgain() {
        for (String sql : statements()) {
            Cached cached = new Cached(new Capacity.Bytes(1L << 20));
            cached.read(sql, true, Shop.PATH);
            cached.planned();
            cached.read("/* again */ " + sql + " ; ", true, Shop.PATH);
            cached.planned();
            assertThat(cached.hit).as(sql).isTrue();
        }
    }

    @Test
    void onePlanServesAllConstantsThatDoNotDecide() {
        Cached cached = new Cached(new Capacity.Bytes(1L << 20));
        assertThat(hit(cached, "SELECT * FROM orders WHERE customer_id = 1 AND note = 'a' LIMIT 5"))
                .isFalse();
        assertThat(hit(cached, "SELECT * FROM orders WHERE customer_id = 0x22 AND note = $$b$$ LIMIT 6"))
                .isTrue();
        assertThat(hit(cached, "SELECT * FROM orders WHERE customer_id = 3000000000 AND note = 'a' LIMIT 5"))
                .as("another type")
                .isFalse();
        assertThat(hit(cached, "SELECT * FROM orders WHERE customer_id = 1 AND note = 'now' LIMIT 5"))
                .as("reads the clock if note is a date")
                .isFalse();
    }

    @Test
    void onePlanServesAllConstantsOfAGather() {
        Cached cached = new Cached(new Capacity.Bytes(1L << 20));
        assertThat(hit(cached, "SELECT id, rank() OVER (ORDER BY id) FROM orders WHERE note = 'a' AND id > 1"))
                .isFalse();
        assertThat(hit(cached, "SELECT id, rank() OVER (ORDER BY id) FROM orders WHERE note = 'total' AND id > 222"))
                .isTrue();
        assertThat(PlanPrinter.print(cached.planned().in(cached.lookup.scan().text()), Shop.MAP))
                .contains("SELECT \"id\", \"note\" FROM")
                .contains("(\"note\" = ('total'))", "(\"id\" > (222))")
                .contains("WHERE note = 'total' AND id > 222");
    }

    @Test
    void constantsThatDecideArePinned() {
        Cached cached = new Cached(new Capacity.Bytes(1L << 20));
        assertThat(hit(cached, "SELECT id, total FROM orders ORDER BY 1")).isFalse();
        assertThat(hit(cached, "SELECT id, total FROM orders ORDER BY 2")).isFalse();
        assertThat(hit(cached, "SELECT id, total FROM orders ORDER BY 2")).isTrue();
        assertThat(hit(cached, "SELECT id, total FROM orders ORDER BY 1")).isTrue();
    }

    @Test
    void namesAreLookedUpAlongTheSearchPath() {
        Cached cached = new Cached(new Capacity.Bytes(1L << 20));
        cached.read("SELECT id FROM orders", true, Shop.PATH);
        cached.planned();
        cached.read("SELECT id FROM orders", true, ImmutableList.of("elsewhere"));
        assertThat(cached.planned().template()).isInstanceOf(QueryPlan.Refused.class);
        assertThat(cached.hit).isFalse();
    }

    @Test
    void withoutCapacityNothingIsKept() {
        Cached cached = new Cached(new Capacity.Bytes(0));
        assertThat(hit(cached, "SELECT 1")).isFalse();
        assertThat(hit(cached, "SELECT 1")).isFalse();
        assertThat(cached.cache.size()).isZero();
    }

    @Test
    void theShortestWayToAShardIsOpenToPointSelects() {
        Cached cached = new Cached(new Capacity.Bytes(1L << 20));
        cached.read("SELECT * FROM orders WHERE customer_id = 42", true, Shop.PATH);
        assertThat(cached.planned().shard(cached.lookup.scan())).isEqualTo(2);
        cached.read("INSERT INTO orders (id, customer_id) VALUES (1, -42)", true, Shop.PATH);
        assertThat(cached.planned().shard(cached.lookup.scan())).isNotNegative();
        cached.read("SELECT * FROM sales WHERE year = 3000000000", true, Shop.PATH);
        assertThat(cached.planned().shard(cached.lookup.scan()))
                .as("beyond the key's type")
                .isNegative();
    }

    private static boolean hit(Cached cached, String sql) {
        cached.read(sql, true, Shop.PATH);
        cached.planned();
        return cached.hit;
    }
}
