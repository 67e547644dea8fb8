package dev.kintsugi.frontend;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.error.PgError;
import dev.kintsugi.execute.DataRowSink;
import dev.kintsugi.execute.DescribedStatement;
import dev.kintsugi.execute.PlannedText;
import dev.kintsugi.execute.RowSink;
import dev.kintsugi.execute.ScatterTask;
import dev.kintsugi.execute.TransactionTime;
import dev.kintsugi.plan.PushedWrite;
import dev.kintsugi.plan.WritePlan;
import dev.kintsugi.shard.ShardSet;
import dev.kintsugi.value.BindValue;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Format;
import dev.kintsugi.wire.BackendEncoder;
import java.util.Optional;
import java.util.function.Consumer;

/// Runs statements that write on several shards, inside a transaction block: the client's or an [ImplicitBlock].
final class ShardWrites {
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

    /// Runs a statement without parameters, for a simple query, rows included. `written` gets the command tag, and
    /// `completion` hears of failures only.
    void simple(PlannedText text, WritePlan plan, ShardSet shards, Consumer<String> written, Completion completion) {
        block.begin(
                SyncAll.EVERY,
                () -> {
                    block.admit(shards);
                    execution.connect(
                            shards,
                            completion,
                            connections -> text.describe(
                                    connections.get(0),
                                    ImmutableIntArray.of(),
                                    described -> simple(described, plan, connections, written, completion),
                                    error -> execution.failBeforeSync(connections, error, completion)));
                },
                completion::failed);
    }

    private void simple(
            DescribedStatement described,
            WritePlan plan,
            ImmutableList<BackendConnection> connections,
            Consumer<String> written,
            Completion completion) {
        ImmutableList<Format> formats =
                StatementExecution.formats(Format.TEXT, described.columns().size());
        String[] tag = {plan.tag()};
        RowSink sink = new DataRowSink(
                session.output(),
                out -> {
                    if (described.description().columns().isPresent()) {
                        BackendEncoder.rowDescription(described.columns(), formats, out);
                    }
                },
                count -> tag[0] = plan.tag() + " " + count);
        Completion ended = new Completion() {
            @Override
            public void done() {
                written.accept(tag[0]);
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
        timed(
                plan,
                time -> execution.start(
                        task(plan, described, BindValues.NONE, time, formats), sink, true, connections, 0, ended),
                completion);
    }

    /// Runs a portal inside the block that is open, all of it or its first `maxRows` rows; with `ending` the shards
    /// are sent Sync at once.
    void execute(
            Portal.Scattered portal,
            WritePlan plan,
            int maxRows,
            boolean ending,
            ScatterPortals.PortalListener listener) {
        block.admit(portal.shards);
        DescribedStatement described = portal.statement.described().orElseThrow();
        RowSink sink = new DataRowSink(session.output(), _ -> {}, count -> {
            BackendEncoder.commandComplete(
                    plan.tag() + " " + count, session.output().buffer());
        });
        portal.listener = listener;
        execution.connect(
                portal.shards,
                listener.completion,
                connections -> timed(
                        plan,
                        time -> portal.run = execution.start(
                                task(plan, described, portal.values, time, portal.formats),
                                sink,
                                ending && maxRows == 0,
                                connections,
                                maxRows,
                                listener),
                        listener.completion));
    }

    /// Gives `next` the transaction's time if the statement reads it.
    private void timed(WritePlan plan, Consumer<Optional<BindValue>> next, Completion completion) {
        if (!plan.readsClock()) {
            next.accept(Optional.empty());
            return;
        }
        BackendConnection first = session.leases().connections().stream()
                .filter(connection -> session.leases().joined(connection.shard()))
                .findFirst()
                .orElseThrow();
        TransactionTime.of(session.transaction(), first, time -> next.accept(Optional.of(time)), completion::failed);
    }

    private static ScatterTask task(
            WritePlan plan,
            DescribedStatement described,
            BindValues values,
            Optional<BindValue> time,
            ImmutableList<Format> formats) {
        return switch (plan) {
            case PushedWrite pushed -> {
                DescribedStatement.Resolved resolved = described.resolve(pushed);
                BindValues all = time.map(values::with).orElse(values);
                yield ScatterTask.write(
                        resolved.query(), ImmutableList.of(new ScatterTask.Piece(resolved.statement(), all)), formats);
            }
        };
    }
}
