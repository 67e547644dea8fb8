package dev.kintsugi.execute.explain;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.merge.MergeProbe;
import dev.kintsugi.merge.MeteredCursor;
import dev.kintsugi.merge.RowCursor;
import dev.kintsugi.plan.ExplainAnswer.NodeActual;
import dev.kintsugi.plan.ExplainNode.Actual;
import dev.kintsugi.plan.ExplainNode.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/// Counts what passes each shard's cursor and each step of a merge, for EXPLAIN ANALYZE; as a sink, it drops the rows.
public final class RowMeters implements MergeProbe, DroppedRows {
    private static final double NANOS_PER_MILLI = 1e6;

    private final LongSupplier clock;
    private final boolean timing;
    private final long start;
    private final List<MeteredCursor> shards = new ArrayList<>();
    private final List<MeteredCursor> nodes = new ArrayList<>();
    private long end;

    /// The run begins now.
    ///
    /// @param timing whether times are told, too
    public RowMeters(LongSupplier clock, boolean timing) {
        this.clock = clock;
        this.timing = timing;
        this.start = clock.getAsLong();
        this.end = start;
    }

    @Override
    public RowCursor shard(RowCursor cursor) {
        MeteredCursor meter = new MeteredCursor(cursor, clock);
        shards.add(meter);
        return meter;
    }

    @Override
    public RowCursor node(RowCursor cursor) {
        MeteredCursor meter = new MeteredCursor(cursor, clock);
        nodes.add(meter);
        return meter;
    }

    /// What came from each shard.
    public ImmutableList<Actual> shards() {
        return shards.stream().map(this::actual).collect(ImmutableList.toImmutableList());
    }

    /// What the union and each step gave.
    public ImmutableList<NodeActual> nodes() {
        ImmutableList.Builder<NodeActual> actuals = ImmutableList.builder();
        long below = shards.stream().mapToLong(MeteredCursor::inside).sum();
        for (MeteredCursor node : nodes) {
            long own = Math.max(0, node.inside() - below);
            below = node.inside();
            actuals.add(new NodeActual(
                    actual(node), timing ? OptionalDouble.of(own / NANOS_PER_MILLI) : OptionalDouble.empty()));
        }
        return actuals.build();
    }

    private Actual actual(MeteredCursor meter) {
        return new Actual(meter.rows(), meter.bytes(), timing ? Optional.of(times(meter)) : Optional.empty());
    }

    private Times times(MeteredCursor meter) {
        return meter.rows() == 0
                ? new Times(0, 0)
                : new Times((meter.first() - start) / NANOS_PER_MILLI, (meter.last() - start) / NANOS_PER_MILLI);
    }

    /// How long the run took.
    public double millis() {
        return (end - start) / NANOS_PER_MILLI;
    }

    @Override
    public void complete(long rows) {
        end = clock.getAsLong();
    }
}
