package dev.kintsugi.frontend;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.execute.DescribedStatement;
import dev.kintsugi.execute.PlannedText;
import dev.kintsugi.execute.RelayUnit;
import dev.kintsugi.plan.Access;
import dev.kintsugi.plan.PlanLookup;
import dev.kintsugi.plan.QueryPlan;
import dev.kintsugi.plan.QueryPlan.OnSeveral;
import dev.kintsugi.shard.ShardMap;
import dev.kintsugi.shard.ShardSet;
import dev.kintsugi.sql.ControlStatement;
import dev.kintsugi.sql.StatementSplitter;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Format;
import dev.kintsugi.wire.BackendEncoder;
import dev.kintsugi.wire.FrontendEncoder;
import dev.kintsugi.wire.FrontendMessage;
import dev.kintsugi.wire.FrontendMessage.Target;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.OptionalInt;

/// The extended query protocol (PostgreSQL manual, section 55.2.3).
///
/// What goes to one shard is sent on without waiting; the router's own replies queue behind what the shard still owes,
/// so the client sees one order. Before anything that involves another shard, the replies owed are awaited. After an
/// error everything up to Sync is dropped. Connections touched since the last Sync get their own Sync with the
/// client's.
final class ExtendedQueries {
    private final Session session;
    private final StatementExecution execution;
    private final ControlStatements control;
    private final Names names;
    private final ScatterPortals scatterPortals;
    private final Flow flow;
    private final Batch batch;
    private final BatchEnd batchEnd;
    private final BatchForward batchForward;
    private final CopyIns copies;

    /// How the connection goes on.
    interface Flow {
        /// The message is dealt with, as far as the next one is concerned.
        void next();

        /// The batch is over: ReadyForQuery.
        void ready();

        /// Whether the message behind the one being dealt with has come already and is Sync.
        boolean endsNext();
    }

    ExtendedQueries(Session session, StatementExecution execution, ControlStatements control, Flow flow) {
        this.session = session;
        this.execution = execution;
        this.control = control;
        this.flow = flow;
        this.names = new Names(session);
        this.scatterPortals = new ScatterPortals(session, execution);
        this.batch = new Batch(session, flow);
        this.batchEnd = new BatchEnd(session, control, batch, flow);
        this.copies = new CopyIns(session, execution);
        this.batchForward = new BatchForward(session, execution, batch, flow);
    }

    /// Whether messages other than Sync are dropped, because one before them failed.
    boolean skipping() {
        return batch.skipping();
    }

    /// Whether the client does not wait for the replies so far, as its Sync or Flush is still to come.
    boolean holdsReplies() {
        return batch.holding();
    }

    /// See [BatchForward#forward].
    int forwardWhole(ByteBuf bytes, int start, int bindLength) {
        return batchForward.forward(bytes, start, bindLength);
    }

    void fail(PgError error) {
        batch.fail(error);
    }

    /// Runs a step that may refuse by exception.
    private void attempt(Runnable step) {
        batch.begun();
        try {
            PgError lost = session.lostInBatch();
            if (lost != null) {
                throw new RouterException(lost); // what it had executed is undone, so the rest must not be done
            }
            step.run();
        } catch (RouterException e) {
            batch.quietly(() -> fail(e.error()));
        }
    }

    void parse(FrontendMessage.Parse message) {
        attempt(() -> {
            names.requireNewStatement(message.statement());
            PlanLookup lookup = session.read(message.sql());
            if (lookup.scan().hasInnerSemicolon()) {
                requireSingle(message.sql());
            }
            int offset = lookup.scan().characterOffset();
            PlannedText text = session.router().statements().kept(lookup);
            if (!(text.plan() instanceof QueryPlan.Local(var statement) && endsTransaction(statement))
                    && !(text.plan() instanceof QueryPlan.Empty)) {
                session.requireNotFailed();
            }
            switch (text.plan()) {
                case QueryPlan.Empty _, QueryPlan.Local _, QueryPlan.ExplainRouter _, QueryPlan.CopyIn _ ->
                    parsed(message, new PreparedStatement(text, message.typeOids(), Optional.empty()));
                case QueryPlan.Refused(PgError error) ->
                    batch.on(
                            session.leases().anyShard(ShardMap.HOME),
                            connection -> text.describe(
                                    connection,
                                    message.typeOids(),
                                    _ -> fail(error),
                                    shardError -> fail(shardError.movedBy(offset))));
                case QueryPlan.CopyOut _ ->
                    throw new RouterException(PgError.unsupported(
                            "COPY in the extended query protocol is not supported yet", "send it as a simple query"));
                case QueryPlan.Routed routed -> parseRouted(message, text, routed, offset);
            }
        });
    }

