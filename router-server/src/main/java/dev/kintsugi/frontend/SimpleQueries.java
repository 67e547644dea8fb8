package dev.kintsugi.frontend;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.execute.PlannedText;
import dev.kintsugi.execute.QueryRelayUnit;
import dev.kintsugi.execute.ShapePlan;
import dev.kintsugi.plan.Access;
import dev.kintsugi.plan.PlanLookup;
import dev.kintsugi.plan.QueryPlan;
import dev.kintsugi.plan.QueryPlan.OnSeveral;
import dev.kintsugi.plan.WritePlan;
import dev.kintsugi.shard.ShardSet;
import dev.kintsugi.sql.StatementSplitter;
import dev.kintsugi.sql.TokenList;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.wire.BackendEncoder;
import dev.kintsugi.wire.FrontendEncoder;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/// The simple query protocol: one Query message with any number of statements, run in order.
///
/// Several statements are one implicit transaction block on every shard they touch, ended at the end of the message
/// (PostgreSQL manual, section 55.2.2.1).
final class SimpleQueries {
    private final Session session;
    private final StatementExecution execution;
    private final ControlStatements control;
    private final Runnable ready;
    private final CopyIns copies;

    /// `ready` sends ReadyForQuery and goes on with the next message.
    SimpleQueries(Session session, StatementExecution execution, ControlStatements control, Runnable ready) {
        this.session = session;
        this.execution = execution;
        this.control = control;
        this.ready = ready;
        this.copies = new CopyIns(session, execution);
    }

    void query(byte[] sql) {
        session.statements().remove(""); // as exec_simple_query does
        try {
            PlanLookup lookup = session.read(sql);
            if (lookup.scan().isEmpty()) {
                BackendEncoder.emptyQueryResponse(session.output().buffer());
                ready.run();
            } else if (lookup.scan().hasInnerSemicolon()) {
                new Script(sql, StatementSplitter.split(session.tokens(sql))).done();
            } else {
                new Script(sql, ImmutableList.of()).done();
            }
        } catch (RouterException e) {
            session.error(e.error());
            endOfQuery(true);
        }
    }

    /// The statements of one Query, run one after the other; without `parts` it is one.
    private final class Script implements Completion {
        private final byte[] whole;
        private final ImmutableList<TokenList> parts;
        private int index = -1;
        private int offset;
        private boolean stepping;
        private boolean stepDone;

        Script(byte[] whole, ImmutableList<TokenList> parts) {
            this.whole = whole;
            this.parts = parts;
        }

        private boolean isOne() {
            return parts.size() <= 1;
        }

        /// Characters before the statement at hand.
        private int offset() {
            return parts.isEmpty() ? offset : parts.get(index).characterOffset();
        }

        void next() {
            index++;
            if (index == Math.max(1, parts.size())) {
                endOfQuery(false);
                return;
            }
            if (!isOne() && !session.transaction().open()) {
                session.transaction().begin("BEGIN", true, session.settings());
            }
            try {
                // a single statement has been read just now
                PlanLookup lookup = parts.isEmpty()
                        ? session.lookup()
                        : session.read(parts.get(index).sql());
                offset = lookup.scan().characterOffset();
                run(lookup);
            } catch (RouterException e) {
                failed(e.error());
            }
        }

        private void run(PlanLookup lookup) {
            PlannedText alike = session.router().statements().alike(lookup);
            int shard = alike.shape().shard(lookup);
            if (shard >= 0) {
                session.requireNotFailed();
                forward(alike.shape(), alike.shape().access(), shard);
            } else {
                run(alike.of(lookup));
            }
        }

        private void run(PlannedText text) {
            switch (text.plan()) {
                case QueryPlan.Empty _ -> done();
                case QueryPlan.Refused(PgError error) -> {
                    session.requireNotFailed();
                    execution.refuse(text, error, this);
                }
                case QueryPlan.Local(var statement) -> control.run(statement, this);
                case QueryPlan.ExplainRouter explain -> {
                    session.requireNotFailed();
                    RouterExplain.answer(text, explain, session);
                    done();
                }
                case QueryPlan.Routed routed -> {
                    session.requireNotFailed();
                    ShardSet shards = execution.shards(routed, BindValues.NONE);
                    OptionalInt single = execution.single(routed, shards);
                    if (single.isPresent()) {
                        forward(text.shape(), routed.access(), single.getAsInt());
                    } else if (routed.onSeveral() instanceof OnSeveral.Write(WritePlan plan)) {
                        execution.writes().simple(text, plan, shards, this::written, this);
                    } else {
                        execution.scatterSimple(text, routed, shards, this);
                    }
                }
                case QueryPlan.CopyIn copy -> copyIn(text, copy);
                case QueryPlan.CopyOut copy -> {
                    session.requireNotFailed();
                    ShardSet shards = execution.shards(copy.query(), BindValues.NONE);
                    OptionalInt single = execution.single(copy.query(), shards);
                    if (single.isPresent()) {
                        forward(text.shape(), Access.READ, single.getAsInt());
                    } else {
                        execution.copyOut(
                                text.sql(),
                                copy,
                                session.router().statements().copyQuery(text, copy),
                                charactersBefore(text.sql(), copy.text()),
                                shards,
                                this);
                    }
                }
            }
        }

