package dev.kintsugi.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.sql.SqlAnalyzer;
import dev.kintsugi.sql.StatementScan;
import dev.kintsugi.sql.StatementText;
import dev.kintsugi.sql.TokenList;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// A point select from its bytes to its shard, its plan being cached: the lexer, then the lookup, then the key's hash.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PointSelectBenchmark {
    private static final int TEXTS = 1024;

    private final PlanLookup lookup = new PlanLookup();
    private final PlanCache<Planned> cache = PlanCache.of(new PlanCache.Capacity.Bytes(1 << 20));
    private final byte[][] texts = new byte[TEXTS][];
    private int next;

    /// Puts the plan into the cache.
    @Setup
    public void plan() {
        for (int i = 0; i < TEXTS; i++) {
            texts[i] = ("SELECT total FROM orders WHERE customer_id = " + i * 7919L).getBytes(UTF_8);
        }
        scan();
        StatementText text = lookup.scan().text();
        Planned planned = new Planner(Shop.MAP, Shop.CATALOG, ImmutableList.of("public"))
                .plan(text, SqlAnalyzer.analyze(TokenList.scan(text.sql(), true)));
        cache.put(lookup, planned.questions(), planned);
    }

    /// Only the lexer.
    @Benchmark
    public StatementScan scan() {
        byte[] text = texts[next++ & (TEXTS - 1)];
        return lookup.read(text, 0, text.length, true, Shop.PATH).scan();
    }

    /// The lexer, and the plan from the cache.
    @Benchmark
    public Planned scanAndFind() {
        scan();
        return found();
    }

    /// All of it.
    @Benchmark
    public int scanFindAndHash() {
        scan();
        int shard = found().shard(lookup.scan());
        if (shard < 0) {
            throw new IllegalStateException("no single shard");
        }
        return shard;
    }

    private Planned found() {
        Planned found = cache.find(lookup);
        if (found == null) {
            throw new IllegalStateException("not in the cache");
        }
        return found;
    }
}
