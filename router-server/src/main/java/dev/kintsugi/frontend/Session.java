package dev.kintsugi.frontend;

import static java.util.Objects.requireNonNullElse;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.backend.LeaseHolder;
import dev.kintsugi.backend.ServerSettings;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.execute.ClientOutput;
import dev.kintsugi.execute.ScatterRun;
import dev.kintsugi.execute.ShardLeases;
import dev.kintsugi.execute.TransactionBlock;
import dev.kintsugi.execute.commit.SessionCommit;
import dev.kintsugi.execute.gather.GatherRun;
import dev.kintsugi.merge.MergeSettings;
import dev.kintsugi.plan.PlanLookup;
import dev.kintsugi.sql.TokenList;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Format;
import dev.kintsugi.wire.BackendEncoder;
import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A client's logical state: settings, transaction, leases, prepared statements and portals.
///
/// The flows ([SimpleQueries], [ExtendedQueries], [ControlStatements]) change it; it talks to nobody itself but the
/// client.
final class Session implements LeaseHolder {
    private final Router router;
    private final String user;
    private final ClientOutput output;
    private final PlanLookup lookup;
    private final TransactionBlock transaction = new TransactionBlock();
    private final ShardLeases leases;
    private final SessionCommit commit;
    private final SessionMerges merges;
    private final CopyMessages copy = new CopyMessages();
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final Map<String, Portal> portals = new HashMap<>();
    private final ToldParameters told = new ToldParameters();
    private ServerSettings defaults = ServerSettings.NONE;
    private ServerSettings current = ServerSettings.NONE;
    private ImmutableList<String> searchPath = ImmutableList.of("public");
    private String serverSearchPath = "";
    private @Nullable ScatterRun run;
    private @Nullable GatherRun gather;
    private final Cancels cancels;
    private @Nullable PgError lostInTransaction;
    private boolean lossTold;
    private @Nullable PgError lostInBatch;
    private @Nullable ServerSettings settingsBeforeBatch;
    private @Nullable Owner owner;

    /// The client's connection, to which some news of the shards matter.
    interface Owner {
        /// More can be sent to the shards.
        void goOn();

        /// The session has failed inside and cannot go on.
        void broken(PgError error);
    }

    void owner(Owner newOwner) {
        owner = newOwner;
    }

    Session(Router router, SessionLoop loop, String user, ClientOutput output) {
        this.router = router;
        this.user = user;
        this.commit = new SessionCommit(router.twoPhase(), user, loop.eventLoop());
        this.output = output;
        this.lookup = loop.lookup();
        this.cancels = new Cancels(router.connector(), output);
        this.leases = new ShardLeases(loop.pools(), user, this, transaction);
        this.merges = new SessionMerges(router, router.spill().space(loop.eventLoop(), this::pump));
    }

    Router router() {
        return router;
    }

    String user() {
        return user;
    }

    ClientOutput output() {
        return output;
    }

    TransactionBlock transaction() {
        return transaction;
    }

    ShardLeases leases() {
        return leases;
    }

    SessionCommit commit() {
        return commit;
    }

    CopyMessages copy() {
        return copy;
    }

    Map<String, PreparedStatement> statements() {
        return statements;
    }

    /// Takes back a change: `before` is the statement that had the name, null for none.
    void restore(String name, @Nullable PreparedStatement before) {
        if (before == null) {
            statements.remove(name);
        } else {
            statements.put(name, before);
        }
    }

    Map<String, Portal> portals() {
        return portals;
    }

    ImmutableList<String> searchPath() {
        return searchPath;
    }

    /// Reads a text that the client sent, to be looked up at once: the next text goes to the same reader.
    ///
    /// @throws RouterException 54000 beyond `limits.max_statement`, 42601 for what no scanner can read
    PlanLookup read(byte[] sql) {
        long longest = router.limits().maxStatementBytes();
        if (sql.length > longest) {
            throw new RouterException(PgError.of(SqlState.PROGRAM_LIMIT_EXCEEDED, "the statement is too long")
                    .withDetail("it has " + sql.length + " bytes, the limit is " + longest)
                    .withHint("pass large values as parameters, or raise limits.max_statement"));
        }
        return lookup.read(sql, 0, sql.length, standardConformingStrings(), searchPath);
    }

    /// What was read last.
    PlanLookup lookup() {
        return lookup;
    }

    /// The tokens of a text that was read.
    TokenList tokens(byte[] sql) {
        return TokenList.scan(sql, standardConformingStrings());
    }

