package dev.kintsugi.shard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.value.KeyValue;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// From a sharding key to its shard.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KeyHashBenchmark {
    private final ShardingFunction function = ShardingFunction.Hash.even(16);
    private final byte[] text = "customer-0000123".getBytes(UTF_8);
    private long next;

    /// An integer, as the fast path has it.
    @Benchmark
    public int integer() {
        return function.shardOf(next++);
    }

    /// An integer among other columns, as an object.
    @Benchmark
    public OptionalInt integerObject() {
        return function.shardOf(ImmutableList.of(new KeyValue.Int(next++)));
    }

    /// A uuid.
    @Benchmark
    public OptionalInt uuid() {
        return function.shardOf(ImmutableList.of(new KeyValue.Uuid(next++, next)));
    }

    /// Sixteen bytes of text, hashed where they stand.
    @Benchmark
    public long textBytes() {
        text[15]++;
        return PartitionHash.hashBytes(text, 0, text.length);
    }
}
