package dev.kintsugi.frontend;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.execute.DataRowSink;
import dev.kintsugi.execute.DescribedStatement;
import dev.kintsugi.execute.ScatterRun;
import dev.kintsugi.execute.ScatterTask;
import dev.kintsugi.plan.GatherPlan;
import dev.kintsugi.plan.QueryPlan;
import dev.kintsugi.plan.WritePlan;
import dev.kintsugi.wire.BackendEncoder;
import java.util.Optional;

/// Executes portals that run on several shards, in one go or piece by piece.
final class ScatterPortals {
    private final Session session;
    private final StatementExecution execution;
    private final GatherPortals gathers;

    ScatterPortals(Session session, StatementExecution execution) {
        this.session = session;
        this.execution = execution;
        this.gathers = new GatherPortals(session, execution.gathers());
    }

    /// `isolated` as for [GatherPortals#execute], which takes over where the rows cannot be merged; with `ending`
    /// the shards are sent Sync at once if all rows are asked for.
    void execute(Portal.OnSeveral portal, int maxRows, boolean isolated, boolean ending, Completion completion) {
        switch (portal) {
            case Portal.Gathered gathered -> gathers.execute(gathered, maxRows, isolated, completion);
            case Portal.Scattered scattered -> execute(scattered, maxRows, isolated, ending, completion);
            case Portal.Explained explained -> execution.explains().execute(explained, maxRows, isolated, completion);
        }
    }

    private void execute(
            Portal.Scattered portal, int maxRows, boolean isolated, boolean ending, Completion completion) {
        Portal.Gathered instead = portal.instead;
        if (instead != null) {
            gathers.execute(instead, maxRows, isolated, completion);
            return;
        }
        if (portal.finished) {
            finishedBefore(portal, completion);
            return;
        }
        ScatterRun run = portal.run;
        if (run == null) {
            start(portal, maxRows, isolated, ending && maxRows == 0, completion);
        } else {
            requireNonNull(portal.listener).completion = completion;
            session.run(run);
            run.resume(maxRows);
        }
    }

    /// As Postgres: nothing is written twice, and only a statement with rows may be asked for more.
    private void finishedBefore(Portal.Scattered portal, Completion completion) {
        QueryPlan.Routed plan = (QueryPlan.Routed) portal.statement.text().plan();
        String tag = plan.onSeveral() instanceof QueryPlan.OnSeveral.Write(WritePlan write) ? write.tag(0) : "SELECT 0";
        boolean returnsRows = portal.statement
                .described()
                .orElseThrow()
                .description()
                .columns()
                .isPresent();
        if (!returnsRows) {
            completion.failed(PgError.of(
                    SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "portal \"" + portal.name + "\" cannot be run"));
            return;
        }
        BackendEncoder.commandComplete(tag, session.output().buffer());
        completion.done();
    }

    private void start(Portal.Scattered portal, int maxRows, boolean isolated, boolean ending, Completion completion) {
        QueryPlan.Routed plan = (QueryPlan.Routed) portal.statement.text().plan();
        if (plan.onSeveral() instanceof QueryPlan.OnSeveral.Write(WritePlan write)) {
            execution.writes().execute(portal, write, maxRows, ending, new PortalListener(portal, completion));
            return;
        }
        DescribedStatement.Resolved resolved;
        try {
            resolved = portal.statement
                    .described()
                    .orElseThrow()
                    .resolve(execution.scatter(plan).plan());
        } catch (RouterException e) {
            gather(portal, maxRows, isolated, completion, e.error());
            return;
        }
        ScatterTask task = new ScatterTask(resolved.query(), resolved.statement(), portal.values, portal.formats);
        session.leases()
                .readyAll(
                        portal.shards.toArray(),
                        connections -> run(portal, task, connections, maxRows, isolated, ending, completion),
                        completion::failed);
    }

    private void run(
            Portal.Scattered portal,
            ScatterTask task,
            ImmutableList<BackendConnection> connections,
            int maxRows,
            boolean isolated,
            boolean ending,
            Completion completion) {
        PortalListener listener = new PortalListener(portal, completion) {
            @Override
            public void unmergeable(PgError error) {
                session.run(null);
                gather(portal, maxRows, isolated, this.completion, error);
            }
        };
        portal.listener = listener;
        portal.run = execution.start(task, new DataRowSink(session.output()), ending, connections, maxRows, listener);
    }

    /// Goes another way, if there is one, after the merge has refused with `error`.
    private void gather(Portal.Scattered portal, int maxRows, boolean isolated, Completion completion, PgError error) {
        QueryPlan.Routed plan = (QueryPlan.Routed) portal.statement.text().plan();
        Optional<GatherPlan> otherwise = execution.scatter(plan).otherwise();
        if (otherwise.isEmpty() || !error.code().equals(SqlState.FEATURE_NOT_SUPPORTED.code())) {
            portal.finished = true;
            completion.failed(error);
            return;
        }
        Portal.Gathered gathered =
                new Portal.Gathered(portal.statement, otherwise.get(), portal.values, portal.formats);
        portal.instead = gathered;
        portal.run = null;
        gathers.execute(gathered, maxRows, isolated, completion);
    }

    /// Ends an Execute at its row limit, too.
    class PortalListener extends StatementExecution.RunListener {
        private final Portal.Scattered portal;
        Completion completion;

        PortalListener(Portal.Scattered portal, Completion completion) {
            execution.super(completion);
            this.portal = portal;
            this.completion = completion;
        }

        @Override
        public void completed(long rows) {
            portal.finished = true;
            session.run(null);
            completion.done();
        }

        @Override
        public void suspended() {
            session.run(null);
            BackendEncoder.portalSuspended(session.output().buffer());
            completion.done();
        }

        @Override
        public void failed(PgError error) {
            portal.finished = true;
            session.run(null);
            if (error.code().equals(SqlState.FEATURE_NOT_SUPPORTED.code())) {
                portal.statement.text().forget(); // a table has changed since the shards described the statement
            }
            completion.failed(error);
        }
    }
}