    private boolean standardConformingStrings() {
        return !"off".equals(told.get("standard_conforming_strings"));
    }

    /// The value of a parameter that the client was last told; empty for none.
    String told(String parameter) {
        return requireNonNullElse(told.get(parameter), "");
    }

    // Settings

    /// What the client set, without its startup parameters.
    ServerSettings settings() {
        return current;
    }

    /// What RESET goes back to: the startup parameters.
    ServerSettings defaults() {
        return defaults;
    }

    void startWith(ServerSettings startup) {
        defaults = startup;
        leases.defaults(startup);
        settings(ServerSettings.NONE);
    }

    void settings(ServerSettings settings) {
        current = settings;
        leases.wanted(settings.over(defaults));
        searchPath = SearchPath.of(inEffect(), serverSearchPath, user);
    }

    /// What statements run under now: SET LOCAL over SET over the startup parameters.
    ServerSettings inEffect() {
        return transaction.local().over(leases.wanted());
    }

    /// The statement that sets a parameter to what it was at login.
    String defaultOf(String name) {
        String startup = defaults.statements().get(name);
        String server = name.equals("search_path") ? serverSearchPath : "DEFAULT";
        return startup == null ? "SET " + ServerSettings.quoted(name) + " TO " + server : startup;
    }

    /// What SET LOCAL sets until the block ends.
    void local(ServerSettings settings) {
        transaction.local(settings);
        settings(current);
    }

    /// SET outside a block: taken back if the batch that it is part of fails.
    void settingsInBatch(ServerSettings settings) {
        if (settingsBeforeBatch == null) {
            settingsBeforeBatch = current;
        }
        settings(settings);
    }

    /// Takes back what SET did in a failed batch; answers whether there was anything.
    boolean restoreSettings() {
        ServerSettings before = settingsBeforeBatch;
        settingsBeforeBatch = null;
        if (before == null || before.equals(current)) {
            return false;
        }
        settings(before);
        return true;
    }

    /// Tells the client which parameters have other values now than it last heard.
    void reportParameters(BackendConnection connection) {
        if (serverSearchPath.isEmpty()) {
            serverSearchPath = connection.serverSearchPath();
            settings(current);
        }
        told.tell(connection.parameters(), output);
    }

    // Replies

    /// Sends an error; a transaction block is failed by it.
    void error(PgError error) {
        transaction.fail();
        BackendEncoder.errorResponse(error, output.buffer());
    }

    void warning(SqlState state, String message) {
        BackendEncoder.noticeResponse(
                PgError.of(state, message).withSeverity(PgError.Severity.WARNING), output.buffer());
    }

    /// Refuses everything but the end of a failed transaction.
    void requireNotFailed() {
        if (transaction.status() == TransactionBlock.Status.FAILED) {
            if (lostInTransaction != null && !lossTold) {
                lossTold = true;
                throw new RouterException(lostInTransaction);
            }
            throw new RouterException(
                    SqlState.IN_FAILED_SQL_TRANSACTION,
                    "current transaction is aborted, commands ignored until end of transaction block");
        }
    }

    /// A shard's part of the open transaction is over without the session's doing: only ROLLBACK is left.
    void transactionBroken(PgError error) {
        transaction.fail();
        lostInTransaction = error;
    }

    /// Whether a shard of the open transaction was lost, so that only ROLLBACK is left.
    @Nullable
    PgError lostInTransaction() {
        return lostInTransaction;
    }

    /// The loss of a shard that had executed something for the batch, outside a transaction block.
    @Nullable
    PgError lostInBatch() {
        return lostInBatch;
    }

    /// The transaction is over, one way or the other.
    void transactionEnded(boolean committed) {
        output.endOfBuffer();
        if (!committed) {
            settings(transaction.settingsAtBegin());
        }
        lostInTransaction = null;
        dropPortals();
        transaction.end();
        lossTold = false;
        settings(current);
        leases.releaseAll(committed);
    }

    /// Outside a transaction block nothing is kept from one statement to the next.
    void releaseIfIdle() {
        output.endOfBuffer(); // a connection given back no longer tells when its buffer goes
        if (!transaction.open()) {
            lostInBatch = null;
            settingsBeforeBatch = null;
            dropPortals();
            leases.releaseAll(true);
        }
    }

    void dropPortals() {
        portals.values().forEach(Session::close);
        portals.clear();
    }