        private void copyIn(PlannedText text, QueryPlan.CopyIn copy) {
            session.requireNotFailed();
            ShardSet shards = copies.shards(copy);
            Runnable run = () -> copies.run(text.sql(), copy, shards, this::written, this);
            if (shards.size() > 1) {
                execution.writes().block().begin(SyncAll.EVERY, run, this::failed);
            } else {
                run.run();
            }
        }

        /// What the router itself has begun ends before the client is told of its last statement.
        private void written(String tag) {
            boolean last = index + 1 >= parts.size();
            if (!last || !session.transaction().implicit()) {
                complete(tag);
                return;
            }
            control.endImplicitly(true, new Completion() {
                @Override
                public void done() {
                    complete(tag);
                }

                @Override
                public void failed(PgError error) {
                    Script.this.failed(error);
                }

                @Override
                public void failedAndTold() {
                    Script.this.failedAndTold();
                }
            });
        }

        private void complete(String tag) {
            BackendEncoder.commandComplete(tag, session.output().buffer());
            done();
        }

        private static int charactersBefore(byte[] sql, QueryPlan.CopyQuery query) {
            return switch (query) {
                case QueryPlan.CopyQuery.Part(var span) ->
                    new String(sql, 0, span.start(), StandardCharsets.UTF_8)
                            .codePoints()
                            .toArray()
                            .length;
                case QueryPlan.CopyQuery.Made _ -> 0;
            };
        }

        private void forward(ShapePlan shape, Access access, int shard) {
            execution.admit(access, shard);
            // The whole text when it is one statement, so that error positions need no correction.
            byte[] sql = isOne() ? whole : parts.get(index).sql();
            int moved = isOne() ? 0 : offset();
            session.leases()
                    .ready(
                            shard,
                            connection -> {
                                if (shape.leavesState()) {
                                    connection.taint();
                                }
                                FrontendEncoder.query(sql, connection.out());
                                connection.expect(new QueryRelayUnit(session.output(), moved, new Relay()));
                                connection.flush();
                            },
                            this::failed);
        }

        /// In a loop when a statement is done at once: a Query may have thousands of them.
        @Override
        public void done() {
            stepDone = true;
            if (stepping) {
                return;
            }
            stepping = true;
            while (stepDone) {
                stepDone = false;
                next();
            }
            stepping = false;
        }

        @Override
        public void failed(PgError error) {
            session.error(error.movedBy(offset()));
            failedAndTold();
        }

        @Override
        public void failedAndTold() {
            session.transaction().fail();
            endOfQuery(true);
        }

        /// The end of a forwarded statement.
        private final class Relay implements QueryRelayUnit.Listener {
            @Override
            public void onReady(boolean failed, ByteBuf buffer, int start, int length) {
                boolean inBlock = buffer.getByte(start + 5) != 'I';
                if (inBlock != session.transaction().open()) {
                    PgError error = PgError.of(
                            SqlState.INVALID_TRANSACTION_STATE,
                            "the statement began or ended a transaction on its shard by itself");
                    if (session.transaction().open()) {
                        session.transactionBroken(error);
                    }
                    Script.this.failed(error);
                } else if (failed) {
                    failedAndTold();
                } else {
                    done();
                }
            }

            @Override
            public void onLost(boolean told, PgError error) {
                if (told) {
                    failedAndTold();
                } else {
                    Script.this.failed(error);
                }
            }
        }
    }

    /// Ends the implicit block of a multi-statement Query, and tells that the session is ready.
    private void endOfQuery(boolean failed) {
        if (!session.transaction().implicit()) {
            session.releaseIfIdle();
            ready.run();
            return;
        }
        Completion completion = new Completion() {
            @Override
            public void done() {
                ready.run();
            }

            @Override
            public void failed(PgError error) {
                session.error(error);
                ready.run();
            }

            @Override
            public void failedAndTold() {
                ready.run();
            }
        };
        if (failed) {
            control.endImplicitly(false, completion);
        } else {
            control.endImplicitly(true, completion);
        }
    }

    static RouterException severalStatements() {
        return new RouterException(SqlState.SYNTAX_ERROR, "cannot insert multiple commands into a prepared statement");
    }
}
