package dev.kintsugi.frontend;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.execute.PlannedText;
import dev.kintsugi.plan.ExplainPlan;
import dev.kintsugi.plan.GatherPlan;
import dev.kintsugi.plan.QueryPlan.OnSeveral;
import dev.kintsugi.shard.ShardSet;
import dev.kintsugi.sql.ExplainOptions;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.Oids;
import dev.kintsugi.value.ResultColumn;
import dev.kintsugi.wire.BackendEncoder;
import java.util.Iterator;

/// EXPLAIN of statements on several shards, through both query protocols.
final class Explains {
    private final Session session;
    private final StatementExecution execution;

    Explains(Session session, StatementExecution execution) {
        this.session = session;
        this.execution = execution;
    }

    /// Answers a simple query; RowDescription included.
    void simple(PlannedText text, ExplainPlan plan, ShardSet shards, Completion completion) {
        ExplainRun.Request request = new ExplainRun.Request(
                plan,
                ImmutableIntArray.of(),
                BindValues.NONE,
                true,
                !session.transaction().open());
        start(text, shards, request, completion, rows -> {
            int type = plan.options().format() == ExplainOptions.Format.JSON ? Oids.JSON : Oids.TEXT;
            ResultColumn column = new ResultColumn("QUERY PLAN", 0, 0, type, -1, -1);
            BackendEncoder.rowDescription(
                    ImmutableList.of(column),
                    ImmutableList.of(Format.TEXT),
                    session.output().buffer());
            send(rows.iterator(), 0);
            completion.done();
        });
    }

    /// Answers Execute; `isolated` as for [GatherPortals#execute].
    void execute(Portal.Explained portal, int maxRows, boolean isolated, Completion completion) {
        Iterator<String> left = portal.rows;
        if (left != null) {
            send(left, maxRows);
            completion.done();
            return;
        }
        ExplainRun.Request request = new ExplainRun.Request(
                portal.plan,
                portal.statement.described().orElseThrow().parameterTypes(),
                portal.values,
                false,
                isolated);
        start(portal.statement.text(), portal.shards, request, completion, rows -> {
            Iterator<String> all = rows.iterator();
            portal.rows = all;
            send(all, maxRows);
            completion.done();
        });
    }

    private void start(
            PlannedText text,
            ShardSet shards,
            ExplainRun.Request request,
            Completion completion,
            ExplainRun.Answer answer) {
        PlannedText statement = session.router().statements().explained(text, request.plan());
        ExplainRun run = new ExplainRun(session, execution, request, statement, completion, answer);
        ShardSet asked = request.plan().statement().onSeveral() instanceof OnSeveral.Gather(GatherPlan gather)
                ? execution.gathers().shards(gather, request.values())
                : shards;
        execution.connect(asked, completion, run::start);
    }

    private void send(Iterator<String> rows, int maxRows) {
        int sent = 0;
        while (rows.hasNext() && (maxRows == 0 || sent < maxRows)) {
            BackendEncoder.dataRow(
                    RouterExplain.row(rows.next()), session.output().buffer());
            session.output().commitIfLarge();
            sent++;
        }
        if (maxRows > 0 && sent == maxRows) {
            BackendEncoder.portalSuspended(session.output().buffer());
        } else {
            BackendEncoder.commandComplete("EXPLAIN", session.output().buffer());
        }
    }

    /// The names of these connections' shards.
    static ImmutableList<String> names(ImmutableList<BackendConnection> connections, Session session) {
        return connections.stream()
                .map(connection -> session.router().shardMap().shards().get(connection.shard()))
                .collect(toImmutableList());
    }
}
