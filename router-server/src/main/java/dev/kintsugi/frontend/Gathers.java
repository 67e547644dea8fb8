package dev.kintsugi.frontend;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.backend.ShardStatement;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.execute.DescribedStatement;
import dev.kintsugi.execute.RowSink;
import dev.kintsugi.execute.ScatterRun;
import dev.kintsugi.execute.ScatterTask;
import dev.kintsugi.execute.gather.GatherRun;
import dev.kintsugi.execute.gather.GatherTask;
import dev.kintsugi.execute.gather.GatherTask.Question;
import dev.kintsugi.merge.MergeSettings;
import dev.kintsugi.plan.CombinePlan;
import dev.kintsugi.plan.GatherPlan;
import dev.kintsugi.plan.GatherPlan.Groups;
import dev.kintsugi.plan.GatherPlan.Pull;
import dev.kintsugi.plan.GatherPlan.Rows;
import dev.kintsugi.plan.MergePlan;
import dev.kintsugi.plan.PlanBinder;
import dev.kintsugi.plan.RewrittenText;
import dev.kintsugi.plan.Routing;
import dev.kintsugi.plan.ShardQuery;
import dev.kintsugi.shard.ShardMap;
import dev.kintsugi.shard.ShardSet;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.Oids;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// Runs statements over pulled rows for a session: finds the shards of each table, and has their part of a statement
/// outside a block see one snapshot for each shard.
final class Gathers {
    private static final int FIRST_USER_OID = 16384;
    private static final String SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

    private final Session session;
    private final StatementExecution execution;

    Gathers(Session session, StatementExecution execution) {
        this.session = session;
        this.execution = execution;
    }

    /// What is asked: the statement's plan and description, its values, and how its answer is wanted. With
    /// `isolated`, nothing of the session's is under way on its connections: each shard may be read in a
    /// transaction of its own.
    record Request(
            GatherPlan plan, DescribedStatement described, BindValues values, Question question, boolean isolated) {}

    /// The shards to pull from.
    ///
    /// @throws RouterException 0A000 for what means something else on another connection in this state
    ShardSet shards(GatherPlan plan, BindValues values) {
        boolean block = session.transaction().open();
        if (block && plan.readsClock()) {
            throw new RouterException(PgError.unsupported(
                    "the transaction's time in a statement that needs rows of several shards at once is not supported",
                    "pass the time as a parameter, or run the statement outside a transaction block"));
        }
        ShardSet shards = ShardSet.empty();
        for (Pull pull : plan.pulls(block)) {
            shards = shards.union(shards(pull, values));
        }
        return shards.isEmpty() ? ShardSet.of(session.leases().anyShard(ShardMap.HOME)) : shards;
    }

    /// The shards to pull this table from.
    ShardSet shards(Pull pull, BindValues values) {
        return pull.routing() instanceof Routing.AnyShard
                ? ShardSet.of(session.leases().anyShard(ShardMap.HOME))
                : PlanBinder.shards(pull.routing(), values, session.router().shardMap());
    }

    /// Runs on `connections`, which are those to [#shards]; `maxRows` is 0 for all rows. `started` gets the run
    /// before `listener` hears of it.
    void start(
            Request request,
            ImmutableList<BackendConnection> connections,
            int maxRows,
            Consumer<GatherRun> started,
            GatherRun.Listener listener) {
        combine(
                request.plan(),
                request.described(),
                connections,
                plan -> run(
                        plan.isCombined() ? combined(request, plan) : request, connections, maxRows, started, listener),
                listener::failed);
    }

    /// Gives `next` the plan that pulls partial aggregates, where `plan` and the types allow it, else `plan`.
    void combine(
            GatherPlan plan,
            DescribedStatement described,
            ImmutableList<BackendConnection> connections,
            Consumer<GatherPlan> next,
            Consumer<PgError> failed) {
        Optional<CombinePlan> combine = plan.combine();
        if (combine.isEmpty() || described.parameterTypes().stream().anyMatch(type -> type >= FIRST_USER_OID)) {
            next.accept(plan);
            return;
        }
        BackendConnection asked = connections.stream()
                .filter(connection -> connection.shard() == ShardMap.HOME)
                .findFirst()
                .orElse(connections.getFirst());
        described.combine(
                combine.get(),
                asked,
                found -> next.accept(found.orElse(plan)),
                error -> failed.accept(error.withPosition(OptionalInt.empty())));
    }

