package dev.kintsugi.frontend;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.backend.ServerSettings;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.execute.ShardLeases;
import dev.kintsugi.execute.TransactionBlock;
import dev.kintsugi.shard.ShardMap;
import dev.kintsugi.sql.ControlStatement;
import dev.kintsugi.wire.BackendEncoder;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Statements about the session and its transaction: the router answers them, and tells the shards that take part.
final class ControlStatements {
    private final Session session;
    private final TransactionEnd transactionEnd;

    ControlStatements(Session session) {
        this.session = session;
        this.transactionEnd = new TransactionEnd(session);
    }

    void run(ControlStatement statement, Completion completion) {
        switch (statement) {
            case ControlStatement.Commit _, ControlStatement.Rollback _, ControlStatement.RollbackTo _ -> {}
            default -> session.requireNotFailed();
        }
        switch (statement) {
            case ControlStatement.Begin(String options, boolean start) -> begin(options, start, completion);
            case ControlStatement.Commit(boolean chain) -> transactionEnd.commit(chain, completion);
            case ControlStatement.Rollback(boolean chain) -> transactionEnd.rollback(chain, completion);
            case ControlStatement.Savepoint(String name) -> savepoint(name, completion);
            case ControlStatement.Release(String name) -> release(name, completion);
            case ControlStatement.RollbackTo(String name) -> rollbackTo(name, completion);
            case ControlStatement.Set set -> set(set, completion);
            case ControlStatement.SetTransaction set -> setTransaction(set, completion);
            case ControlStatement.SetConstraints _ ->
                throw unsupported("SET CONSTRAINTS", "declare the constraints INITIALLY DEFERRED instead");
            case ControlStatement.Reset(Optional<String> name) -> reset(name, completion);
            case ControlStatement.Show _ -> throw new IllegalStateException("SHOW is routed");
            case ControlStatement.Discard(String what) -> discard(what, completion);
            case ControlStatement.Deallocate(Optional<String> name) -> deallocate(name, completion);
            case ControlStatement.Prepare _ ->
                throw unsupported("PREPARE", "use the driver's prepared statements (the extended query protocol)");
            case ControlStatement.Execute _ ->
                throw unsupported("EXECUTE", "use the driver's prepared statements (the extended query protocol)");
            case ControlStatement.Listen _ -> throw unsupported("LISTEN", "connect to a shard directly to listen");
            case ControlStatement.Unlisten _ -> complete("UNLISTEN", completion);
            case ControlStatement.Notify _ -> throw unsupported("NOTIFY", "connect to a shard directly to notify");
            case ControlStatement.Cursor(String verb, String _) ->
                throw unsupported(
                        verb + " of an SQL cursor", "use the driver's fetch size (a portal with a row limit) instead");
            case ControlStatement.TwoPhase(String verb) ->
                throw unsupported(verb, "COMMIT: the router does two-phase commit by itself where it is needed");
            case ControlStatement.ConnectionState(String verb) ->
                throw unsupported(verb, "log in as the user you need");
            case ControlStatement.Lock _ ->
                throw unsupported("LOCK TABLE", "lock rows with SELECT … FOR UPDATE by key");
        }
    }

    private static RouterException unsupported(String construct, String hint) {
        return new RouterException(PgError.unsupported(construct + " is not supported through the router yet", hint));
    }

    private void complete(String tag, Completion completion) {
        BackendEncoder.commandComplete(tag, session.output().buffer());
        completion.done();
    }

    // Transaction blocks

    private void begin(String options, boolean start, Completion completion) {
        TransactionBlock transaction = session.transaction();
        String tag = start ? "START TRANSACTION" : "BEGIN";
        if (transaction.implicit()) {
            makeExplicit(options, tag, completion);
            return;
        }
        if (transaction.open()) {
            session.warning(SqlState.ACTIVE_SQL_TRANSACTION, "there is already a transaction in progress");
            complete(tag, completion);
            return;
        }
        String sql = options.isEmpty() ? "BEGIN" : "BEGIN " + options;
        transaction.begin(sql, false, session.settings());
        ImmutableList<BackendConnection> touched = session.leases().connections().stream()
                .filter(BackendConnection::unsynced)
                .collect(ImmutableList.toImmutableList());
        if (touched.isEmpty() && options.isEmpty()) {
            complete(tag, completion);
            return;
        }
        if (touched.isEmpty()) {
            // A shard says whether the options make sense, before the client is told that they do.
            joinOne(() -> complete(tag, completion), error -> {
                session.transactionEnded(false);
                completion.failed(error);
            });
            return;
        }
        touched.forEach(session.leases()::markJoined);
        onAll(touched, sql, error -> finish(error, tag, completion));
    }

