package dev.kintsugi.frontend;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.execute.PlannedText;
import dev.kintsugi.execute.ScatterRun;
import dev.kintsugi.execute.gather.GatherRun;
import dev.kintsugi.plan.Access;
import dev.kintsugi.plan.GatherPlan;
import dev.kintsugi.plan.QueryPlan;
import dev.kintsugi.shard.ShardSet;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Format;
import dev.kintsugi.wire.BackendEncoder;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// A bound statement of the extended protocol.
sealed interface Portal {
    /// The shard has the portal under the same name.
    record Forwarded(int shard, Access access) implements Portal {}

    /// The router answers it itself: control statements, EXPLAIN (ROUTER), the empty statement.
    record Local(PlannedText text) implements Portal {
        /// Encodes the answer to Describe.
        void describe(ByteBuf out) {
            if (text.plan() instanceof QueryPlan.ExplainRouter) {
                RouterExplain.describe(out);
            } else {
                BackendEncoder.noData(out);
            }
        }
    }

    /// Runs on several shards, and may hold its run between Executes with a row limit.
    sealed interface OnSeveral extends Portal {
        PreparedStatement statement();

        ImmutableList<Format> formats();

        /// Encodes the answer to Describe.
        default void describe(ByteBuf out) {
            BackendEncoder.rowDescription(statement().described().orElseThrow().columns(), formats(), out);
        }

        /// Gives up what it holds.
        void close();
    }

    /// Runs over rows pulled from several shards; holds its run, and with it a connection, between Executes with a
    /// row limit.
    final class Gathered implements OnSeveral {
        final PreparedStatement statement;
        final GatherPlan plan;
        final BindValues values;
        final ImmutableList<Format> formats;

        @Nullable
        GatherRun run;

        boolean finished;

        Gathered(PreparedStatement statement, GatherPlan plan, BindValues values, ImmutableList<Format> formats) {
            this.statement = statement;
            this.plan = plan;
            this.values = values;
            this.formats = formats;
        }

        @Override
        public PreparedStatement statement() {
            return statement;
        }

        @Override
        public ImmutableList<Format> formats() {
            return formats;
        }

        @Override
        public void close() {
            GatherRun current = run;
            run = null;
            if (current != null) {
                current.close();
            }
        }
    }

    /// Runs on several shards; holds its run between Executes with a row limit.
    final class Scattered implements OnSeveral {
        final PreparedStatement statement;
        final ShardSet shards;
        final BindValues values;
        final ImmutableList<Format> formats;

        @Nullable
        ScatterRun run;

        ScatterPortals.@Nullable PortalListener listener;
        boolean finished;

        /// What runs instead, once the rows have turned out to be beyond the merge.
        @Nullable
        Gathered instead;

        Scattered(PreparedStatement statement, ShardSet shards, BindValues values, ImmutableList<Format> formats) {
            this.statement = statement;
            this.shards = shards;
            this.values = values;
            this.formats = formats;
        }

        @Override
        public PreparedStatement statement() {
            return statement;
        }

        @Override
        public ImmutableList<Format> formats() {
            return formats;
        }

        @Override
        public void close() {
            Gathered gathered = instead;
            if (gathered != null) {
                gathered.close();
            }
            ScatterRun current = run;
            run = null;
            if (current != null) {
                current.close();
            }
        }
    }
}
