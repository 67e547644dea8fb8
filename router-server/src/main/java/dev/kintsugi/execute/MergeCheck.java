package dev.kintsugi.execute;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.StatementDescription;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.merge.MergePipeline;
import dev.kintsugi.merge.MergeSettings;
import dev.kintsugi.merge.Row;
import dev.kintsugi.merge.RowCursor;
import java.util.Optional;

/// Tells whether the rows of a scatter could be merged, without running it.
public final class MergeCheck {
    private MergeCheck() {}

    /// Why not; empty if they can. `described` is the shards' statement as a shard has described it.
    public static Optional<PgError> refusal(ScatterTask task, StatementDescription described, MergeSettings settings) {
        try {
            MergePipeline.open(task.query().merge(), task.layout(described), ImmutableList.of(new NoRows()), settings)
                    .close();
            return Optional.empty();
        } catch (RouterException e) {
            return Optional.of(e.error());
        }
    }

    private static final class NoRows implements RowCursor {
        @Override
        public Signal advance() {
            return Signal.END;
        }

        @Override
        public Row row() {
            throw new IllegalStateException("no row");
        }

        @Override
        public void close() {}
    }
}
