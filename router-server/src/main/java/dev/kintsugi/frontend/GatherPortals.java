package dev.kintsugi.frontend;

import dev.kintsugi.error.PgError;
import dev.kintsugi.execute.gather.GatherRun;
import dev.kintsugi.execute.gather.GatherTask.Question;
import dev.kintsugi.wire.BackendEncoder;

/// Executes portals that run over pulled rows, in one go or piece by piece.
final class GatherPortals {
    private final Session session;
    private final Gathers gathers;

    GatherPortals(Session session, Gathers gathers) {
        this.session = session;
        this.gathers = gathers;
    }

    /// `isolated` says that nothing of this batch must stay under way on the session's connections.
    void execute(Portal.Gathered portal, int maxRows, boolean isolated, Completion completion) {
        GatherRun run = portal.run;
        if (portal.finished) {
            BackendEncoder.commandComplete("SELECT 0", session.output().buffer());
            completion.done();
        } else if (run != null) {
            session.gather(run);
            run.resume(maxRows, new PortalListener(portal, request(portal, isolated), completion));
        } else {
            start(portal, maxRows, request(portal, isolated), completion);
        }
    }

    private Gathers.Request request(Portal.Gathered portal, boolean isolated) {
        Question question = new Question.Extended(
                portal.plan.text(session.transaction().open()),
                portal.statement.declaredTypes(),
                portal.values,
                portal.formats);
        return new Gathers.Request(
                portal.plan, portal.statement.described().orElseThrow(), portal.values, question, isolated);
    }

    private void start(Portal.Gathered portal, int maxRows, Gathers.Request request, Completion completion) {
        session.leases()
                .readyAll(
                        gathers.shards(portal.plan, portal.values).toArray(),
                        connections -> gathers.start(
                                request,
                                connections,
                                maxRows,
                                run -> portal.run = run,
                                new PortalListener(portal, request, completion)),
                        completion::failed);
    }

    /// Ends an Execute at its row limit, too.
    private final class PortalListener extends Gathers.GatherListener {
        private final Completion completion;

        PortalListener(Portal.Gathered portal, Gathers.Request request, Completion completion) {
            gathers.super(request, new Completion() {
                @Override
                public void done() {
                    portal.finished = true;
                    completion.done();
                }

                @Override
                public void failed(PgError error) {
                    portal.finished = true;
                    completion.failed(error);
                }

                @Override
                public void failedAndTold() {
                    portal.finished = true;
                    completion.failedAndTold();
                }
            });
            this.completion = completion;
        }

        @Override
        public void suspended() {
            session.gather(null);
            completion.done();
        }
    }
}
