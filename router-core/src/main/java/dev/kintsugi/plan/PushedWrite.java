package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.plan.ShardQuery.ShardColumn;
import dev.kintsugi.sql.StatementText;
import dev.kintsugi.value.ResultColumn;

/// A write that every shard does by the client's own words.
public record PushedWrite(SqlText text, String verb, Rows rows, ImmutableList<ClockCall> clocks) implements WritePlan {
    /// To what each shard does it.
    public enum Rows {
        /// To rows that it alone has. The parts together are what one Postgres would have done; the count is
        /// the sum, and the rows of RETURNING come in any order.
        OWN,
        /// To its copies of reference tables. Each does what one Postgres would have done, the lowest shard
        /// before the others, so that two writers wait for each other there and nowhere else; its answer is the
        /// client's.
        COPIES
    }

    @Override
    public String tag(long count) {
        return verb.equals("TRUNCATE TABLE") ? verb : verb + " " + count;
    }

    @Override
    public boolean readsClock() {
        return !clocks.isEmpty();
    }

    @Override
    public PushedWrite in(StatementText other) {
        return new PushedWrite(text.in(other), verb, rows, clocks);
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
        if (rows == Rows.COPIES) {
            lines.add("Order: the lowest shard first");
        }
        return lines.add("Commit: together").build();
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
