package dev.kintsugi.frontend;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.backend.ShardStatement;
import dev.kintsugi.backend.StatementDescription;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.execute.DataRowSink;
import dev.kintsugi.execute.DescribedStatement;
import dev.kintsugi.execute.PlannedText;
import dev.kintsugi.execute.RowSink;
import dev.kintsugi.execute.ScatterRun;
import dev.kintsugi.execute.ScatterTask;
import dev.kintsugi.execute.ScatterTask.Piece;
import dev.kintsugi.execute.TransactionTime;
import dev.kintsugi.plan.PushedWrite;
import dev.kintsugi.plan.RewrittenText;
import dev.kintsugi.plan.SplitInsert;
import dev.kintsugi.plan.WritePlan;
import dev.kintsugi.shard.ShardSet;
import dev.kintsugi.value.BindValue;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.Oids;
import dev.kintsugi.wire.BackendEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Runs statements that write on several shards, inside a transaction block: the client's or an [ImplicitBlock].
final class ShardWrites {
    private static final StatementDescription NO_ROWS =
            new StatementDescription(ImmutableIntArray.of(), Optional.empty());

    private final Session session;
    private final StatementExecution execution;
    private final ImplicitBlock block;

    ShardWrites(Session session, StatementExecution execution) {
        this.session = session;
        this.execution = execution;
        this.block = new ImplicitBlock(session, execution);
    }

    ImplicitBlock block() {
        return block;
    }

    /// Where the rows and the end of a statement go, and how it is run there: the client's formats, the shards'
    /// Sync, at most so many rows at first. A `simple` query is told where in its text an error is. Where a write
    /// is to be told later than the sink hears of its end, `tell` encodes CommandComplete with what was `counted`.
    private record Call(
            boolean simple,
            BindValues values,
            ImmutableList<Format> formats,
            RowSink sink,
            boolean syncEach,
            int maxRows,
            LongSupplier counted,
            Runnable tell,
            ScatterRun.Listener listener) {}

    // Simple protocol

    /// Runs a statement without parameters, for a simple query, rows included. `written` gets the command tag, and
    /// `completion` hears of failures only.
    void simple(PlannedText text, WritePlan plan, ShardSet shards, Consumer<String> written, Completion completion) {
        try {
            switch (plan) {
                case PushedWrite pushed -> simple(text, pushed, shards, written, completion);
                case SplitInsert split -> simple(text, split, parts(split, BindValues.NONE), written, completion);
            }
        } catch (RouterException e) {
            execution.refuse(text, e.error(), completion);
        }
    }

    private void simple(
            PlannedText text, PushedWrite plan, ShardSet shards, Consumer<String> written, Completion completion) {
        inBlock(
                shards,
                completion,
                connections -> described(
                        text,
                        connections,
                        completion,
                        described -> run(
                                plan,
                                described,
                                connections,
                                call(plan, described.description(), written, completion),
                                _ -> {},
                                completion)));
    }

    private void simple(
            PlannedText text,
            SplitInsert plan,
            SplitInsert.Parts parts,
            Consumer<String> written,
            Completion completion) {
        inBlock(parts.shards(), completion, connections -> {
            Consumer<StatementDescription> next = description -> run(
                    plan,
                    parts,
                    description,
                    connections,
                    call(plan, description, written, completion),
                    _ -> {},
                    completion);
            if (plan.returning() || !plan.even()) {
                described(text, connections, completion, described -> next.accept(described.description()));
            } else {
                next.accept(NO_ROWS); // what is wrong with the text the shards will say of their parts
            }
        });
    }

    private void inBlock(ShardSet shards, Completion completion, Consumer<ImmutableList<BackendConnection>> connected) {
        block.begin(
                SyncAll.EVERY,
                () -> {
                    block.admit(shards);
                    execution.connect(shards, completion, connected);
                },
                completion::failed);
    }

    private void described(
            PlannedText text,
            ImmutableList<BackendConnection> connections,
            Completion completion,
            Consumer<DescribedStatement> next) {
        text.describe(
                connections.get(0),
                ImmutableIntArray.of(),
                next,
                error -> execution.failBeforeSync(connections, error, completion));
    }