    /// BEGIN behind other statements of one Query: the block that they are in already, which options may no longer
    /// suit.
    private void makeExplicit(String options, String tag, Completion completion) {
        TransactionBlock transaction = session.transaction();
        if (options.isEmpty()) {
            transaction.makeExplicit();
            complete(tag, completion);
            return;
        }
        String sql = "SET TRANSACTION " + options;
        inBlock(
                sql,
                tag,
                () -> {
                    transaction.makeExplicit();
                    transaction.characteristic(sql);
                },
                completion);
    }

    private void joinOne(Runnable joined, java.util.function.Consumer<PgError> refused) {
        session.leases().ready(session.leases().anyShard(ShardMap.HOME), _ -> joined.run(), refused);
    }

    private void finish(@Nullable PgError error, String tag, Completion completion) {
        if (error == null) {
            complete(tag, completion);
        } else {
            completion.failed(error);
        }
    }

    private void onAll(ImmutableList<BackendConnection> connections, String sql, OnAll.Done done) {
        new OnAll(connections, sql, done).start();
    }

    private ImmutableList<BackendConnection> joined() {
        return session.leases().connections().stream()
                .filter(connection -> session.leases().joined(connection.shard()))
                .collect(ImmutableList.toImmutableList());
    }

    private void requireBlock(String what) {
        if (!session.transaction().open() || session.transaction().implicit()) {
            throw new RouterException(
                    SqlState.NO_ACTIVE_SQL_TRANSACTION, what + " can only be used in transaction blocks");
        }
    }

    private void savepoint(String name, Completion completion) {
        requireBlock("SAVEPOINT");
        String sql = "SAVEPOINT " + ServerSettings.quotedIdentifier(name);
        session.transaction().savepoint(name, sql, session.settings());
        onAll(joined(), sql, error -> finish(error, "SAVEPOINT", completion));
    }

    private void release(String name, Completion completion) {
        requireBlock("RELEASE SAVEPOINT");
        String sql = "RELEASE SAVEPOINT " + ServerSettings.quotedIdentifier(name);
        session.transaction().release(name, sql);
        onAll(joined(), sql, error -> finish(error, "RELEASE", completion));
    }

    private void rollbackTo(String name, Completion completion) {
        requireBlock("ROLLBACK TO SAVEPOINT");
        if (!session.transaction().hasSavepoint(name)) {
            throw TransactionBlock.noSuchSavepoint(name);
        }
        PgError lost = session.lostInTransaction();
        if (lost != null) {
            throw new RouterException(lost.withHint("a shard of this transaction was lost: only ROLLBACK is left"));
        }
        String sql = "ROLLBACK TO SAVEPOINT " + ServerSettings.quotedIdentifier(name);
        onAll(joined(), sql, error -> {
            if (error != null) {
                completion.failed(error);
                return;
            }
            session.settings(session.transaction().rollbackTo(name));
            joined().stream().findFirst().ifPresent(session::reportParameters);
            complete("ROLLBACK", completion);
        });
    }

    /// Ends the block of a multi-statement Query.
    void endImplicitly(boolean commit, Completion completion) {
        transactionEnd.endImplicitly(commit, completion);
    }

    // Settings

    private void set(ControlStatement.Set set, Completion completion) {
        String name = set.name().toLowerCase(Locale.ROOT);
        refuseEncoding(name, set.value());
        String assignment = ServerSettings.quoted(name) + " TO " + set.value();
        if (set.local()) {
            setLocal(name, assignment, completion);
        } else if (set.value().equalsIgnoreCase("DEFAULT")) {
            reset(Optional.of(name), completion, "SET");
        } else {
            change(session.settings().with(name, "SET " + assignment), "SET " + assignment, "SET", completion);
        }
    }

    /// Key values are hashed as UTF-8, so the text must be UTF-8.
    private static void refuseEncoding(String name, String value) {
        if (!name.equals("client_encoding")) {
            return;
        }
        if (!ClientEncoding.supported(value)) {
            throw ClientEncoding.refusal(value);
        }
    }

    private void setLocal(String name, String assignment, Completion completion) {
        if (!session.transaction().open()) {
            session.warning(SqlState.NO_ACTIVE_SQL_TRANSACTION, "SET LOCAL can only be used in transaction blocks");
            complete("SET", completion);
            return;
        }
        String sql = "SET LOCAL " + assignment;
        inBlock(
                sql,
                "SET",
                () -> {
                    session.transaction().replay(sql);
                    String now = assignment.endsWith(" TO DEFAULT") ? session.defaultOf(name) : "SET " + assignment;
                    session.local(session.transaction().local().with(name, now));
                },
                completion);
    }