    private void requireSingle(byte[] sql) {
        if (StatementSplitter.split(session.tokens(sql)).size() > 1) {
            throw SimpleQueries.severalStatements();
        }
    }

    private static boolean endsTransaction(ControlStatement statement) {
        return switch (statement) {
            case ControlStatement.Commit _, ControlStatement.Rollback _, ControlStatement.RollbackTo _ -> true;
            default -> false;
        };
    }

    /// `offset` characters of the client's text stand before the statement that is planned and described.
    private void parseRouted(FrontendMessage.Parse message, PlannedText text, QueryPlan.Routed routed, int offset) {
        DescribedStatement known = text.described(message.typeOids());
        if (known != null) {
            parsed(message, new PreparedStatement(text, message.typeOids(), Optional.of(known)));
            return;
        }
        int shard = execution.describingShard(routed);
        batch.on(
                shard,
                connection -> text.describe(
                        connection,
                        message.typeOids(),
                        described -> parsed(
                                message, new PreparedStatement(text, message.typeOids(), Optional.of(described))),
                        error -> fail(error.movedBy(offset))));
    }

    private void parsed(FrontendMessage.Parse message, PreparedStatement statement) {
        PreparedStatement before = session.statements().put(message.statement(), statement);
        batch.reply(BackendEncoder::parseComplete, () -> session.restore(message.statement(), before));
        flow.next();
    }

    void bind(FrontendMessage.Bind message) {
        attempt(() -> {
            PreparedStatement statement = names.statement(message.statement());
            names.requireNewPortal(message.portal());
            if (!statement.text().searchPath().equals(session.searchPath())) {
                replan(message, statement);
                return;
            }
            switch (statement.text().plan()) {
                case QueryPlan.Routed routed -> bindRouted(message, statement, routed);
                case QueryPlan.Local(var local) -> {
                    if (!endsTransaction(local)) {
                        session.requireNotFailed();
                    }
                    bindLocal(message, statement);
                }
                default -> bindLocal(message, statement);
            }
        });
    }

    /// The search path has changed since Parse: names may mean other tables now, as Postgres, too, resolves them
    /// anew.
    private void replan(FrontendMessage.Bind message, PreparedStatement statement) {
        PlannedText text =
                session.router().statements().kept(session.read(statement.text().sql()));
        if (statement.described().isEmpty()) {
            session.statements()
                    .put(message.statement(), new PreparedStatement(text, statement.declaredTypes(), Optional.empty()));
            bind(message);
            return;
        }
        if (!(text.plan() instanceof QueryPlan.Routed routed)) {
            throw new RouterException(PgError.unsupported(
                    "this prepared statement has another plan under the new search_path", "parse it again"));
        }
        batch.on(
                execution.describingShard(routed),
                connection -> text.describe(
                        connection,
                        statement.declaredTypes(),
                        described -> {
                            session.statements()
                                    .put(
                                            message.statement(),
                                            new PreparedStatement(
                                                    text, statement.declaredTypes(), Optional.of(described)));
                            bind(message);
                        },
                        this::fail));
    }

    private void bindLocal(FrontendMessage.Bind message, PreparedStatement statement) {
        message.requireParameterCount(statement.declaredTypes().length());
        bound(message, new Portal.Local(statement.text()));
    }

    private void bound(FrontendMessage.Bind message, Portal portal) {
        session.dropPortal(message.portal());
        session.portals().put(message.portal(), portal);
        batch.reply(BackendEncoder::bindComplete);
        flow.next();
    }

