package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.plan.ShardQuery.ShardColumn;
import dev.kintsugi.sql.StatementText;
import dev.kintsugi.value.ResultColumn;

/// A write that every shard does to its own rows, by the client's own words.
///
/// The parts together are what one Postgres would have done; the count is the sum, and the rows of RETURNING come in
/// any order.
public record PushedWrite(SqlText text, String tag, ImmutableList<ClockCall> clocks) implements WritePlan {
    @Override
    public boolean readsClock() {
        return !clocks.isEmpty();
    }

    @Override
    public PushedWrite in(StatementText other) {
        return new PushedWrite(text.in(other), tag, clocks);
    }

    /// What each shard runs, for a statement with so many result columns and parameters of the client's: a
    /// parameter more if it reads the clock, of type `timestamptz`.
    public ShardQuery query(int columns, int parameters) {
        return query(text.with(ClockCall.edits(clocks, parameters + 1)), columns);
    }

    /// The same for EXPLAIN, which runs nothing.
    ScatterPlan explained() {
        return new Explained(this);
    }

    private static ShardQuery query(String sql, int columns) {
        var shown = ImmutableList.<ShardColumn>builder();
        for (int i = 0; i < columns; i++) {
            shown.add(new ShardColumn.AsClient(i));
        }
        return new ShardQuery(
                sql, shown.build(), new MergePlan(MergePlan.Union.Concatenate.INSTANCE, ImmutableList.of(), columns));
    }

    @Override
    public ImmutableList<String> explain() {
        var lines = ImmutableList.<String>builder();
        lines.add("Shard SQL: " + text.string(text.statement()).strip().replaceAll("\\s*\\n\\s*", " "));
        if (readsClock()) {
            lines.add("Clock: one for all");
        }
        lines.add("Commit: together");
        return lines.build();
    }

    private record Explained(PushedWrite write) implements ScatterPlan {
        @Override
        public ShardQuery resolve(ImmutableList<ResultColumn> described) {
            return PushedWrite.query(write.text().string(write.text().statement()), described.size());
        }

        @Override
        public ScatterPlan in(StatementText text) {
            return new Explained(write.in(text));
        }

        @Override
        public ImmutableList<String> explain() {
            return write.explain();
        }
    }
}
