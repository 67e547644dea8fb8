package dev.kintsugi.merge;

import dev.kintsugi.merge.compare.KeyBytes;
import dev.kintsugi.merge.spill.Spill;
import java.util.Optional;

/// Lets a row pass if no row before it has an equal key.
///
/// Rows whose keys find no room wait on disk until the others have passed; of sorted rows only those with the sort keys
/// at hand can have to, and their order stays.
final class DistinctCursor implements RowCursor {
    private final SpillingInput input;
    private final KeyColumns key;
    private final RowFields fields;
    private final MemoryBudget budget;
    private KeyTable seen;

    /// @param sorted how the input is sorted, if it is; all of it are part of the key
    DistinctCursor(
            RowCursor input,
            Optional<RowOrder> sorted,
            KeyColumns key,
            RowFields fields,
            MemoryBudget budget,
            Spill spill) {
        KeyRuns runs = sorted.map(order -> new KeyRuns(input, order, budget::isNearlyTaken))
                .orElse(null);
        this.input = new SpillingInput(input, runs, budget, spill);
        this.key = key;
        this.fields = fields;
        this.budget = budget;
        this.seen = new KeyTable(budget);
    }

    @Override
    public Signal advance() {
        while (true) {
            switch (input.advance()) {
                case ROW -> {
                    if (isNew(input.row())) {
                        return Signal.ROW;
                    }
                }
                case PENDING -> {
                    return Signal.PENDING;
                }
                case END -> {
                    if (!input.nextPass()) {
                        return Signal.END;
                    }
                    budget.clear();
                    seen = new KeyTable(budget);
                }
            }
        }
    }

    private boolean isNew(Row row) {
        fields.read(row);
        KeyBytes bytes = key.of(fields);
        int hash = KeyTable.hash(bytes);
        if (seen.find(bytes, hash) >= 0) {
            return false;
        }
        if (input.isDivided() || !budget.has(KeyTable.cost(bytes))) {
            input.putAside(hash, row);
            return false;
        }
        seen.add(bytes, hash);
        return true;
    }

    @Override
    public Row row() {
        return input.row();
    }

    @Override
    public void close() {
        input.close();
    }
}
