package dev.kintsugi.frontend;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.execute.DataRowSink;
import dev.kintsugi.execute.DescribedStatement;
import dev.kintsugi.execute.ScatterRun;
import dev.kintsugi.execute.ScatterTask;
import dev.kintsugi.plan.QueryPlan;
import dev.kintsugi.wire.BackendEncoder;

/// Executes portals that run on several shards, in one go or piece by piece.
final class ScatterPortals {
    private final Session session;
    private final StatementExecution execution;

    ScatterPortals(Session session, StatementExecution execution) {
        this.session = session;
        this.execution = execution;
    }

    void execute(Portal.Scattered portal, int maxRows, Completion completion) {
        if (portal.finished) {
            BackendEncoder.commandComplete("SELECT 0", session.output().buffer());
            completion.done();
            return;
        }
        ScatterRun run = portal.run;
        if (run == null) {
            start(portal, maxRows, completion);
        } else {
            requireNonNull(portal.listener).completion = completion;
            session.run(run);
            run.resume(maxRows);
        }
    }

    private void start(Portal.Scattered portal, int maxRows, Completion completion) {
        QueryPlan.Routed plan = (QueryPlan.Routed) portal.statement.text().plan();
        DescribedStatement.Resolved resolved = portal.statement
                .described()
                .orElseThrow()
                .resolve(execution.scatter(plan).plan());
        ScatterTask task = new ScatterTask(resolved.query(), resolved.statement(), portal.values, portal.formats);
        session.leases()
                .readyAll(
                        portal.shards.stream().toArray(),
                        connections -> run(portal, task, connections, maxRows, completion),
                        completion::failed);
    }

    private void run(
            Portal.Scattered portal,
            ScatterTask task,
            ImmutableList<BackendConnection> connections,
            int maxRows,
            Completion completion) {
        PortalListener listener = new PortalListener(portal, completion);
        portal.listener = listener;
        portal.run = execution.start(task, new DataRowSink(session.output()), false, connections, maxRows, listener);
    }

    /// Ends an Execute at its row limit, too.
    final class PortalListener extends StatementExecution.RunListener {
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
