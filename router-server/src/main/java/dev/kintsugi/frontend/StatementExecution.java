package dev.kintsugi.frontend;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.backend.ShardStatement;
import dev.kintsugi.backend.ShardTypes;
import dev.kintsugi.backend.StatementDescription;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.execute.CopyTextSink;
import dev.kintsugi.execute.DataRowSink;
import dev.kintsugi.execute.DescribedStatement;
import dev.kintsugi.execute.PlannedText;
import dev.kintsugi.execute.RowSink;
import dev.kintsugi.execute.ScatterRun;
import dev.kintsugi.execute.ScatterTask;
import dev.kintsugi.execute.ShapePlan.Foresight;
import dev.kintsugi.execute.TransactionBlock;
import dev.kintsugi.execute.gather.GatherTask.Question;
import dev.kintsugi.merge.MergeSettings;
import dev.kintsugi.plan.Access;
import dev.kintsugi.plan.ExplainPlan;
import dev.kintsugi.plan.GatherPlan;
import dev.kintsugi.plan.PlanBinder;
import dev.kintsugi.plan.QueryPlan;
import dev.kintsugi.plan.QueryPlan.OnSeveral;
import dev.kintsugi.plan.Routing;
import dev.kintsugi.plan.ShardQuery;
import dev.kintsugi.shard.ShardMap;
import dev.kintsugi.shard.ShardSet;
import dev.kintsugi.sql.Span;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.ResultColumn;
import dev.kintsugi.wire.BackendEncoder;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Finds the shards of a statement and runs scatters: what simple and extended queries have in common.
final class StatementExecution {
    /// How long a shard may go on for rows that nobody wants before it is asked to stop: most are done by then, and
    /// a cancel request takes a connection.
    private static final long LINGER_MILLIS = 20;

    private final Session session;
    private final Gathers gathers;
    private final Explains explains;
    private final ShardWrites writes;

    StatementExecution(Session session) {
        this.session = session;
        this.gathers = new Gathers(session, this);
        this.explains = new Explains(session, this);
        this.writes = new ShardWrites(session, this);
    }

    ShardWrites writes() {
        return writes;
    }

    Explains explains() {
        return explains;
    }

    Gathers gathers() {
        return gathers;
    }

    /// The shards that an execution with these values touches.
    ShardSet shards(QueryPlan.Routed plan, BindValues values) {
        return PlanBinder.shards(plan.routing(), values, session.router().shardMap());
    }

    /// The one shard to forward to; empty if several are needed.
    OptionalInt single(QueryPlan.Routed plan, ShardSet shards) {
        if (shards.size() > 1) {
            return OptionalInt.empty();
        }
        if (shards.isEmpty() || plan.routing() instanceof Routing.AnyShard) {
            return OptionalInt.of(session.leases().anyShard(ShardMap.HOME));
        }
        return OptionalInt.of(shards.first());
    }

    /// The shard that is asked to describe a statement whose values are not known yet.
    int describingShard(QueryPlan.Routed plan) {
        int fixed = switch (plan.routing()) {
            case Routing.ByKey(var _, var shard) -> shard.orElse(ShardMap.HOME);
            case Routing.AnyShard _, Routing.HomeShard _, Routing.AllShards _ -> ShardMap.HOME;
        };
        return session.leases().anyShard(fixed);
    }

    /// Notes a write of the open transaction; refuses the second shard to write to where none can be prepared.
    void admit(Access access, int shard) {
        TransactionBlock transaction = session.transaction();
        if (access == Access.READ || !transaction.open() || transaction.wroteAt(shard)) {
            return;
        }
        if (transaction.wrote()) {
            session.router().twoPhase().requireSlots(shard);
        }
        transaction.wroteTo(shard);
    }

    /// Refuses values in binary format that have a shard's own OIDs of types in them, which mean other types to the
    /// client.
    void requireNoForeignOids(ShardSet shards, DescribedStatement described, ImmutableList<Format> formats) {
        ShardTypes types = session.router().connector().types();
        if (shards.stream().anyMatch(shard -> types.carriesOids(shard, described.columns(), formats))) {
            throw new RouterException(PgError.unsupported(
                    "an array or row of user types in binary format from a shard that has other OIDs for them is not"
                            + " supported",
                    "ask for the result in text format, or select the elements"));
        }
    }

