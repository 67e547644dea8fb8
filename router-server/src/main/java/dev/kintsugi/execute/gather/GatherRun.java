package dev.kintsugi.execute.gather;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.backend.BackendPool;
import dev.kintsugi.backend.LeaseHolder;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.execute.ClientOutput;
import dev.kintsugi.execute.RowSink;
import dev.kintsugi.execute.ScatterRun;
import dev.kintsugi.execute.ShardLeases;
import dev.kintsugi.plan.GatherPlan;
import dev.kintsugi.wire.FrontendEncoder;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One execution of a statement over pulled rows: creates the stand-ins on a connection of its own, pulls table after
/// table into them, runs the statement, and relays its answer for as long as the client takes it.
///
/// Nothing of it outlives the connection's transaction, which is rolled back at the end; a connection that is not clean
/// then is closed. A run is over only when no shard works for it any more. Used on the session's event loop.
public final class GatherRun {
    private static final String BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";

    /// How the session goes on: exactly one of the first three is called for each start or resume.
    public interface Listener {
        /// The answer is on its way.
        void completed();

        /// As many rows as asked for are on their way; [#resume] goes on.
        void suspended();

        void failed(PgError error);

        /// Starts pulling `table` into `sink`; `ended` gets null, or why it failed.
        ScatterRun pull(GatherTask.Table table, RowSink sink, Ended ended);

        /// The shards are not needed any more; `next` goes on.
        void pulled(Ended next);
    }

    /// Takes the outcome of a step; null for success.
    @FunctionalInterface
    public interface Ended {
        void accept(@Nullable PgError error);
    }

    private final GatherTask task;
    private final BackendPool pool;
    private final LeaseHolder holder;
    private final Answer answer;
    private final GatherBudget budget;
    private Listener listener;
    private @Nullable BackendConnection place;
    private @Nullable ScatterRun pulling;
    private @Nullable PgError failure;
    private int pulled;
    private boolean waiting;
    private boolean shardsDone;
    private boolean over;

    /// `pool` lends the connection; what arrives on it is told to `session` as if it were one of its own.
    public GatherRun(GatherTask task, ClientOutput output, BackendPool pool, LeaseHolder session, Listener listener) {
        this.task = task;
        this.pool = pool;
        this.listener = listener;
        this.holder = new GatherHolder(session, this::placeWritable, this::placeLost);
        this.answer = new Answer(task, output);
        this.budget = new GatherBudget(task.budget());
    }

    /// Starts; `limit` rows are sent at first, 0 for all.
    public void start(int limit) {
        answer.limit(limit);
        waiting = true;
        pool.acquire(holder, new BackendPool.Taker() {
            @Override
            public void leased(BackendConnection connection) {
                waiting = false;
                if (over) {
                    connection.release();
                    return;
                }
                place = connection;
                settle(connection);
            }

            @Override
            public void refused(PgError error) {
                waiting = false;
                fail(error);
            }
        });
    }

    /// The session's settings, awaited if there is anything to set: nothing must run under others.
    private void settle(BackendConnection connection) {
        if (connection.settings().equals(task.settings())) {
            setUp(connection);
            return;
        }
        ShardLeases.command(connection, connection.settings().changesTo(task.settings()), error -> {
            if (error != null) {
                fail(error);
            } else {
                connection.settings(task.settings());
                setUp(connection);
            }
        });
    }

    private void setUp(BackendConnection connection) {
        setUp(
                connection,
                Stream.concat(
                        Stream.of(BEGIN),
                        task.tables().stream()
                                .filter(table -> !takesParameters(table))
                                .map(table -> table.pull().create())));
        task.tables().stream().filter(GatherRun::takesParameters).forEach(table -> create(connection, table));
        setUp(connection, task.tables().stream().map(table -> table.pull().check()));
        connection.flush();
        pullNext(connection);
    }

    private void setUp(BackendConnection connection, Stream<String> statements) {
        send(connection, statements.collect(Collectors.joining(";")));
        connection.expect(new SetupUnit(changed(), this::placeFailed));
    }

    private static boolean takesParameters(GatherTask.Table table) {
        return table.pull() instanceof GatherPlan.Groups
                && !table.task().statement().declaredTypes().isEmpty();
    }

    /// The shards' statement stands in that of the creation, with its parameters.
    private void create(BackendConnection connection, GatherTask.Table table) {
        ByteBuf out = connection.out();
        byte[] sql = table.pull().create().getBytes(StandardCharsets.UTF_8);
        FrontendEncoder.parse("", sql, table.task().statement().declaredTypes(), out);
        FrontendEncoder.bind("", "", table.task().values(), ImmutableList.of(), out);
        FrontendEncoder.execute("", 0, out);
        FrontendEncoder.sync(out);
        connection.expect(new SetupUnit(changed(), this::placeFailed));
    }

    private static PgError changed() {
        return PgError.unsupported(
                "a table of this statement has other columns than the router knows", "restart the router");
    }

    private static void send(BackendConnection connection, String sql) {
        FrontendEncoder.query(sql.getBytes(StandardCharsets.UTF_8), connection.out());
    }

    // --- pulling ---

