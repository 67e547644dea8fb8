package dev.kintsugi.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.sun.management.ThreadMXBean;
import dev.kintsugi.sql.SqlAnalyzer;
import dev.kintsugi.sql.StatementText;
import dev.kintsugi.sql.TokenList;
import java.lang.management.ManagementFactory;

/// Measures the plan cache; started by hand, for `docs/adr/0014-plans-by-shape.md`. The argument is the number of
/// statements, ten million unless given.
///
/// First a point select from its bytes to its shard: time and allocation. Then that many different statements: most
/// differ in constants that do not matter, some in pinned ones, some are kept by their whole text, some are new shapes.
/// The heap that is live after each tenth tells whether anything piles up.
final class ManyStatements {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUND = 5_000_000;

    private final PlanLookup lookup = new PlanLookup();
    private final PlanCache<Planned> cache = PlanCache.of(new PlanCache.Capacity.Bytes(32 << 20));

    private ManyStatements() {}

    public static void main(String[] arguments) {
        ManyStatements measured = new ManyStatements();
        for (int round = 0; round < 6; round++) {
            measured.pointSelects();
        }
        measured.manyStatements(arguments.length == 0 ? 10_000_000 : Integer.parseInt(arguments[0]));
    }

    private void pointSelects() {
        byte[][] texts = new byte[1024][];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = ("SELECT * FROM orders WHERE customer_id = " + i * 7919L).getBytes(UTF_8);
        }
        planned(texts[0]);
        long shards = 0;
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        for (int i = 0; i < ROUND; i++) {
            shards += planned(texts[i & 1023]).shard(lookup.scan());
        }
        double nanos = (System.nanoTime() - start) / (double) ROUND;
        double bytes = (THREADS.getCurrentThreadAllocatedBytes() - allocated) / (double) ROUND;
        System.out.println("point select: %.0f ns, %.3f bytes allocated (%d)".formatted(nanos, bytes, shards));
    }

    private void manyStatements(int count) {
        for (int tenth = 1; tenth <= 10; tenth++) {
            long start = System.nanoTime();
            for (int i = count / 10 * (tenth - 1); i < count / 10 * tenth; i++) {
                statement(i);
            }
            double micros = (System.nanoTime() - start) / 1e3 / Math.max(1, count / 10);
            System.gc();
            long used =
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            System.out.println("%d statements: %.2f µs each, %d entries, %d MiB live"
                    .formatted(count / 10 * tenth, micros, cache.size(), used >> 20));
        }
    }

    private void statement(int i) {
        switch (i % 100) {
            case 0 -> planned("SELECT c" + i + " FROM orders WHERE customer_id = " + i);
            case 1, 2, 3, 4, 5, 6, 7, 8, 9 -> planned("SET application_name = 'client " + i + "'");
            case 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 -> {
                Planned found = planned("SELECT * FROM orders WHERE customer_id = " + i + " AND note = 'kept'");
                if (cache.findWhole(lookup) == null) {
                    cache.putWhole(lookup, found);
                }
            }
            default -> planned("SELECT * FROM orders WHERE customer_id = " + i + " AND note = 'note " + i + "'");
        }
    }

    private Planned planned(String sql) {
        return planned(sql.getBytes(UTF_8));
    }

    private Planned planned(byte[] sql) {
        lookup.read(sql, 0, sql.length, true, Shop.PATH);
        Planned found = cache.find(lookup);
        if (found != null) {
            return found;
        }
        StatementText text = lookup.scan().text();
        Planned made = new Planner(Shop.MAP, Shop.CATALOG, ImmutableList.of("public"))
                .plan(text, SqlAnalyzer.analyze(TokenList.scan(text.sql(), true)));
        cache.put(lookup, made.questions(), made);
        return made;
    }
}
