package dev.kintsugi.frontend;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.backend.ShardStatement;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.execute.DescribedStatement;
import dev.kintsugi.execute.MergeCheck;
import dev.kintsugi.execute.PlannedText;
import dev.kintsugi.execute.Preparer;
import dev.kintsugi.execute.ScatterTask;
import dev.kintsugi.execute.explain.RowMeters;
import dev.kintsugi.execute.explain.ShardRows;
import dev.kintsugi.execute.gather.GatherTask;
import dev.kintsugi.execute.gather.GatherTask.Question;
import dev.kintsugi.merge.MergeSettings;
import dev.kintsugi.plan.ExplainAnswer;
import dev.kintsugi.plan.ExplainAnswer.NodeActual;
import dev.kintsugi.plan.ExplainAnswer.ServerAnswer;
import dev.kintsugi.plan.ExplainNode;
import dev.kintsugi.plan.ExplainNode.Actual;
import dev.kintsugi.plan.ExplainPlan;
import dev.kintsugi.plan.GatherPlan;
import dev.kintsugi.plan.MergePlan;
import dev.kintsugi.plan.QueryPlan.OnSeveral;
import dev.kintsugi.plan.ShardQuery;
import dev.kintsugi.plan.ShardQuery.ShardColumn;
import dev.kintsugi.shard.ShardMap;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Format;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// One EXPLAIN of a statement on several shards: each server explains its part, and with ANALYZE the statement then
/// runs once more, through the merge, with meters in it and its rows dropped.
///
/// The servers' own plans with ANALYZE come from a run of theirs, in which no rows travel; so the statement runs twice,
/// and one that may write is not explained this way.
final class ExplainRun {
    /// What is asked. `simple` tells the protocol; `isolated` as for [Gathers.Request].
    record Request(ExplainPlan plan, ImmutableIntArray types, BindValues values, boolean simple, boolean isolated) {}

    /// Takes the rows of the answer.
    @FunctionalInterface
    interface Answer {
        void accept(ImmutableList<String> rows);
    }

    private final Session session;
    private final StatementExecution execution;
    private final Request request;
    private final PlannedText statement;
    private final Completion completion;
    private final Answer answer;

    /// `statement` is the explained one; `completion` hears of failures only.
    ExplainRun(
            Session session,
            StatementExecution execution,
            Request request,
            PlannedText statement,
            Completion completion,
            Answer answer) {
        this.session = session;
        this.execution = execution;
        this.request = request;
        this.statement = statement;
        this.completion = completion;
        this.answer = answer;
    }

    /// Runs on these connections, which are those of the statement's own plan.
    void start(ImmutableList<BackendConnection> connections) {
        statement.describe(
                connections.get(0),
                request.types(),
                described -> guarded(connections, () -> described(connections, described)),
                error -> fail(connections, error.movedBy(charactersBefore())));
    }

    private int charactersBefore() {
        String prefix = request.plan().prefix();
        return prefix.codePointCount(0, prefix.length());
    }

    private void described(ImmutableList<BackendConnection> connections, DescribedStatement described) {
        switch (request.plan().statement().onSeveral()) {
            case OnSeveral.Scatter scatter -> scatter(connections, described, scatter);
            case OnSeveral.Gather(GatherPlan plan) -> gather(plan, connections, described);
            case OnSeveral.Refuse _, OnSeveral.Explain _, OnSeveral.Write _ ->
                throw new IllegalStateException("not explained");
        }
    }

    /// A client must get an answer whatever is wrong with the plan.
    private void guarded(ImmutableList<BackendConnection> connections, Runnable step) {
        try {
            step.run();
        } catch (RouterException e) {
            fail(connections, e.error());
        } catch (RuntimeException e) {
            fail(connections, StatementExecution.internal(e));
        }
    }

    private void fail(ImmutableList<BackendConnection> connections, PgError error) {
        if (request.simple()) {
            execution.syncAll(connections, () -> completion.failed(error));
        } else {
            completion.failed(error);
        }
    }

    private void answer(ExplainNode root, OptionalDouble millis) {
        answer.accept(ExplainAnswer.write(root, request.plan().options(), millis));
    }

    // --- asking the servers ---