    private Request combined(Request request, GatherPlan plan) {
        RewrittenText text = plan.text(session.transaction().open());
        // a parameter may stand in the shards' part only
        ImmutableIntArray types = request.described().parameterTypes();
        Question question = switch (request.question()) {
            case Question.Simple _ -> new Question.Simple(text);
            case Question.Copy(var _, String before, String after) -> new Question.Copy(text, before, after);
            case Question.Extended(var _, var _, var values, var formats) ->
                new Question.Extended(text, types, values, formats);
            case Question.Explain(var _, String before, boolean analyze, var _, var values, var rows) ->
                new Question.Explain(text, before, analyze, types, values, rows);
        };
        return new Request(plan, request.described(), request.values(), question, request.isolated());
    }

    private void run(
            Request request,
            ImmutableList<BackendConnection> connections,
            int maxRows,
            Consumer<GatherRun> started,
            GatherRun.Listener listener) {
        GatherTask task;
        try {
            requirePortable(request);
            task = task(request, connections);
        } catch (RouterException e) {
            listener.failed(e.error());
            return;
        }
        GatherRun run = new GatherRun(task, session.output(), session.leases().gatherPool(), session, listener);
        session.gather(run);
        started.accept(run);
        if (request.isolated() && task.tables().size() > 1) {
            execution.syncAll(
                    connections,
                    () -> new OnAll(connections, SNAPSHOT, error -> {
                                if (error == null) {
                                    run.start(maxRows);
                                } else {
                                    listener.failed(error);
                                }
                            })
                            .start());
        } else {
            run.start(maxRows);
        }
    }

    /// A row has the stand-in's type: in text nobody can tell, in binary an array of them could.
    private static void requirePortable(Request request) {
        if (request.plan().wholeRows()
                && request.question() instanceof Question.Extended(var _, var _, var _, var formats)
                && formats.contains(Format.BINARY)
                && request.described().columns().stream().anyMatch(column -> column.typeOid() >= FIRST_USER_OID)) {
            throw new RouterException(PgError.unsupported(
                    "a row as a value in binary format, in a statement that needs rows of several shards at once,"
                            + " is not supported",
                    "ask for the result in text format, or select the columns"));
        }
    }

    private static boolean pulls(Question question) {
        return switch (question) {
            case Question.Simple _, Question.Copy _, Question.Extended _ -> true;
            case Question.Explain explain -> explain.analyze();
        };
    }

    private GatherTask task(Request request, ImmutableList<BackendConnection> connections) {
        var tables = ImmutableList.<GatherTask.Table>builder();
        for (Pull pull : request.plan().pulls(session.transaction().open())) {
            if (pull instanceof Rows rows
                    && rows.columns().stream()
                            .anyMatch(column -> column.localType().isPresent())) {
                requireExactText();
            }
            ShardSet shards = shards(pull, request.values());
            tables.add(new GatherTask.Table(
                    pull,
                    pullTask(pull, request),
                    pulls(request.question())
                            ? connections.stream()
                                    .filter(connection -> shards.contains(connection.shard()))
                                    .collect(toImmutableList())
                            : ImmutableList.of()));
        }
        return new GatherTask(
                tables.build(),
                request.question(),
                request.described().columns(),
                session.inEffect(),
                session.router().limits().gatherLimitBytes(),
                request.isolated() || session.transaction().open());
    }

    /// Values that travel as text must read back the same.
    private void requireExactText() {
        if (!FloatDigits.shortest(session.inEffect())) {
            throw new RouterException(PgError.unsupported(
                    "gathering arrays and rows of user types with extra_float_digits below 1 is not supported",
                    "SET extra_float_digits = 1"));
        }
        String dateStyle = session.inEffect().statements().getOrDefault("datestyle", "ISO");
        if (!Ascii.toUpperCase(dateStyle).contains("ISO")) {
            throw new RouterException(PgError.unsupported(
                    "gathering arrays and rows of user types with this DateStyle is not supported",
                    "SET DateStyle = ISO"));
        }
    }

