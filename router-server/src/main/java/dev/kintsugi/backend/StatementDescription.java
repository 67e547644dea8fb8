package dev.kintsugi.backend;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.value.ResultColumn;
import java.util.Optional;

/// A shard's answer to Describe of a statement: parameter types and, if it returns rows, its columns.
public record StatementDescription(ImmutableIntArray parameterTypes, Optional<ImmutableList<ResultColumn>> columns) {
    /// Whether rows of both look the same to a client; table OIDs and column numbers may differ between shards.
    @SuppressWarnings("ReferenceEquality") // the same object needs no comparing
    public boolean sameRows(StatementDescription other) {
        if (this == other) {
            return true;
        }
        if (columns.isPresent() != other.columns.isPresent()) {
            return false;
        }
        if (columns.isEmpty()) {
            return true;
        }
        ImmutableList<ResultColumn> mine = columns.get();
        ImmutableList<ResultColumn> theirs = other.columns.get();
        if (mine.size() != theirs.size()) {
            return false;
        }
        for (int i = 0; i < mine.size(); i++) {
            ResultColumn a = mine.get(i);
            ResultColumn b = theirs.get(i);
            if (!a.name().equals(b.name()) || a.typeOid() != b.typeOid() || a.typeModifier() != b.typeModifier()) {
                return false;
            }
        }
        return true;
    }
}