    /// Has each shard explain the statement that it runs for `task`; `next` gets their rows.
    private void explain(
            ScatterTask task,
            ImmutableList<BackendConnection> connections,
            Consumer<ImmutableList<ImmutableList<String>>> next) {
        String sql = request.plan().prefix() + task.query().sql();
        ShardQuery query = new ShardQuery(
                sql,
                ImmutableList.of(new ShardColumn.AsClient(0)),
                new MergePlan(MergePlan.Union.Concatenate.INSTANCE, ImmutableList.of(), 1));
        ScatterTask explaining = new ScatterTask(
                query,
                new ShardStatement(
                        sql.getBytes(StandardCharsets.UTF_8), task.statement().declaredTypes()),
                task.values(),
                ImmutableList.of(Format.TEXT));
        ShardRows rows = new ShardRows();
        execution.start(
                explaining,
                settings(explaining).with(rows),
                rows,
                syncEach(),
                connections,
                0,
                execution.new RunListener(then(() -> guarded(connections, () -> next.accept(rows.rows())))));
    }

    private boolean syncEach() {
        return request.simple();
    }

    private MergeSettings settings(ScatterTask task) {
        return session.mergeSettings(task.values(), task.clientFormats());
    }

    private Completion then(Runnable next) {
        return new Completion() {
            @Override
            public void done() {
                next.run();
            }

            @Override
            public void failed(PgError error) {
                completion.failed(error);
            }

            @Override
            public void failedAndTold() {
                completion.failedAndTold();
            }
        };
    }

    private ImmutableList<ServerAnswer> servers(
            ImmutableList<BackendConnection> connections,
            ImmutableList<ImmutableList<String>> rows,
            ImmutableList<Actual> actuals) {
        ImmutableList<String> names = Explains.names(connections, session);
        ImmutableList.Builder<ServerAnswer> servers = ImmutableList.builder();
        for (int i = 0; i < rows.size(); i++) {
            Optional<Actual> actual = actuals.isEmpty() ? Optional.empty() : Optional.of(actuals.get(i));
            servers.add(new ServerAnswer(names.get(i), rows.get(i), actual));
        }
        return servers.build();
    }

    // --- a scatter ---

    private void scatter(
            ImmutableList<BackendConnection> connections, DescribedStatement described, OnSeveral.Scatter scatter) {
        DescribedStatement.Resolved resolved;
        try {
            resolved = described.resolve(scatter.plan());
        } catch (RouterException e) {
            gather(connections, described, scatter, e.error());
            return;
        }
        ImmutableList<Format> formats =
                StatementExecution.formats(Format.TEXT, described.columns().size());
        ScatterTask task = new ScatterTask(resolved.query(), resolved.statement(), request.values(), formats);
        Preparer.prepare(
                connections.get(0),
                task.statement(),
                description -> guarded(connections, () -> {
                    Optional<PgError> refusal = MergeCheck.refusal(task, description, settings(task));
                    if (refusal.isPresent()) {
                        gather(connections, described, scatter, refusal.get());
                    } else {
                        explain(task, connections, rows -> analyze(task, connections, rows));
                    }
                }),
                error -> fail(connections, error.withPosition(OptionalInt.empty())));
    }

    /// What the statement itself would do, too, where the rows are beyond the merge.
    private void gather(
            ImmutableList<BackendConnection> connections,
            DescribedStatement described,
            OnSeveral.Scatter scatter,
            PgError refusal) {
        Optional<GatherPlan> otherwise = scatter.otherwise();
        if (otherwise.isEmpty() || !refusal.code().equals(SqlState.FEATURE_NOT_SUPPORTED.code())) {
            fail(connections, refusal);
            return;
        }
        GatherPlan plan = otherwise.get();
        int[] shards = execution.gathers().shards(plan, request.values()).toArray();
        session.leases().readyAll(shards, pulled -> gather(plan, pulled, described), completion::failed);
    }

    private void gather(GatherPlan plan, ImmutableList<BackendConnection> connections, DescribedStatement described) {
        execution
                .gathers()
                .combine(
                        plan,
                        described,
                        connections,
                        settled -> guarded(connections, () -> new Gathered(settled, connections, described).start()),
                        error -> fail(connections, error));
    }