    static ScatterTask pullTask(Pull pull, Request request) {
        return switch (pull) {
            case Rows rows -> pullTask(rows, request);
            case Groups groups ->
                pullTask(groups.sql(), request.described().parameterTypes(), request.values(), groups.types());
        };
    }

    /// Parameters travel only where the filter needs them, and not those whose types differ between databases.
    private static ScatterTask pullTask(Rows rows, Request request) {
        ImmutableIntArray types = request.described().parameterTypes();
        boolean filtered = rows.filterParameters().stream().allMatch(number -> types.get(number - 1) < FIRST_USER_OID);
        boolean bound = filtered && !rows.filterParameters().isEmpty();
        return pullTask(
                rows.select(filtered),
                bound ? types : ImmutableIntArray.of(),
                bound ? request.values() : BindValues.NONE,
                rows.columns().stream()
                        .map(column -> column.localType().isPresent() ? Oids.TEXT : column.typeOid())
                        .collect(toImmutableList()));
    }

    private static ScatterTask pullTask(
            String sql, ImmutableIntArray parameters, BindValues values, ImmutableList<Integer> types) {
        int columns = types.size();
        ShardQuery query = new ShardQuery(
                sql,
                ImmutableList.copyOf(Collections.nCopies(columns, ShardQuery.ShardColumn.Binary.INSTANCE)),
                new MergePlan(MergePlan.Union.Concatenate.INSTANCE, ImmutableList.of(), columns));
        return new ScatterTask(
                query,
                new ShardStatement(sql.getBytes(StandardCharsets.UTF_8), parameters),
                values,
                StatementExecution.formats(Format.BINARY, columns),
                types);
    }

    /// Ends a statement with its run.
    class GatherListener implements GatherRun.Listener {
        private final Request request;
        private final Completion completion;

        GatherListener(Request request, Completion completion) {
            this.request = request;
            this.completion = completion;
        }

        @Override
        public ScatterRun pull(GatherTask.Table table, RowSink sink, GatherRun.Ended ended) {
            boolean syncEach = request.isolated() || session.transaction().open();
            Completion completed = new Completion() {
                @Override
                public void done() {
                    ended.accept(null);
                }

                @Override
                public void failed(PgError error) {
                    ended.accept(error);
                }

                @Override
                public void failedAndTold() {
                    throw new IllegalStateException("nothing was told");
                }
            };
            return execution.start(
                    table.task(),
                    settings(table),
                    sink,
                    syncEach,
                    table.connections(),
                    0,
                    execution.new RunListener(completed));
        }

        /// What the merge of a table's rows needs to know.
        MergeSettings settings(GatherTask.Table table) {
            return session.mergeSettings(table.task().values(), table.task().clientFormats());
        }

        /// The shards are somebody else's while the statement runs.
        @Override
        public void pulled(GatherRun.Ended next) {
            ends("COMMIT", () -> next.accept(null));
        }

        @Override
        public void completed() {
            session.gather(null);
            completion.done();
        }

        @Override
        public void suspended() {
            throw new IllegalStateException("suspended without a row limit");
        }

        @Override
        public void failed(PgError error) {
            session.gather(null);
            ends("ROLLBACK", () -> completion.failed(error));
        }

        private void ends(String sql, Runnable next) {
            if (session.transaction().open()) {
                execution.syncAll(session.leases().connections(), next);
                return;
            }
            if (!request.isolated()) {
                next.run();
                return;
            }
            execution.syncAll(session.leases().connections(), () -> {
                ImmutableList<BackendConnection> open = session.leases().connections().stream()
                        .filter(connection -> connection.status() != 'I')
                        .collect(toImmutableList());
                new OnAll(open, sql, _ -> {
                            session.output().endOfBuffer();
                            session.leases().releaseAll(true);
                            next.run();
                        })
                        .start();
            });
        }
    }
}
