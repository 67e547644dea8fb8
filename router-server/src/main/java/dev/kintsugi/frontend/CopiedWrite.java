package dev.kintsugi.frontend;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.execute.RowSink;
import dev.kintsugi.execute.ScatterRun;
import dev.kintsugi.execute.ScatterTask;
import dev.kintsugi.merge.Row;
import dev.kintsugi.shard.ShardMap;
import io.netty.buffer.ByteBuf;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A write to the copies of reference tables: hears of the run on the lowest shard, whose rows are the client's, has
/// the other shards do the same as soon as that has written, and compares their counts.
///
/// All is written when the first rows come, as Postgres runs a statement with RETURNING to its end before that.
final class CopiedWrite implements ScatterRun.Listener {
    private final StatementExecution execution;
    private final ShardMap map;
    private final ScatterTask task;
    private final ImmutableList<BackendConnection> connections;
    private final boolean syncEach;
    private final LongSupplier tagged;
    private final Runnable tell;
    private final ScatterRun.Listener then;
    private @Nullable ScatterRun others;
    private boolean othersDone;

    /// The first of `connections` is the lowest shard's; `tagged` is the count of its command tag once it has
    /// ended; `tell` encodes the client's CommandComplete; `then` hears of the whole.
    CopiedWrite(
            StatementExecution execution,
            ShardMap map,
            ScatterTask task,
            ImmutableList<BackendConnection> connections,
            boolean syncEach,
            LongSupplier tagged,
            Runnable tell,
            ScatterRun.Listener then) {
        this.execution = execution;
        this.map = map;
        this.task = task;
        this.connections = connections;
        this.syncEach = syncEach;
        this.tagged = tagged;
        this.tell = tell;
        this.then = then;
    }

    @Override
    public void completed(long rows) {
        long count = task.query().columns().isEmpty() ? tagged.getAsLong() : rows;
        onOthers(() -> {
            PgError difference = difference(count);
            if (difference == null) {
                tell.run();
                then.completed(rows);
            } else {
                then.failed(difference);
            }
        });
    }

    @Override
    public void suspended() {
        onOthers(then::suspended);
    }

    private void onOthers(Runnable next) {
        if (othersDone) {
            next.run();
            return;
        }
        Completion completion = new Completion() {
            @Override
            public void done() {
                othersDone = true;
                next.run();
            }

            @Override
            public void failed(PgError error) {
                then.failed(error);
            }

            @Override
            public void failedAndTold() {
                throw new IllegalStateException("rows that nobody gets were relayed");
            }
        };
        ImmutableList<BackendConnection> rest = connections.subList(1, connections.size());
        others = execution.start(task, new Dropped(), syncEach, rest, 0, completion);
    }

    private @Nullable PgError difference(long count) {
        ScatterRun run = others;
        ImmutableList<Long> counts = run == null ? ImmutableList.of() : run.counts();
        for (int i = 0; i < counts.size(); i++) {
            if (counts.get(i) != count) {
                return PgError.of(SqlState.DATA_CORRUPTED, "the copies of a reference table differ between shards")
                        .withDetail("Shard \"%s\" has %d rows to change, shard \"%s\" %d."
                                .formatted(name(0), count, name(i + 1), counts.get(i)))
                        .withHint("compare the table's rows on all shards and repair them there");
            }
        }
        return null;
    }

    private String name(int index) {
        return map.shards().get(connections.get(index).shard());
    }

    @Override
    public void failed(PgError error) {
        then.failed(error);
    }

    @Override
    public void cancel(BackendConnection connection, Runnable done) {
        then.cancel(connection, done);
    }

    @Override
    public void onNotice(ByteBuf buffer, int start, int length) {
        then.onNotice(buffer, start, length);
    }

    /// What the other copies return, which is what the first has returned.
    private static final class Dropped implements RowSink {
        @Override
        public void begin() {}

        @Override
        public boolean writable() {
            return true;
        }

        @Override
        public void row(Row row) {}

        @Override
        public void complete(long count) {}
    }
}