    private void analyze(
            ScatterTask task, ImmutableList<BackendConnection> connections, ImmutableList<ImmutableList<String>> rows) {
        if (!request.plan().options().analyze()) {
            ImmutableList<ServerAnswer> servers = servers(connections, rows, ImmutableList.of());
            answer(ExplainAnswer.scatter(task.query(), servers, ImmutableList.of()), OptionalDouble.empty());
            return;
        }
        RowMeters meters = meters();
        execution.start(
                task,
                settings(task).with(meters),
                meters,
                syncEach(),
                connections,
                0,
                execution.new RunListener(then(() -> answer(
                        ExplainAnswer.scatter(
                                task.query(), servers(connections, rows, meters.shards()), meters.nodes()),
                        OptionalDouble.of(meters.millis())))));
    }

    private RowMeters meters() {
        return new RowMeters(System::nanoTime, request.plan().options().timing());
    }

    // --- a gather ---

    /// Explains what is pulled, table by table, then the statement over the pulled rows.
    private final class Gathered {
        private final GatherPlan plan;
        private final ImmutableList<BackendConnection> connections;
        private final Gathers.Request gathering;
        private final boolean block = session.transaction().open();
        private final ImmutableList<GatherPlan.Pull> pulls;
        private final List<Pulled> explained = new ArrayList<>();
        private final ImmutableList.Builder<String> homeRows = ImmutableList.builder();
        private final Map<GatherPlan.Pull, RowMeters> meters = new HashMap<>();
        private final long start = System.nanoTime();

        /// What a table's shards have said.
        private record Pulled(
                GatherPlan.Pull pull,
                ScatterTask task,
                ImmutableList<BackendConnection> connections,
                ImmutableList<ImmutableList<String>> rows) {}

        Gathered(GatherPlan plan, ImmutableList<BackendConnection> connections, DescribedStatement described) {
            this.plan = plan;
            this.connections = connections;
            this.pulls = plan.pulls(block);
            Question question = new Question.Explain(
                    plan.text(block),
                    request.plan().prefix(),
                    request.plan().options().analyze(),
                    plan.isCombined() ? described.parameterTypes() : request.types(),
                    request.values(),
                    homeRows::add);
            this.gathering = new Gathers.Request(plan, described, request.values(), question, request.isolated());
        }

        void start() {
            if (explained.size() == pulls.size()) {
                execution.gathers().start(gathering, connections, 0, _ -> {}, new Listener());
                return;
            }
            GatherPlan.Pull pull = pulls.get(explained.size());
            ScatterTask task = Gathers.pullTask(pull, gathering);
            var shards = execution.gathers().shards(pull, request.values());
            ImmutableList<BackendConnection> from = connections.stream()
                    .filter(connection -> shards.contains(connection.shard()))
                    .collect(toImmutableList());
            if (from.isEmpty()) {
                explained.add(new Pulled(pull, task, from, ImmutableList.of()));
                start();
                return;
            }
            explain(task, from, rows -> {
                explained.add(new Pulled(pull, task, from, rows));
                start();
            });
        }

        private void end() {
            String home = session.router().shardMap().shards().get(ShardMap.HOME);
            ServerAnswer answered = new ServerAnswer(home, homeRows.build(), Optional.empty());
            ImmutableList<ExplainNode> nodes =
                    explained.stream().map(this::node).collect(toImmutableList());
            double millis = (System.nanoTime() - start) / 1e6;
            answer(
                    ExplainAnswer.gather(plan, block, answered, nodes),
                    request.plan().options().analyze() ? OptionalDouble.of(millis) : OptionalDouble.empty());
        }

        private ExplainNode node(Pulled pulled) {
            RowMeters counted = meters.get(pulled.pull());
            ImmutableList<Actual> actuals = counted == null ? ImmutableList.of() : counted.shards();
            Optional<NodeActual> actual = counted == null
                    ? Optional.empty()
                    : Optional.of(counted.nodes().getFirst());
            return ExplainAnswer.pull(
                    pulled.pull(),
                    pulled.task().query().sql(),
                    servers(pulled.connections(), pulled.rows(), actuals),
                    actual);
        }

        private final class Listener extends Gathers.GatherListener {
            Listener() {
                execution.gathers().super(gathering, then(Gathered.this::end));
            }

            @Override
            MergeSettings settings(GatherTask.Table table) {
                RowMeters counted = meters();
                meters.put(table.pull(), counted);
                return super.settings(table).with(counted);
            }
        }
    }
}