    private void setTransaction(ControlStatement.SetTransaction set, Completion completion) {
        if (set.session()) {
            SessionCharacteristics characteristics = SessionCharacteristics.parse(set.options());
            change(
                    characteristics.addTo(session.settings()),
                    "SET SESSION CHARACTERISTICS AS TRANSACTION " + set.options(),
                    "SET",
                    completion);
            return;
        }
        String sql = "SET TRANSACTION " + set.options();
        if (!session.transaction().open()) {
            session.warning(
                    SqlState.NO_ACTIVE_SQL_TRANSACTION, "SET TRANSACTION can only be used in transaction blocks");
            complete("SET", completion);
            return;
        }
        inBlock(sql, "SET", () -> session.transaction().characteristic(sql), completion);
    }

    /// Runs `sql` on every shard of the block (on one at least, which says whether it is right), then remembers it.
    private void inBlock(String sql, String tag, Runnable remember, Completion completion) {
        joinOne(
                () -> onAll(joined(), sql, error -> {
                    if (error != null) {
                        completion.failed(error);
                        return;
                    }
                    remember.run();
                    joined().stream().findFirst().ifPresent(session::reportParameters);
                    complete(tag, completion);
                }),
                completion::failed);
    }

    /// Changes the session's settings: on the shards of the block now, elsewhere at the next lease.
    private void change(ServerSettings changed, String sql, String tag, Completion completion) {
        if (session.transaction().open()) {
            inBlock(sql, tag, () -> changeInBlock(changed, sql), completion);
            return;
        }
        requireUntouched("SET");
        ServerSettings before = session.settings();
        session.settingsInBatch(changed);
        session.leases()
                .ready(
                        session.leases().anyShard(ShardMap.HOME),
                        connection -> {
                            session.reportParameters(connection);
                            complete(tag, completion);
                        },
                        error -> {
                            session.settings(before);
                            completion.failed(error);
                        });
    }

    /// Shards that join later do the same behind their BEGIN, so that a rollback to a savepoint undoes it there,
    /// too.
    private void changeInBlock(ServerSettings changed, String sql) {
        TransactionBlock transaction = session.transaction();
        transaction.replay(sql);
        ServerSettings before = session.settings();
        ServerSettings local = transaction.local();
        for (String name : transaction.local().statements().keySet()) {
            boolean same = Objects.equals(
                    before.statements().get(name), changed.statements().get(name));
            if (!same || sql.contains(ServerSettings.quoted(name)) || sql.equals("RESET ALL")) {
                local = local.without(name);
            }
        }
        transaction.local(local);
        session.settings(changed);
    }

    /// Settings are sent by simple query, which would commit what the batch has done so far.
    private void requireUntouched(String what) {
        if (session.leases().unsynced() > 0) {
            throw unsupported(what + " behind other statements of the same batch", "send Sync before it");
        }
    }

    private void reset(Optional<String> name, Completion completion) {
        reset(name, completion, "RESET");
    }

    private void reset(Optional<String> name, Completion completion, String tag) {
        ServerSettings changed = name.map(n -> session.settings().without(n.toLowerCase(Locale.ROOT)))
                .orElse(ServerSettings.NONE);
        if (name.isEmpty()) {
            String sql = session.settings().over(session.defaults()).changesTo(session.defaults());
            change(changed, sql.isEmpty() ? "RESET ALL" : sql, tag, completion);
            return;
        }
        String folded = name.get().toLowerCase(Locale.ROOT);
        String startup = session.defaults().statements().get(folded);
        String sql = startup == null ? "RESET " + ServerSettings.quoted(folded) : startup;
        if (changed.equals(session.settings()) && !session.transaction().open()) {
            resetUnset(sql, tag, completion);
        } else {
            change(changed, sql, tag, completion);
        }
    }

    /// Nothing to undo, but a shard must say whether there is such a parameter.
    private void resetUnset(String sql, String tag, Completion completion) {
        requireUntouched("RESET");
        session.leases()
                .ready(
                        session.leases().anyShard(ShardMap.HOME),
                        connection -> ShardLeases.command(connection, sql, error -> finish(error, tag, completion)),
                        completion::failed);
    }

    private void discard(String what, Completion completion) {
        if (!what.equals("ALL")) {
            complete("DISCARD " + what, completion);
            return;
        }
        if (session.transaction().open()) {
            throw new RouterException(
                    SqlState.ACTIVE_SQL_TRANSACTION, "DISCARD ALL cannot run inside a transaction block");
        }
        session.statements().clear();
        session.dropPortals();
        change(ServerSettings.NONE, "", "DISCARD ALL", completion);
    }

    private void deallocate(Optional<String> name, Completion completion) {
        if (name.isEmpty()) {
            session.statements().keySet().removeIf(statement -> !statement.isEmpty());
            complete("DEALLOCATE ALL", completion);
            return;
        }
        if (session.statements().remove(name.get()) == null) {
            throw new RouterException(
                    SqlState.INVALID_SQL_STATEMENT_NAME, "prepared statement \"" + name.get() + "\" does not exist");
        }
        complete("DEALLOCATE", completion);
    }
}
