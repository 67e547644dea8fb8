package dev.kintsugi.frontend;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.execute.PlannedText;
import dev.kintsugi.execute.ScatterRun;
import dev.kintsugi.plan.Access;
import dev.kintsugi.shard.ShardSet;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Format;
import org.jspecify.annotations.Nullable;

/// A bound statement of the extended protocol.
sealed interface Portal {
    /// The shard has the portal under the same name.
    record Forwarded(int shard, Access access) implements Portal {}

    /// The router answers it itself: control statements, EXPLAIN (ROUTER), the empty statement.
    record Local(PlannedText text) implements Portal {}

    /// Runs on several shards; holds its run between Executes with a row limit.
    final class Scattered implements Portal {
        final PreparedStatement statement;
        final ShardSet shards;
        final BindValues values;
        final ImmutableList<Format> formats;

        @Nullable
        ScatterRun run;

        ScatterPortals.@Nullable PortalListener listener;
        boolean finished;

        Scattered(PreparedStatement statement, ShardSet shards, BindValues values, ImmutableList<Format> formats) {
            this.statement = statement;
            this.shards = shards;
            this.values = values;
            this.formats = formats;
        }

        void close() {
            ScatterRun current = run;
            run = null;
            if (current != null) {
                current.close();
            }
        }
    }
}