    private void bindRouted(FrontendMessage.Bind message, PreparedStatement statement, QueryPlan.Routed routed) {
        session.requireNotFailed();
        DescribedStatement described = statement.described().orElseThrow();
        message.requireParameterCount(described.parameterTypes().length());
        BindValues values = message.values(described.parameterTypes());
        ShardSet shards = execution.shards(routed, values);
        OptionalInt single = execution.single(routed, shards);
        ImmutableList<Format> formats =
                message.resultFormats(described.columns().size());
        if (single.isEmpty()) {
            if (routed.onSeveral() instanceof OnSeveral.Scatter || routed.onSeveral() instanceof OnSeveral.Write) {
                execution.requireNoForeignOids(shards, described, formats);
            }
            bound(
                    message,
                    switch (routed.onSeveral()) {
                        case OnSeveral.Scatter _, OnSeveral.Write _ ->
                            new Portal.Scattered(message.portal(), statement, shards, values, formats);
                        case OnSeveral.Gather(var plan) -> new Portal.Gathered(statement, plan, values, formats);
                        case OnSeveral.Explain(var plan) ->
                            new Portal.Explained(statement, plan, shards, values, formats);
                        case OnSeveral.Refuse(PgError error) -> throw new RouterException(error);
                    });
            return;
        }
        int shard = single.getAsInt();
        execution.requireNoForeignOids(ShardSet.of(shard), described, formats);
        if (needsBlock(routed, shard)) {
            batch.quietly(() -> inBlock(() -> bindForwarded(message, statement, routed, shard, values)));
        } else {
            bindForwarded(message, statement, routed, shard, values);
        }
    }

    private void bindForwarded(
            FrontendMessage.Bind message,
            PreparedStatement statement,
            QueryPlan.Routed routed,
            int shard,
            BindValues values) {
        execution.admit(routed.access(), shard);
        if (routed.access() == Access.WRITE) {
            batch.writer(shard);
        }
        batch.on(
                shard,
                connection -> PreparedCheck.ensure(
                        connection,
                        statement,
                        () -> {
                            if (statement.text().leavesState()) {
                                connection.taint();
                            }
                            FrontendEncoder.bind(
                                    message.portal(),
                                    statement
                                            .described()
                                            .orElseThrow()
                                            .statement()
                                            .name(),
                                    values,
                                    message.resultFormatList(),
                                    connection.out());
                            connection.expect(batch.relayBind(error -> PreparedCheck.forgetIfStale(statement, error)));
                            session.dropPortal(message.portal());
                            session.portals().put(message.portal(), new Portal.Forwarded(shard, routed.access()));
                            flow.next();
                        },
                        this::fail));
    }

    /// Whether a second shard would be written to outside a transaction block.
    private boolean needsBlock(QueryPlan.Routed routed, int shard) {
        return routed.access() == Access.WRITE
                && batch.written()
                && batch.writer() != shard
                && !session.transaction().open();
    }

    void describe(FrontendMessage.Describe message) {
        attempt(() -> {
            switch (message.target()) {
                case STATEMENT -> describeStatement(names.statement(message.name()));
                case PORTAL -> describePortal(message.name(), names.portal(message.name()));
            }
        });
    }

    private void describeStatement(PreparedStatement statement) {
        batch.reply(statement::describe);
        flow.next();
    }

    private void describePortal(String name, Portal portal) {
        switch (portal) {
            case Portal.Forwarded(int shard, var _) ->
                batch.on(shard, connection -> {
                    FrontendEncoder.describe(Target.PORTAL, name, connection.out());
                    connection.expect(batch.relay(RelayUnit.Request.DESCRIBE));
                    flow.next();
                });
            case Portal.Local local -> {
                batch.reply(local::describe);
                flow.next();
            }
            case Portal.OnSeveral several -> {
                batch.reply(several::describe);
                flow.next();
            }
        }
    }

