package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.plan.ShardQuery.ShardColumn;
import dev.kintsugi.shard.ColocationGroup;
import dev.kintsugi.shard.ShardSet;
import dev.kintsugi.sql.Span;
import dev.kintsugi.sql.StatementText;
import dev.kintsugi.value.BindValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// An INSERT … VALUES whose rows go to several shards: each shard runs the client's statement with its own rows alone.
///
/// The count is the sum. The rows of RETURNING come in the order of VALUES, as long as every row makes one; where ON
/// CONFLICT or a trigger leaves rows out, those that follow on the same shard move up.
///
/// `even` tells that all rows have as many values: else only the whole statement shows what is wrong.
public record SplitInsert(
        SqlText text,
        Target target,
        ImmutableList<Row> rows,
        ImmutableList<ClockCall> clocks,
        boolean returning,
        boolean even)
        implements WritePlan {
    /// The table, as the statement calls it, and how its keys lead to shards.
    record Target(String written, String keyColumn, ColocationGroup group) {}

    /// A row of VALUES, its parentheses included.
    record Row(Span span, KeyCondition.StoredKey key) {}

    /// What is run: `shards` in ascending order, each with its own of `texts`; `turns` tells for each row of VALUES
    /// the place of its shard among them.
    public record Parts(ShardSet shards, ImmutableList<RewrittenText> texts, ImmutableIntArray turns) {
        /// What all of them run alike, and how their rows become one stream of so many columns.
        public ShardQuery query(int columns) {
            var shown = ImmutableList.<ShardColumn>builder();
            for (int i = 0; i < columns; i++) {
                shown.add(new ShardColumn.AsClient(i));
            }
            return new ShardQuery(
                    texts.get(0).sql(),
                    shown.build(),
                    new MergePlan(new MergePlan.Union.InTurn(turns), ImmutableList.of(), columns));
        }
    }

    @Override
    public String tag(long count) {
        return "INSERT 0 " + count;
    }

    @Override
    public boolean readsClock() {
        return !clocks.isEmpty();
    }

    @Override
    public SplitInsert in(StatementText other) {
        ImmutableList<Row> bound = rows.stream()
                .map(row ->
                        new Row(row.span(), (KeyCondition.StoredKey) row.key().in(other)))
                .collect(ImmutableList.toImmutableList());
        return new SplitInsert(text.in(other), target, bound, clocks, returning, even);
    }

    /// Gives each row to its shard; the client's parameters are `values`, and the clock is read from the one behind
    /// them.
    ///
    /// @throws RouterException 0A000 if a key's value is beyond the router, 55000 if no shard owns it
    public Parts parts(BindValues values, int shardCount) {
        int[] owners = new int[rows.size()];
        ShardSet shards = ShardSet.empty();
        for (int i = 0; i < owners.length; i++) {
            ShardSet owner = KeyResolver.resolve(target.group(), rows.get(i).key(), values, shardCount);
            if (owner.size() != 1) {
                throw new RouterException(PlanErrors.unreadableKey(target.written(), target.keyColumn()));
            }
            owners[i] = owner.first();
            shards = shards.union(owner);
        }
        int[] order = shards.toArray();
        int[] places = new int[shardCount];
        var texts = ImmutableList.<RewrittenText>builder();
        for (int i = 0; i < order.length; i++) {
            places[order[i]] = i;
            texts.add(text(owners, order[i], values.size() + 1));
        }
        for (int i = 0; i < owners.length; i++) {
            owners[i] = places[owners[i]];
        }
        return new Parts(shards, texts.build(), ImmutableIntArray.copyOf(owners));
    }

    /// The statement with the rows of one shard: the others are cut out.
    private RewrittenText text(int[] owners, int shard, int clockParameter) {
        List<SqlText.Edit> edits = new ArrayList<>();
        int start = rows.getFirst().span().start();
        int kept = -1;
        for (int i = 0; i < owners.length; i++) {
            if (owners[i] == shard) {
                if (kept < i - 1) {
                    edits.add(
                            new SqlText.Edit(new Span(start, rows.get(i).span().start()), kept < 0 ? "" : ", "));
                }
                kept = i;
                start = rows.get(i).span().end();
            }
        }
        if (kept < owners.length - 1) {
            edits.add(new SqlText.Edit(new Span(start, rows.getLast().span().end()), ""));
        }
        List<SqlText.Edit> all = new ArrayList<>(edits);
        NavigableMap<Integer, Integer> cuts = new TreeMap<>();
        edits.forEach(cut -> cuts.put(cut.span().start(), cut.span().end()));
        for (SqlText.Edit clock : ClockCall.edits(clocks, clockParameter)) {
            Map.Entry<Integer, Integer> cut = cuts.floorEntry(clock.span().start());
            if (cut == null || cut.getValue() < clock.span().end()) {
                all.add(clock);
            }
        }
        return RewrittenText.of(text, all);
    }

    @Override
    public ImmutableList<String> explain() {
        var lines = ImmutableList.<String>builder();
        lines.add("Rows: " + rows.size() + ", each to its shard" + (returning ? ", returned in their order" : ""));
        if (readsClock()) {
            lines.add("Clock: one for all");
        }
        return lines.add("Commit: together").build();
    }
}
