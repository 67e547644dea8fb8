package dev.kintsugi.execute;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.backend.StatementDescription;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.merge.MergePipeline;
import dev.kintsugi.merge.MergeSettings;
import dev.kintsugi.merge.RowCursor;
import dev.kintsugi.value.Format;
import dev.kintsugi.wire.FrontendEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One execution of a statement on several shards: prepares and runs it everywhere, merges, and pumps rows to the
/// client for as long as the client takes them.
///
/// The run is over (completed or failed) only when every shard has answered, so that each connection can be used
/// again. On one shard's error the others are cancelled and drained; of several errors that of the lowest shard is
/// told.
public final class ScatterRun {
    /// Rows that a shard is asked for at a time when the client asks piece by piece: what is held at most while it
    /// pauses.
    private static final int FETCH_AHEAD = 512;

    /// How the session goes on. Exactly one call for each start or resume.
    public interface Listener {
        /// All rows are sent.
        void completed(long rows);

        /// As many rows as asked for are sent; [#resume] goes on.
        void suspended();

        void failed(PgError error);

        /// How all shards describe the statement, before it runs; not after [ScatterRun#startForeseen].
        default void described(StatementDescription description) {}

        /// What was foreseen has not come true; nothing was sent to the client.
        default void unforeseen() {
            throw new IllegalStateException("nothing was foreseen");
        }

        /// Nothing was run: the rows could not be merged exactly.
        default void unmergeable(PgError error) {
            failed(error);
        }

        /// Stops a shard's statement; `done` runs when the request can no longer hit anything else.
        void cancel(BackendConnection connection, Runnable done);

        /// The client has all its rows, though some shards still work; `stop` cancels what they do, and does
        /// nothing once they are done.
        default void lingering(Runnable stop) {}

        void onNotice(ByteBuf buffer, int start, int length);
    }

    private final ScatterTask task;
    private final RowSink sink;
    private final MergeSettings settings;
    private final boolean syncEach;
    private final Listener listener;
    private final List<ShardCursor> cursors = new ArrayList<>();
    private final Set<ByteBuf> noticesSeen = new HashSet<>();
    private @Nullable RowCursor merged;
    private @Nullable PgError failure;
    private int maxRows;
    private int fetchRows;
    private long rows;
    private long rowsThisTime;
    private int awaited;
    private boolean ended;
    private boolean over;
    private boolean pausing;
    private boolean relaying;
    private boolean pumping;
    private boolean again;
    private boolean shardFailed;
    private boolean unmergeable;
    private @Nullable StatementDescription foreseen;

    /// Shards that have not confirmed yet what was foreseen.
    private int unanswered;

    private boolean mistaken;

    /// Whether each shard has a part of its own, of which it says everything itself.
    private boolean parts;

    /// `syncEach` sends Sync behind the statement on each shard, as for a simple query; else Sync is left to the
    /// session.
    public ScatterRun(ScatterTask task, RowSink sink, MergeSettings settings, boolean syncEach, Listener listener) {
        this.task = task;
        this.sink = sink;
        this.settings = settings;
        this.syncEach = syncEach;
        this.listener = listener;
    }

    /// Starts on these connections; `limit` rows are sent at first, 0 for all.
    public void start(ImmutableList<BackendConnection> connections, int limit) {
        maxRows = limit;
        ScatterPreparation.prepare(
                connections, task, description -> run(connections, description), error -> abandon(connections, error));
    }

    /// Starts on these connections at once, taking it that every shard will describe the statement like this; if
    /// not, only [Listener#unforeseen] is told. Outside transaction blocks only, and with Sync.
    public void startForeseen(ImmutableList<BackendConnection> connections, StatementDescription description) {
        checkState(syncEach, "a shard that refuses the statement has to be synced");
        foreseen = description;
        run(connections, description);
    }

    /// Starts on these connections at once, under no name; a shard that describes its part in another way fails the
    /// run. All shards are waited for, so that of several errors the first in the client's text is told.
    public void startParts(ImmutableList<BackendConnection> connections, StatementDescription description, int limit) {
        maxRows = limit;
        foreseen = description;
        parts = true;
        run(connections, description);
    }

    /// Nothing was executed: Sync where that is ours to do, then tell.
    private void abandon(ImmutableList<BackendConnection> connections, PgError error) {
        failure = error;
        ended = true;
        awaited++; // not over before all are told, though one that is lost answers at once
        if (syncEach) {
            for (BackendConnection connection : connections) {
                sync(connection);
            }
        }
        awaited--;
        maybeOver();
    }

    private void sync(BackendConnection connection) {
        awaited++;
        connection.sync(new CommandUnit(_ -> {
            awaited--;
            maybeOver();
        }));
        connection.flush();
    }