    /// The scatter plan, or the reason why there is none.
    OnSeveral.Scatter scatter(QueryPlan.Routed plan) {
        return switch (plan.onSeveral()) {
            case OnSeveral.Scatter scatter -> scatter;
            case OnSeveral.Gather _, OnSeveral.Explain _, OnSeveral.Write _ ->
                throw new IllegalStateException("not a scatter");
            case OnSeveral.Refuse(PgError error) -> throw new RouterException(error);
        };
    }

    /// Fails a statement that the router will not run: with Postgres' own error if it is wrong in itself (a shard
    /// is asked), else with the refusal.
    void refuse(PlannedText text, PgError refusal, Completion completion) {
        session.leases()
                .ready(
                        session.leases().anyShard(ShardMap.HOME),
                        connection -> text.describe(
                                connection,
                                ImmutableIntArray.of(),
                                _ -> syncAll(ImmutableList.of(connection), () -> completion.failed(refusal)),
                                error -> syncAll(ImmutableList.of(connection), () -> completion.failed(error))),
                        _ -> completion.failed(refusal));
    }

    /// Runs a statement without parameters on several shards, for a simple query; RowDescription included.
    void scatterSimple(PlannedText text, QueryPlan.Routed plan, ShardSet shards, Completion completion) {
        if (plan.onSeveral() instanceof OnSeveral.Refuse(PgError refusal)) {
            refuse(text, refusal, completion);
            return;
        }
        if (plan.onSeveral() instanceof OnSeveral.Gather(GatherPlan gather)) {
            gatherSimple(text, gather, completion);
            return;
        }
        if (plan.onSeveral() instanceof OnSeveral.Explain(ExplainPlan explain)) {
            explains.simple(text, explain, shards, completion);
            return;
        }
        Foresight foresight = text.shape().foresight();
        boolean isNew = text.described(ImmutableIntArray.of()) == null;
        if (foresight != null && isNew && !session.transaction().open()) {
            scatterForeseen(text, plan, foresight, shards, completion);
        } else {
            scatterDescribed(text, plan, shards, completion);
        }
    }

    private void scatterDescribed(PlannedText text, QueryPlan.Routed plan, ShardSet shards, Completion completion) {
        connect(
                shards,
                completion,
                connections -> text.describe(
                        connections.get(0),
                        ImmutableIntArray.of(),
                        described -> scatterSimple(text, described, scatter(plan), connections, completion),
                        error -> failBeforeSync(connections, error, completion)));
    }

    /// A new text of a shape whose results are known: all is sent in one go, and the shards confirm.
    private void scatterForeseen(
            PlannedText text, QueryPlan.Routed plan, Foresight foresight, ShardSet shards, Completion completion) {
        ImmutableList<ResultColumn> columns = foresight.client().columns().orElse(ImmutableList.of());
        ShardQuery query;
        try {
            query = scatter(plan).plan().resolve(columns);
        } catch (RouterException _) {
            scatterDescribed(text, plan, shards, completion);
            return;
        }
        ImmutableList<Format> formats = formats(Format.TEXT, columns.size());
        ShardStatement statement =
                new ShardStatement(query.sql().getBytes(StandardCharsets.UTF_8), ImmutableIntArray.of());
        ScatterTask task = new ScatterTask(query, statement, BindValues.NONE, formats);
        DataRowSink sink =
                new DataRowSink(session.output(), out -> BackendEncoder.rowDescription(columns, formats, out));
        connect(shards, completion, connections -> {
            MergeSettings settings = session.mergeSettings(BindValues.NONE, formats);
            ScatterRun run = run(task, settings, sink, true, new RunListener(completion) {
                @Override
                public void unforeseen() {
                    session.run(null);
                    text.shape().foresee(null);
                    scatterDescribed(text, plan, shards, completion);
                }

                @Override
                public void unmergeable(PgError error) {
                    session.run(null);
                    scatterDescribed(text, plan, shards, completion);
                }
            });
            run.startForeseen(connections, foresight.shards());
        });
    }

    private void scatterSimple(
            PlannedText text,
            DescribedStatement described,
            OnSeveral.Scatter scatter,
            ImmutableList<BackendConnection> connections,
            Completion completion) {
        ImmutableList<Format> formats = formats(Format.TEXT, described.columns().size());
        Unmergeable otherwise = new Unmergeable(
                scatter,
                shards -> text.shape().foresee(new Foresight(described.description(), shards)),
                plan -> gatherSimple(text, plan, completion),
                completion);
        ScatterTask task = task(described, scatter, BindValues.NONE, formats, otherwise);
        if (task != null) {
            DataRowSink sink = new DataRowSink(
                    session.output(), out -> BackendEncoder.rowDescription(described.columns(), formats, out));
            start(task, sink, true, connections, 0, otherwise.listener());
        }
    }

