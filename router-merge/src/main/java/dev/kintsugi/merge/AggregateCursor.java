package dev.kintsugi.merge;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.merge.aggregate.Accumulator;
import dev.kintsugi.merge.aggregate.ValueWriter;
import dev.kintsugi.merge.compare.KeyBytes;
import java.util.Optional;

/// Takes all rows of its input into groups, then gives one row a group, in the order of the groups' first rows.
///
/// Without group columns there is exactly one row, whether the input has any or not.
final class AggregateCursor implements RowCursor {
    private static final Row NO_ROW = new Row(new byte[0], 0, 0);

    private final RowCursor input;
    private final Optional<KeyColumns> key;
    private final RowFields fields;
    private final Accumulator[] outputs;
    private final MemoryBudget budget;
    private final KeyTable groups;
    private final ValueWriter writer = new ValueWriter();
    private final int bytesPerGroup;
    private boolean collected;
    private int next;
    private Row row = NO_ROW;

    /// @param key empty for an aggregation without groups
    AggregateCursor(
            RowCursor input,
            Optional<KeyColumns> key,
            RowFields fields,
            ImmutableList<Accumulator> outputs,
            MemoryBudget budget) {
        this.input = input;
        this.key = key;
        this.fields = fields;
        this.outputs = outputs.toArray(Accumulator[]::new);
        this.budget = budget;
        this.groups = new KeyTable(budget);
        this.bytesPerGroup =
                outputs.stream().mapToInt(Accumulator::bytesPerGroup).sum();
        if (key.isEmpty()) {
            groups.add(new KeyBytes());
        }
    }

    @Override
    public Signal advance() {
        while (!collected) {
            switch (input.advance()) {
                case ROW -> collect(input.row());
                case PENDING -> {
                    return Signal.PENDING;
                }
                case END -> collected = true;
            }
        }
        if (next == groups.size()) {
            return Signal.END;
        }
        row = build(next++);
        return Signal.ROW;
    }

    private void collect(Row partials) {
        fields.read(partials);
        int before = groups.size();
        int group = key.isPresent() ? groups.add(key.get().of(fields)) : 0;
        long held = group == before ? bytesPerGroup : 0;
        for (Accumulator output : outputs) {
            held += output.add(group, fields);
        }
        if (held != 0) {
            budget.take(held);
        }
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