    private Call call(
            WritePlan plan, StatementDescription description, Consumer<String> written, Completion completion) {
        ImmutableList<Format> formats = StatementExecution.formats(
                Format.TEXT, description.columns().map(ImmutableList::size).orElse(0));
        long[] counted = {0};
        RowSink sink = new DataRowSink(
                session.output(),
                out -> description.columns().ifPresent(columns -> BackendEncoder.rowDescription(columns, formats, out)),
                count -> counted[0] = count);
        Completion ended = new Completion() {
            @Override
            public void done() {
                written.accept(plan.tag(counted[0]));
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
        return new Call(
                true,
                BindValues.NONE,
                formats,
                sink,
                true,
                0,
                () -> counted[0],
                () -> {},
                execution.new RunListener(ended));
    }

    // Extended protocol

    /// Runs a portal inside the block that is open, all of it or its first `maxRows` rows; with `ending` the shards
    /// are sent Sync at once.
    void execute(
            Portal.Scattered portal,
            WritePlan plan,
            int maxRows,
            boolean ending,
            ScatterPortals.PortalListener listener) {
        DescribedStatement described = portal.statement.described().orElseThrow();
        long[] counted = {0};
        Runnable tell = () -> BackendEncoder.commandComplete(
                plan.tag(counted[0]), session.output().buffer());
        boolean copies = plan instanceof PushedWrite pushed && pushed.rows() == PushedWrite.Rows.COPIES;
        RowSink sink = new DataRowSink(session.output(), _ -> {}, count -> {
            counted[0] = count;
            if (!copies) {
                tell.run();
            }
        });
        boolean syncEach = ending && maxRows == 0;
        Call call = new Call(
                false, portal.values, portal.formats, sink, syncEach, maxRows, () -> counted[0], tell, listener);
        Consumer<ScatterRun> started = run -> portal.run = run;
        portal.listener = listener;
        switch (plan) {
            case PushedWrite pushed -> {
                block.admit(portal.shards);
                execution.connect(
                        portal.shards,
                        listener.completion,
                        connections -> run(pushed, described, connections, call, started, listener.completion));
            }
            case SplitInsert split -> {
                SplitInsert.Parts parts = parts(split, portal.values);
                block.admit(parts.shards());
                execution.connect(
                        parts.shards(),
                        listener.completion,
                        connections -> run(
                                split,
                                parts,
                                described.description(),
                                connections,
                                call,
                                started,
                                listener.completion));
            }
        }
    }

    // Both

    private SplitInsert.Parts parts(SplitInsert plan, BindValues values) {
        return plan.parts(values, session.router().shardMap().shards().size());
    }

    private void run(
            PushedWrite plan,
            DescribedStatement described,
            ImmutableList<BackendConnection> connections,
            Call call,
            Consumer<ScatterRun> started,
            Completion completion) {
        DescribedStatement.Resolved resolved = described.resolve(plan);
        timed(plan, call.values(), completion, values -> {
            ScatterTask task = ScatterTask.write(
                    resolved.query(), ImmutableList.of(new Piece(resolved.statement(), values)), call.formats());
            ImmutableList<BackendConnection> first = connections;
            ScatterRun.Listener listener = call.listener();
            if (plan.rows() == PushedWrite.Rows.COPIES) {
                first = connections.subList(0, 1);
                listener = new CopiedWrite(
                        execution,
                        session.router().shardMap(),
                        task,
                        connections,
                        call.syncEach(),
                        call.counted(),
                        call.tell(),
                        listener);
            }
            started.accept(execution.start(task, call.sink(), call.syncEach(), first, call.maxRows(), listener));
        });
    }

    private void run(
            SplitInsert plan,
            SplitInsert.Parts parts,
            StatementDescription description,
            ImmutableList<BackendConnection> connections,
            Call call,
            Consumer<ScatterRun> started,
            Completion completion) {
        timed(plan, call.values(), completion, values -> {
            ImmutableIntArray types = description.parameterTypes();
            ImmutableIntArray declared = plan.readsClock()
                    ? ImmutableIntArray.builder()
                            .addAll(types)
                            .add(Oids.TIMESTAMPTZ)
                            .build()
                    : types;
            ImmutableList.Builder<Piece> pieces = ImmutableList.builder();
            for (RewrittenText text : parts.texts()) {
                Optional<RewrittenText> places = call.simple() ? Optional.of(text) : Optional.empty();
                byte[] sql = text.sql().getBytes(StandardCharsets.UTF_8);
                pieces.add(new Piece(new ShardStatement(sql, declared), values, places));
            }
            ScatterTask task = ScatterTask.write(parts.query(call.formats().size()), pieces.build(), call.formats());
            ScatterRun run = new ScatterRun(
                    task, call.sink(), session.mergeSettings(values, call.formats()), call.syncEach(), call.listener());
            session.run(run);
            started.accept(run);
            run.startParts(connections, description, call.maxRows());
        });
    }

    /// Gives `next` the values of all parameters: behind the client's the transaction's time, if the statement
    /// reads it.
    private void timed(WritePlan plan, BindValues values, Completion completion, Consumer<BindValues> next) {
        if (!plan.readsClock()) {
            next.accept(values);
            return;
        }
        BackendConnection first = session.leases().connections().stream()
                .filter(connection -> session.leases().joined(connection.shard()))
                .findFirst()
                .orElseThrow();
        Consumer<BindValue> ready = time -> next.accept(values.with(time));
        TransactionTime.of(session.transaction(), first, ready, completion::failed);
    }
}