    /// What becomes of a scatter whose rows turn out to be beyond the merge: a gather, if there is one.
    private final class Unmergeable implements Completion {
        private final OnSeveral.Scatter scatter;
        private final Consumer<StatementDescription> described;
        private final Consumer<GatherPlan> gather;
        private final Completion completion;

        /// `described` is told how the shards describe what they run.
        Unmergeable(
                OnSeveral.Scatter scatter,
                Consumer<StatementDescription> described,
                Consumer<GatherPlan> gather,
                Completion completion) {
            this.scatter = scatter;
            this.described = described;
            this.gather = gather;
            this.completion = completion;
        }

        ScatterRun.Listener listener() {
            return new RunListener(completion) {
                @Override
                public void described(StatementDescription description) {
                    described.accept(description);
                }

                @Override
                public void unmergeable(PgError error) {
                    session.run(null);
                    Unmergeable.this.failed(error);
                }
            };
        }

        @Override
        public void done() {
            completion.done();
        }

        @Override
        public void failed(PgError error) {
            if (scatter.otherwise().isPresent() && error.code().equals(SqlState.FEATURE_NOT_SUPPORTED.code())) {
                gather.accept(scatter.otherwise().get());
            } else {
                completion.failed(error);
            }
        }

        @Override
        public void failedAndTold() {
            completion.failedAndTold();
        }
    }

    /// Runs a statement without parameters over pulled rows, for a simple query.
    private void gatherSimple(PlannedText text, GatherPlan plan, Completion completion) {
        gather(text, plan, new Question.Simple(plan.text(session.transaction().open())), 0, completion);
    }

    private void gather(PlannedText text, GatherPlan plan, Question question, int offset, Completion completion) {
        connect(
                gathers.shards(plan, BindValues.NONE),
                completion,
                connections -> text.describe(
                        connections.get(0),
                        ImmutableIntArray.of(),
                        described -> {
                            boolean isolated = !session.transaction().open();
                            Gathers.Request request =
                                    new Gathers.Request(plan, described, BindValues.NONE, question, isolated);
                            gathers.start(
                                    request, connections, 0, _ -> {}, gathers.new GatherListener(request, completion));
                        },
                        error -> failBeforeSync(connections, error.movedBy(offset), completion)));
    }

    /// Runs COPY (query) TO STDOUT over several shards.
    ///
    /// `whole` is the client's statement, of which `offset` characters stand before the query.
    void copyOut(
            byte[] whole,
            QueryPlan.CopyOut plan,
            PlannedText inner,
            int offset,
            ShardSet shards,
            Completion completion) {
        Consumer<GatherPlan> gather =
                gathered -> gather(inner, gathered, copyQuestion(whole, plan, gathered), offset, completion);
        if (plan.query().onSeveral() instanceof OnSeveral.Gather(GatherPlan gathered)) {
            gather.accept(gathered);
            return;
        }
        OnSeveral.Scatter scatter = scatter(plan.query());
        Unmergeable otherwise = new Unmergeable(scatter, _ -> {}, gather, completion);
        connect(
                shards,
                completion,
                connections -> inner.describe(
                        connections.get(0),
                        ImmutableIntArray.of(),
                        described -> {
                            ImmutableList<Format> formats =
                                    formats(Format.TEXT, described.columns().size());
                            ScatterTask task = task(described, scatter, BindValues.NONE, formats, otherwise);
                            if (task == null) {
                                return;
                            }
                            ImmutableList<String> names = described.columns().stream()
                                    .map(ResultColumn::name)
                                    .collect(toImmutableList());
                            CopyTextSink sink = new CopyTextSink(session.output(), plan.format(), names);
                            start(task, sink, true, connections, 0, otherwise.listener());
                        },
                        error -> failBeforeSync(connections, error.movedBy(offset), completion)));
    }