    void execute(FrontendMessage.Execute message) {
        attempt(() -> {
            switch (names.portal(message.portal())) {
                case Portal.Forwarded(int shard, var _) -> {
                    session.requireNotFailed();
                    batch.on(shard, connection -> {
                        FrontendEncoder.execute(message.portal(), message.maxRows(), connection.out());
                        connection.expect(batch.relay(RelayUnit.Request.EXECUTE));
                        flow.next();
                    });
                }
                case Portal.Local(PlannedText text) -> batch.quietly(() -> attempt(() -> executeLocal(text)));
                case Portal.OnSeveral several ->
                    batch.quietly(() -> attempt(() -> {
                        session.requireNotFailed();
                        batch.restart();
                        if (several.writes()) {
                            inBlock(() -> executeOnSeveral(several, message.maxRows()));
                        } else {
                            executeOnSeveral(several, message.maxRows());
                        }
                    }));
            }
        });
    }

    private void executeOnSeveral(Portal.OnSeveral several, int maxRows) {
        scatterPortals.execute(several, Math.max(maxRows, 0), batch.isIsolated(), endsHere(), new Step());
    }

    /// Runs a step in the open block, or in one that ends with the batch.
    private void inBlock(Runnable step) {
        execution.writes().block().begin(batch.writer(), () -> attempt(step), this::fail);
    }

    /// Whether a shard may have its Sync together with what runs now, as the client's comes next and would commit
    /// nothing that another shard may refuse.
    private boolean endsHere() {
        return flow.endsNext() && (session.transaction().open() || !batch.written());
    }

    private void executeLocal(PlannedText text) {
        switch (text.plan()) {
            case QueryPlan.Empty _ -> {
                BackendEncoder.emptyQueryResponse(session.output().buffer());
                flow.next();
            }
            case QueryPlan.Local(var statement) -> control.run(statement, new Step());
            case QueryPlan.ExplainRouter explain -> {
                RouterExplain.rows(text, explain, session);
                flow.next();
            }
            case QueryPlan.CopyIn copy -> {
                session.requireNotFailed();
                batch.restart();
                inBlock(() -> copies.run(text.sql(), copy, copies.shards(copy), this::copied, new Step()));
            }
            case QueryPlan.Routed _, QueryPlan.CopyOut _, QueryPlan.Refused _ ->
                throw new IllegalStateException("not a local plan");
        }
    }

    private void copied(String tag) {
        BackendEncoder.commandComplete(tag, session.output().buffer());
        new Step().done();
    }

    /// Goes on with the next message, or skips to Sync.
    private final class Step implements Completion {
        @Override
        public void done() {
            batch.restart();
            if (session.leases().isEmpty()) {
                batch.writer(SyncAll.EVERY); // COMMIT or ROLLBACK has ended what the batch had written
            } else if (batch.written() && session.transaction().open()) {
                session.transaction().wroteTo(batch.writer()); // BEGIN has taken it into its block
            }
            flow.next();
        }

        @Override
        public void failed(PgError error) {
            fail(error);
        }

        @Override
        public void failedAndTold() {
            batch.skip();
            flow.next();
        }
    }

    void close(FrontendMessage.Close message) {
        attempt(() -> {
            switch (message.target()) {
                case STATEMENT -> {
                    PreparedStatement before = session.statements().remove(message.name());
                    batch.reply(BackendEncoder::closeComplete, () -> session.restore(message.name(), before));
                    flow.next();
                }
                case PORTAL -> closePortal(message.name());
            }
        });
    }

    private void closePortal(String name) {
        Portal portal = session.portals().remove(name);
        switch (portal) {
            case Portal.Forwarded(int shard, var _) ->
                batch.on(shard, connection -> {
                    FrontendEncoder.close(Target.PORTAL, name, connection.out());
                    connection.expect(batch.relay(RelayUnit.Request.CLOSE));
                    flow.next();
                });
            case Portal.OnSeveral several ->
                batch.quietly(() -> {
                    several.close();
                    BackendEncoder.closeComplete(session.output().buffer());
                    flow.next();
                });
            case Portal.Local _ -> {
                batch.reply(BackendEncoder::closeComplete);
                flow.next();
            }
            case null -> {
                batch.reply(BackendEncoder::closeComplete);
                flow.next();
            }
        }
    }

    void flush() {
        batch.flush();
        flow.next();
    }

    void sync() {
        batchEnd.sync();
    }

    /// See [BatchEnd#settled].
    void settled(Runnable step) {
        batchEnd.settled(step);
    }
}