    private void run(ImmutableList<BackendConnection> connections, StatementDescription description) {
        ImmutableList<Format> formats = task.shardFormats();
        fetchRows = Math.min(maxRows, FETCH_AHEAD);
        relaying = maxRows == 0 && sink.takesDataRows() && task.query().isPlainConcatenation();
        String portal =
                maxRows > 0 ? task.statement().name() + "_" + Integer.toHexString(System.identityHashCode(this)) : "";
        for (BackendConnection connection : connections) {
            cursors.add(new ShardCursor(
                    connection, portal, fetchRows, new CursorListener(), relaying ? this::relay : null));
        }
        try {
            merged = MergePipeline.open(
                    task.query().merge(), task.layout(description), ImmutableList.copyOf(cursors), settings);
        } catch (RouterException e) {
            cursors.clear();
            unmergeable = true;
            abandon(connections, e.error());
            return;
        }
        unanswered = foreseen == null ? 0 : cursors.size();
        if (foreseen == null) {
            listener.described(description);
            sink.begin();
        }
        for (int i = 0; i < cursors.size(); i++) {
            ShardCursor cursor = cursors.get(i);
            if (foreseen != null) {
                cursor.hold(true);
                cursor.prepare(task.piece(i).statement(), this::answered);
            }
            ScatterTask.Piece piece = task.piece(i);
            cursor.bind(foreseen == null ? piece.statement().name() : "", piece.values(), formats);
            cursor.fetch();
            if (syncEach) {
                sync(cursor.connection());
            } else {
                FrontendEncoder.flush(cursor.connection().out());
                cursor.connection().flush();
            }
        }
        pump(); // shards that were lost meanwhile will not send anything that could get us going
    }

    /// A shard has described the statement that was sent ahead, or refused it.
    private void answered(Optional<StatementDescription> description) {
        StatementDescription expected = foreseen;
        mistaken |= description.isPresent() && expected != null && !expected.sameRows(description.get());
        unanswered--;
        if (unanswered > 0 || ended) {
            return;
        }
        for (ShardCursor cursor : cursors) {
            PgError error = cursor.error();
            mistaken |= !parts && error != null && isOfText(error.code());
        }
        if (mistaken) {
            fail(parts ? ScatterPreparation.unlike() : internal("a shard describes the statement in another way"));
            return;
        }
        sink.begin();
        for (ShardCursor cursor : cursors) {
            cursor.hold(false);
        }
    }

    /// Whether an error lies in the statement itself, so that the client's own text will show it and where.
    private static boolean isOfText(String code) {
        return code.startsWith("42") || code.startsWith("22") || code.startsWith("0A") || code.startsWith("21");
    }

    /// Rows that the client gets as they are: nobody has to look at them.
    private void relay(ByteBuf buffer, int start, int length, int count) {
        sink.relay(buffer, start, length);
        rows += count;
        rowsThisTime += count;
    }

    /// Goes on after [Listener#suspended] with at most `limit` more rows, 0 for all.
    public void resume(int limit) {
        pause(false);
        maxRows = limit;
        rowsThisTime = 0;
        pump();
    }

    private void pause(boolean on) {
        pausing = on;
        cursors.forEach(cursor -> cursor.pause(on));
    }

    /// Takes in what has just arrived; called when a network buffer is about to be released.
    public void endOfBuffer() {
        seal();
        pump();
    }

    /// Copies what has just arrived out of the network buffer, for a run that is suspended, too: its shards may
    /// still send the rest of what they were asked for.
    public void seal() {
        for (ShardCursor cursor : cursors) {
            cursor.seal();
        }
    }

    /// Sends rows for as long as there are some and the client takes them.
    public void pump() {
        again = true;
        RowCursor source = merged;
        if (source == null || ended || pausing || pumping || unanswered > 0) {
            return;
        }
        // What follows is the session's next statement perhaps, whose failures are not this run's.
        Pumped pumped = Pumped.WAIT;
        pumping = true;
        while (again && pumped == Pumped.WAIT) {
            again = false; // until a flush has the sink ask for more
            if (relaying) {
                read(sink.writable());
            }
            pumped = pumped(source);
            sink.pumped();
        }
        pumping = false;
        switch (pumped) {
            case PAUSE -> {
                pause(true);
                listener.suspended();
            }
            case WAIT -> {}
            case FAIL -> fail(failure == null ? internal("no reason") : failure);
            case END -> end(source);
        }
    }

    /// Rows that are relayed wait nowhere here: a client that does not take them stops the shards.
    private void read(boolean on) {
        for (ShardCursor cursor : cursors) {
            if (!cursor.finished()) {
                cursor.connection().reading(on);
            }
        }
    }

    private enum Pumped {
        PAUSE,
        WAIT,
        FAIL,
        END
    }

