package dev.kintsugi.frontend;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.execute.PlannedText;
import dev.kintsugi.execute.ScatterRun;
import dev.kintsugi.execute.gather.GatherRun;
import dev.kintsugi.plan.Access;
import dev.kintsugi.plan.ExplainPlan;
import dev.kintsugi.plan.GatherPlan;
import dev.kintsugi.plan.QueryPlan;
import dev.kintsugi.shard.ShardSet;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Format;
import dev.kintsugi.wire.BackendEncoder;
import io.netty.buffer.ByteBuf;
import java.util.Iterator;
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
    abstract sealed class OnSeveral implements Portal {
        final PreparedStatement statement;
        final BindValues values;
        final ImmutableList<Format> formats;
        boolean finished;

        private OnSeveral(PreparedStatement statement, BindValues values, ImmutableList<Format> formats) {
            this.statement = statement;
            this.values = values;
            this.formats = formats;
        }

        /// Encodes the answer to Describe.
        void describe(ByteBuf out) {
            statement
                    .described()
                    .orElseThrow()
                    .description()
                    .columns()
                    .ifPresentOrElse(
                            columns -> BackendEncoder.rowDescription(columns, formats, out),
                            () -> BackendEncoder.noData(out));
        }

        /// Whether it writes on the shards.
        final boolean writes() {
            return statement.text().plan() instanceof QueryPlan.Routed routed
                    && routed.onSeveral() instanceof QueryPlan.OnSeveral.Write;
        }

        /// Gives up what it holds.
        abstract void close();
    }

    /// Runs over rows pulled from several shards; its run holds a connection.
    final class Gathered extends OnSeveral {
        final GatherPlan plan;

        @Nullable
        GatherRun run;

        Gathered(PreparedStatement statement, GatherPlan plan, BindValues values, ImmutableList<Format> formats) {
            super(statement, values, formats);
            this.plan = plan;
        }

        @Override
        void close() {
            GatherRun current = run;
            run = null;
            if (current != null) {
                current.close();
            }
        }
    }

    /// EXPLAIN of a statement on several shards: the answer is made as a whole before its first row.
    final class Explained extends OnSeveral {
        final ExplainPlan plan;
        final ShardSet shards;

        /// What was not sent yet, once the answer is made.
        @Nullable
        Iterator<String> rows;

        Explained(
                PreparedStatement statement,
                ExplainPlan plan,
                ShardSet shards,
                BindValues values,
                ImmutableList<Format> formats) {
            super(statement, values, formats);
            this.plan = plan;
            this.shards = shards;
        }

        @Override
        void close() {
            rows = null;
        }
    }

    /// Runs on the shards themselves, whose rows are merged; or writes there.
    final class Scattered extends OnSeveral {
        final String name;
        final ShardSet shards;

        @Nullable
        ScatterRun run;

        ScatterPortals.@Nullable PortalListener listener;

        /// What runs instead, once the rows have turned out to be beyond the merge.
        @Nullable
        Gathered instead;

        Scattered(
                String name,
                PreparedStatement statement,
                ShardSet shards,
                BindValues values,
                ImmutableList<Format> formats) {
            super(statement, values, formats);
            this.name = name;
            this.shards = shards;
        }

        @Override
        void close() {
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