    void dropPortal(String name) {
        Portal portal = portals.remove(name);
        if (portal != null) {
            close(portal);
        }
    }

    private static void close(Portal portal) {
        switch (portal) {
            case Portal.OnSeveral several -> several.close();
            case Portal.Forwarded _, Portal.Local _ -> {}
        }
    }

    // Scatter

    MergeSettings mergeSettings(BindValues values, ImmutableList<Format> formats) {
        return merges.settings(values, formats, inEffect());
    }

    /// The run whose rows are being pumped to the client, if any.
    void run(@Nullable ScatterRun newRun) {
        run = newRun;
    }

    /// The run that answers over pulled rows at the moment, if any.
    void gather(@Nullable GatherRun newGather) {
        gather = newGather;
    }

    /// Asks the shards to stop what they are doing for this session; the client sees 57014 if they do.
    void cancel() {
        PgError canceled = PgError.of(SqlState.QUERY_CANCELED, "canceling statement due to user request");
        leases.stopWaiting(canceled);
        GatherRun gathering = gather;
        if (gathering != null) {
            gathering.stopWaiting(canceled);
        }
        cancelRunning();
        ScatterRun running = run;
        if (running != null) {
            running.abortMerge(canceled);
            output.flush();
        }
    }

    private void cancelRunning() {
        if (!commit.underWay()) {
            leases.connections().forEach(cancels::sendIfBusy);
            GatherRun gathering = gather;
            cancels.sendIfBusy(gathering == null ? null : gathering.busy());
        }
    }

    void cancel(BackendConnection connection, Runnable done) {
        cancels.send(connection, done);
    }

    /// See [Cancels#settled].
    void settled(Runnable next) {
        cancels.settled(next);
    }

    /// Lets the run go on: the client takes more again, or rows that were put aside are there.
    private void pump() {
        ScatterRun running = run;
        if (running != null) {
            running.pump();
            output.flush();
        }
    }

    /// The client takes more again.
    void onClientWritable() {
        pump();
        readShards(true);
    }

    /// Back-pressure for forwarded replies: shards are not read from while the client does not take more.
    private void readShards(boolean on) {
        if (run == null) {
            for (BackendConnection connection : leases.connections()) {
                connection.reading(on);
            }
            GatherRun gathering = gather;
            if (gathering != null) {
                gathering.reading(on);
            }
        }
    }

    /// Sends what was encoded for shards while the client's messages were read.
    void flushShards() {
        leases.flush();
    }

    // LeaseHolder

    @Override
    public void endOfBuffer() {
        output.endOfBuffer();
        for (Portal portal : portals.values()) {
            if (portal instanceof Portal.Scattered scattered && scattered.run != null) {
                scattered.run.seal();
            }
        }
        ScatterRun running = run;
        if (running != null) {
            running.endOfBuffer();
        }
    }

    @Override
    public void endOfBurst() {
        ScatterRun running = run;
        if (running != null) {
            running.pump();
        }
        if (run == null) {
            output.flush();
        } else {
            output.flushIfMuch();
        }
        if (!output.writable()) {
            readShards(false);
        }
        Owner current = owner;
        if (current != null) {
            current.goOn(); // after the loss of a shard that did not take more
        }
    }

    @Override
    public void onParameterStatus(BackendConnection connection, String name, String value) {}

    @Override
    public void onStrayNotice(ByteBuf buffer, int start, int length) {
        output.relay(buffer, start, length);
    }

    @Override
    public void onConnectionLost(BackendConnection connection, PgError error) {
        if (transaction.open()) {
            if (leases.holds(connection) && leases.joined(connection.shard())) {
                lossTold = connection.hasUnits(); // then it is told where the replies are missing
                transactionBroken(error);
            }
        } else if (connection.unsynced()) {
            lostInBatch = error;
        }
        leases.drop(connection);
    }

    @Override
    public void onBroken(PgError error) {
        Owner current = owner;
        if (current != null) {
            current.broken(error);
        }
    }

    @Override
    public void onWritable(BackendConnection connection) {
        Owner current = owner;
        if (current != null) {
            current.goOn();
        }
    }

    /// Whether all shards take more at the moment.
    boolean shardsWritable() {
        return leases.allWritable();
    }

    void close() {
        run = null;
        cancels.close();
        dropPortals();
        cancelRunning();
        GatherRun gathering = gather;
        gather = null;
        if (gathering != null) {
            gathering.close();
        }
        commit.abandon(leases);
        leases.close();
        output.release();
    }
}