    private Question copyQuestion(byte[] whole, QueryPlan.CopyOut plan, GatherPlan gathered) {
        return switch (plan.text()) {
            case QueryPlan.CopyQuery.Part(Span span) ->
                new Question.Copy(
                        gathered.text(session.transaction().open()),
                        new String(whole, 0, span.start(), StandardCharsets.UTF_8),
                        new String(whole, span.end(), whole.length - span.end(), StandardCharsets.UTF_8));
            case QueryPlan.CopyQuery.Made _ -> throw new IllegalStateException("the rows of one table need no gather");
        };
    }

    void connect(ShardSet shards, Completion completion, Consumer<ImmutableList<BackendConnection>> taker) {
        session.leases().readyAll(shards.toArray(), taker, completion::failed);
    }

    /// The first shard has refused the statement and waits for a Sync.
    void failBeforeSync(ImmutableList<BackendConnection> connections, PgError error, Completion completion) {
        syncAll(connections, () -> completion.failed(error));
    }

    /// Sends Sync where one is due and goes on when all are ready.
    void syncAll(ImmutableList<BackendConnection> connections, Runnable done) {
        new SyncAll(connections, SyncAll.EVERY, _ -> done.run()).start();
    }

    private @Nullable ScatterTask task(
            DescribedStatement described,
            OnSeveral.Scatter scatter,
            BindValues values,
            ImmutableList<Format> formats,
            Completion completion) {
        try {
            DescribedStatement.Resolved resolved = described.resolve(scatter.plan());
            return new ScatterTask(resolved.query(), resolved.statement(), values, formats);
        } catch (RouterException e) {
            syncAll(session.leases().connections(), () -> completion.failed(e.error()));
            return null;
        } catch (RuntimeException e) {
            // a client must get an answer whatever is wrong with the plan
            syncAll(session.leases().connections(), () -> completion.failed(internal(e)));
            return null;
        }
    }

    static ImmutableList<Format> formats(Format format, int count) {
        return ImmutableList.copyOf(Collections.nCopies(count, format));
    }

    /// Starts a run; with `maxRows` it may stop in between, which only [ScatterRun.Listener#suspended] tells.
    ScatterRun start(
            ScatterTask task,
            RowSink sink,
            boolean syncEach,
            ImmutableList<BackendConnection> connections,
            int maxRows,
            Completion completion) {
        return start(task, sink, syncEach, connections, maxRows, new RunListener(completion));
    }

    ScatterRun start(
            ScatterTask task,
            RowSink sink,
            boolean syncEach,
            ImmutableList<BackendConnection> connections,
            int maxRows,
            ScatterRun.Listener listener) {
        MergeSettings settings = session.mergeSettings(task.values(), task.clientFormats());
        return start(task, settings, sink, syncEach, connections, maxRows, listener);
    }

    ScatterRun start(
            ScatterTask task,
            MergeSettings settings,
            RowSink sink,
            boolean syncEach,
            ImmutableList<BackendConnection> connections,
            int maxRows,
            ScatterRun.Listener listener) {
        ScatterRun run = run(task, settings, sink, syncEach, listener);
        run.start(connections, maxRows);
        return run;
    }

    private ScatterRun run(
            ScatterTask task, MergeSettings settings, RowSink sink, boolean syncEach, ScatterRun.Listener listener) {
        ScatterRun run = new ScatterRun(task, sink, settings, syncEach, listener);
        session.run(run);
        return run;
    }

    /// Ends a statement with its run.
    class RunListener implements ScatterRun.Listener {
        private final Completion completion;

        RunListener(Completion completion) {
            this.completion = completion;
        }

        @Override
        public void completed(long rows) {
            session.run(null);
            completion.done();
        }

        @Override
        public void suspended() {
            throw new IllegalStateException("suspended without a row limit");
        }

        @Override
        public void failed(PgError error) {
            session.run(null);
            completion.failed(error);
        }

        @Override
        public void cancel(BackendConnection connection, Runnable done) {
            session.cancel(connection, done);
        }

        /// Not in a block, which a cancelled statement would fail.
        @Override
        public void lingering(Runnable stop) {
            if (!session.transaction().open()) {
                session.output().later(stop, LINGER_MILLIS);
            }
        }

        @Override
        public void onNotice(ByteBuf buffer, int start, int length) {
            session.output().relay(buffer, start, length);
            session.output().flush(); // as Postgres does, though it keeps rows
        }
    }

    static PgError internal(Throwable cause) {
        return PgError.of(SqlState.INTERNAL_ERROR, "internal error: " + cause)
                .withHint("this is a bug of the router: please report it with the statement");
    }
}