    private Pumped pumped(RowCursor source) {
        try {
            while (sink.writable()) {
                switch (source.advance()) {
                    case ROW -> {
                        sink.row(source.row());
                        rows++;
                        rowsThisTime++;
                        if (rowsThisTime == maxRows) {
                            return Pumped.PAUSE;
                        }
                    }
                    case PENDING -> {
                        return checkShards();
                    }
                    case END -> {
                        return Pumped.END;
                    }
                }
            }
            return Pumped.WAIT;
        } catch (RouterException e) {
            failure = e.error();
            return Pumped.FAIL;
        } catch (RuntimeException e) {
            failure = internal("merging rows failed: " + e);
            return Pumped.FAIL;
        }
    }

    private static PgError internal(String message) {
        return PgError.of(SqlState.INTERNAL_ERROR, message);
    }

    private Pumped checkShards() {
        for (ShardCursor cursor : cursors) {
            PgError error = cursor.error();
            if (error != null) {
                shardFailed = true;
                failure = error;
                return Pumped.FAIL;
            }
        }
        return Pumped.WAIT;
    }

    /// Stops the run with this error, for what it is pumped into has failed; before its first rows, at those.
    public void abort(PgError error) {
        if (merged != null && !ended) {
            fail(error);
        }
    }

    /// Stops a run that waits for no shard but for what it has put aside; others stop when their shards do.
    public void abortMerge(PgError error) {
        if (allFinished()) {
            abort(error);
        }
    }

    private void end(RowCursor source) {
        ended = true;
        source.close();
        if (syncEach && !allFinished()) {
            listener.lingering(this::cancelShards);
        }
        maybeOver();
    }

    private void fail(PgError error) {
        if (failure == null) {
            failure = error;
        }
        ended = true;
        if (!parts) {
            cancelShards();
        }
        RowCursor source = merged;
        if (source != null) {
            source.close();
        }
        maybeOver();
    }

    private void cancelShards() {
        for (ShardCursor cursor : cursors) {
            if (!over && !cursor.finished() && !cursor.connection().skipping()) {
                awaited++;
                listener.cancel(cursor.connection(), () -> {
                    awaited--;
                    maybeOver();
                });
            }
        }
    }

    private void maybeOver() {
        if (!ended || over || awaited > 0 || !allFinished()) {
            return;
        }
        over = true;
        PgError error = shardFailed ? firstShardError() : failure;
        if (mistaken && !parts) {
            listener.unforeseen();
        } else if (error == null) {
            sink.complete(counted());
            listener.completed(rows);
        } else if (unmergeable) {
            listener.unmergeable(error);
        } else {
            listener.failed(error);
        }
    }

    /// The counts in the command tags of the shards, once all is completed.
    public ImmutableList<Long> counts() {
        return cursors.stream().map(ShardCursor::counted).collect(ImmutableList.toImmutableList());
    }

    private long counted() {
        return switch (task.counting()) {
            case ROWS -> rowsThisTime; // as Postgres counts when a portal is executed piece by piece
            case TAGS -> cursors.stream().mapToLong(ShardCursor::counted).sum();
        };
    }

    private boolean allFinished() {
        for (int i = 0; i < cursors.size(); i++) {
            if (!cursors.get(i).finished()) {
                return false;
            }
        }
        return true;
    }

    /// The first error in the client's text, else that of the lowest shard that failed by itself, so that the same
    /// failure is told the same way every time.
    private @Nullable PgError firstShardError() {
        PgError first = null;
        for (int i = 0; i < cursors.size(); i++) {
            PgError error = cursors.get(i).error();
            if (error != null && !error.code().equals(SqlState.QUERY_CANCELED.code())) {
                PgError shown = task.piece(i).inClientText(error);
                if (first == null || place(shown) < place(first)) {
                    first = shown;
                }
            }
        }
        return first == null && failure != null ? failure.withPosition(OptionalInt.empty()) : first;
    }

    private static int place(PgError error) {
        return error.position().orElse(Integer.MAX_VALUE);
    }

    /// Gives up a run whose client wants no more: what the shards still send is dropped.
    public void close() {
        ended = true;
        over = true;
        RowCursor source = merged;
        if (source != null) {
            source.close();
        }
    }

    public boolean over() {
        return over;
    }

    private final class CursorListener implements ShardCursor.Listener {
        @Override
        public void onArrival() {}

        @Override
        public void onFinished(ShardCursor cursor) {
            if (ended) {
                maybeOver();
            }
        }

        @Override
        public void onNotice(ByteBuf buffer, int start, int length) {
            ByteBuf copy = Unpooled.copiedBuffer(buffer.slice(start, length));
            if (noticesSeen.size() < 100 && noticesSeen.add(copy)) {
                listener.onNotice(buffer, start, length);
            }
        }
    }
}