    /// Sent ahead, whatever becomes of the statements before: after an error among them Postgres ignores the rest.
    private void pullNext(BackendConnection connection) {
        while (pulled < task.tables().size()) {
            GatherTask.Table table = task.tables().get(pulled);
            pulled++;
            if (!table.connections().isEmpty()) {
                pull(connection, table);
                return;
            }
        }
        String finish = Stream.concat(
                        task.tables().stream().flatMap(table -> table.pull().finish().stream()),
                        Stream.of("SET TRANSACTION READ ONLY"))
                .collect(Collectors.joining(";"));
        shardsDone = true;
        listener.pulled(error -> {
            if (error != null) {
                fail(error);
            } else if (failure != null) {
                fail(failure);
            } else if (!over) {
                send(connection, finish);
                connection.expect(new CopyInUnit(this::placeFailed));
                ask(connection);
            }
        });
    }

    private void pull(BackendConnection connection, GatherTask.Table table) {
        send(connection, table.pull().copy());
        connection.expect(new CopyInUnit(this::placeFailed));
        boolean[] done = {false};
        ScatterRun run = listener.pull(table, new CopyInSink(connection, budget), error -> {
            done[0] = true;
            pulling = null;
            if (error != null) {
                fail(error);
            } else if (failure != null) {
                fail(failure);
            } else if (!over) {
                pullNext(connection);
            }
        });
        if (!done[0]) {
            pulling = run;
        }
    }

    private void placeWritable() {
        ScatterRun run = pulling;
        if (run != null) {
            run.pump();
        }
    }

    // --- the answer ---

    private void ask(BackendConnection connection) {
        answer.ask(connection, new Answers());
    }

    /// Goes on after [Listener#suspended] with at most `limit` more rows, 0 for all.
    public void resume(int limit, Listener newListener) {
        listener = newListener;
        answer.limit(limit);
        BackendConnection connection = place;
        if (failure != null || connection == null) {
            fail(failure == null ? PgError.of(SqlState.INTERNAL_ERROR, "the gather is over") : failure);
            return;
        }
        answer.more(connection, new Answers());
    }

    private final class Answers implements Answer.Listener {
        @Override
        public void failed(PgError error) {
            remember(error);
        }

        @Override
        public void suspended() {
            listener.suspended();
        }

        @Override
        public void ended() {
            end();
        }
    }

    // --- the end ---

    private void remember(PgError error) {
        if (failure == null) {
            failure = error;
        }
    }

    /// The connection has refused something of the router's own: its position means nothing to the client.
    private void placeFailed(PgError error) {
        PgError plain = error.withPosition(OptionalInt.empty());
        fail(
                plain.code().equals(SqlState.INSUFFICIENT_PRIVILEGE.code())
                        ? plain.withHint("a statement over several shards that cannot be merged needs the TEMPORARY"
                                + " privilege on the database of the home shard")
                        : plain);
    }

    private void placeLost(PgError error) {
        remember(error);
    }

    private void fail(PgError error) {
        remember(error);
        budget.stop(error);
        ScatterRun run = pulling;
        if (run != null) {
            run.abort(error); // goes on when its shards have stopped
        } else if (!shardsDone || !answer.isUnderWay()) {
            end();
        }
    }

    private void end() {
        if (over) {
            return;
        }
        over = true;
        PgError error = failure;
        BackendConnection connection = place;
        place = null;
        if (connection == null) {
            tell(error);
        } else if (connection.lost() || connection.hasUnits()) {
            // in the middle of a COPY perhaps: its transaction goes with it
            letGo(connection::discard, error);
        } else if (connection.status() == 'I') {
            letGo(connection::release, error);
        } else {
            ShardLeases.command(connection, "ROLLBACK", _ -> letGo(connection::release, error));
        }
    }

    /// A connection given back no longer tells when its buffer goes, nor that what it has led to may be sent.
    private void letGo(Runnable giveBack, @Nullable PgError error) {
        holder.endOfBuffer();
        giveBack.run();
        tell(error);
        holder.endOfBurst();
    }

    private void tell(@Nullable PgError error) {
        if (error == null) {
            listener.completed();
        } else {
            listener.failed(error);
        }
    }

    /// The connection, if it has one that owes replies: what a cancel request may stop.
    public @Nullable BackendConnection busy() {
        BackendConnection connection = place;
        return connection != null && connection.hasUnits() ? connection : null;
    }

    /// Gives up waiting for the connection: the statement fails with `error`. Does nothing if it does not wait.
    public void stopWaiting(PgError error) {
        if (waiting) {
            pool.refuse(holder, error);
        }
    }

    /// Stops or resumes reading the answer: back-pressure.
    public void reading(boolean on) {
        BackendConnection connection = place;
        if (connection != null) {
            connection.reading(on);
        }
    }

    /// Gives up a run whose client wants no more; nobody is told.
    public void close() {
        if (over) {
            return;
        }
        over = true;
        stopWaiting(PgError.of(SqlState.QUERY_CANCELED, "the client is gone"));
        ScatterRun run = pulling;
        pulling = null;
        if (run != null) {
            run.close();
        }
        BackendConnection connection = place;
        place = null;
        if (connection != null) {
            connection.discard();
        }
    }
}
