package dev.kintsugi.merge;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.merge.aggregate.Accumulator;
import dev.kintsugi.merge.aggregate.ValueWriter;
import dev.kintsugi.merge.compare.KeyBytes;
import dev.kintsugi.merge.spill.Spill;
import java.util.Optional;
import java.util.function.Supplier;

/// Takes all rows of its input into groups, then gives one row a group, in the order of the groups' first rows.
///
/// Without group columns there is exactly one row, whether the input has any or not. Rows of groups that find no room
/// wait on disk, and their groups come after the others.
final class AggregateCursor implements RowCursor {
    private static final Row NO_ROW = new Row(new byte[0], 0, 0);

    private final SpillingInput input;
    private final Optional<KeyColumns> key;
    private final RowFields fields;
    private final Supplier<ImmutableList<Accumulator>> maker;
    private final MemoryBudget budget;
    private final boolean spills;
    private final ValueWriter writer = new ValueWriter();
    private final int bytesPerGroup;
    private KeyTable groups;
    private Accumulator[] outputs;
    private boolean collected;
    private int next;
    private Row row = NO_ROW;

    /// @param key empty for an aggregation without groups
    /// @param maker makes the output columns, empty
    AggregateCursor(
            RowCursor input,
            Optional<KeyColumns> key,
            RowFields fields,
            Supplier<ImmutableList<Accumulator>> maker,
            MemoryBudget budget,
            Spill spill) {
        this.input = new SpillingInput(input, null, budget, spill);
        this.key = key;
        this.fields = fields;
        this.maker = maker;
        this.budget = budget;
        this.spills = spill.isPossible();
        this.groups = new KeyTable(budget);
        this.outputs = maker.get().toArray(Accumulator[]::new);
        int bytes = 0;
        for (Accumulator output : outputs) {
            bytes += output.bytesPerGroup();
        }
        this.bytesPerGroup = bytes;
        if (key.isEmpty()) {
            KeyBytes all = new KeyBytes();
            groups.add(all, KeyTable.hash(all));
        }
    }

    @Override
    public Signal advance() {
        while (true) {
            if (collected) {
                if (next < groups.size()) {
                    row = build(next++);
                    return Signal.ROW;
                }
                if (!input.nextPass()) {
                    return Signal.END;
                }
                startAgain();
            }
            switch (input.advance()) {
                case ROW -> collect(input.row());
                case PENDING -> {
                    return Signal.PENDING;
                }
                case END -> collected = true;
            }
        }
    }

    private void startAgain() {
        budget.clear();
        groups = new KeyTable(budget);
        outputs = maker.get().toArray(Accumulator[]::new);
        collected = false;
        next = 0;
    }

    private void collect(Row partials) {
        fields.read(partials);
        int group = 0;
        long held = 0;
        if (key.isPresent()) {
            KeyBytes bytes = key.get().of(fields);
            int hash = KeyTable.hash(bytes);
            group = groups.find(bytes, hash);
            if (group < 0) {
                if (input.isDivided() || !hasRoom(KeyTable.cost(bytes) + bytesPerGroup)) {
                    input.putAside(hash, partials);
                    return;
                }
                group = groups.add(bytes, hash);
                held = bytesPerGroup;
            }
        }
        for (Accumulator output : outputs) {
            held += output.add(group, fields);
        }
        if (held != 0) {
            budget.take(held);
        }
    }

    /// A quarter is left for the groups that are there to grow.
    private boolean hasRoom(long bytes) {
        return groups.size() == 0 || budget.has(bytes + (spills ? budget.limitBytes() / 4 : 0));
    }

    private Row build(int group) {
        writer.begin(outputs.length);
        for (Accumulator output : outputs) {
            output.write(group, writer);
        }
        byte[] bytes = writer.finish();
        return new Row(bytes, 0, bytes.length);
    }

    @Override
    public Row row() {
        return row;
    }

    @Override
    public void close() {
        input.close();
    }
}
