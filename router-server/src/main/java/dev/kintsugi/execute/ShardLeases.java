package dev.kintsugi.execute;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.backend.BackendPool;
import dev.kintsugi.backend.BackendPools;
import dev.kintsugi.backend.LeaseHolder;
import dev.kintsugi.backend.ReplyUnit;
import dev.kintsugi.backend.ServerSettings;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.wire.FrontendEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The backend connections that a session holds, at most one a shard; each is set as the session wants it and has
/// joined the session's transaction before anybody gets it.
public final class ShardLeases {
    private final BackendPools.OfUser pools;
    private final LeaseHolder holder;
    private final TransactionBlock transaction;

    /// In the order of the shards. Mostly one, so looking through them is the fastest way to find one.
    private final List<Lease> leases = new ArrayList<>(2);

    private ServerSettings wanted = ServerSettings.NONE;
    private ServerSettings defaults = ServerSettings.NONE;

    /// What `begin` was made from: transactions of a session mostly begin under the same settings.
    private @Nullable ServerSettings beginBase;

    private ServerSettings begin = ServerSettings.NONE;
    private @Nullable BackendPool awaited;
    private boolean closed;

    private record Lease(BackendConnection connection, ServerSettings settingsBefore, boolean joined) {
        int shard() {
            return connection.shard();
        }
    }

    public ShardLeases(BackendPools pools, String user, LeaseHolder holder, TransactionBlock transaction) {
        this.pools = pools.of(user);
        this.holder = holder;
        this.transaction = transaction;
    }

    /// The settings that connections get from now on.
    public void wanted(ServerSettings settings) {
        wanted = settings.interned();
    }

    /// The pool of the connections on which statements run over pulled rows; they are none of the leases.
    public BackendPool gatherPool() {
        return pools.gathers();
    }

    /// The settings below those of a transaction's begin.
    public void defaults(ServerSettings settings) {
        defaults = settings;
        beginBase = null;
    }

    public ServerSettings wanted() {
        return wanted;
    }

    public boolean isEmpty() {
        return leases.isEmpty();
    }

    public boolean has(int shard) {
        return lease(shard) != null;
    }

    private @Nullable Lease lease(int shard) {
        int index = indexOf(shard);
        return index < 0 ? null : leases.get(index);
    }

    /// The place of a shard's lease, or `-(place to be) - 1` as in [java.util.Collections#binarySearch].
    private int indexOf(int shard) {
        for (int i = 0; i < leases.size(); i++) {
            int other = leases.get(i).shard();
            if (other >= shard) {
                return other == shard ? i : -i - 1;
            }
        }
        return -leases.size() - 1;
    }

    private void put(Lease lease) {
        int index = indexOf(lease.shard());
        if (index >= 0) {
            leases.set(index, lease);
        } else {
            leases.add(-index - 1, lease);
        }
    }

    /// Whether this very connection is held.
    @SuppressWarnings("ReferenceEquality")
    public boolean holds(BackendConnection connection) {
        Lease lease = lease(connection.shard());
        return lease != null && lease.connection() == connection;
    }

    public ImmutableList<BackendConnection> connections() {
        return switch (leases.size()) {
            case 0 -> ImmutableList.of();
            case 1 -> ImmutableList.of(leases.getFirst().connection());
            default -> all();
        };
    }

    private ImmutableList<BackendConnection> all() {
        ImmutableList.Builder<BackendConnection> connections = ImmutableList.builderWithExpectedSize(leases.size());
        for (int i = 0; i < leases.size(); i++) {
            connections.add(leases.get(i).connection());
        }
        return connections.build();
    }

    /// Connections with extended-protocol messages that no Sync has followed yet.
    public int unsynced() {
        int count = 0;
        for (int i = 0; i < leases.size(); i++) {
            count += leases.get(i).connection().unsynced() ? 1 : 0;
        }
        return count;
    }

    /// Sends what was encoded for the shards.
    public void flush() {
        for (int i = 0; i < leases.size(); i++) {
            leases.get(i).connection().flush();
        }
    }

    /// Whether every connection takes more at the moment.
    public boolean allWritable() {
        for (int i = 0; i < leases.size(); i++) {
            if (!leases.get(i).connection().writable()) {
                return false;
            }
        }
        return true;
    }

    /// A shard that is held already, preferably; else `otherwise`.
    public int anyShard(int otherwise) {
        return leases.isEmpty() ? otherwise : leases.getFirst().shard();
    }

    /// Gives `taker` the connection to `shard`, ready for the session's next statement.
    public void ready(int shard, Consumer<BackendConnection> taker, Consumer<PgError> refused) {
        Lease lease = lease(shard);
        if (lease != null) {
            prepare(lease, taker, refused);
            return;
        }
        BackendPool pool = pools.pool(shard);
        awaited = pool;
        pool.acquire(holder, new BackendPool.Taker() {
            @Override
            public void leased(BackendConnection connection) {
                awaited = null;
                if (closed) {
                    connection.release();
                    return;
                }
                Lease fresh = new Lease(connection, connection.settings(), false);
                put(fresh);
                prepare(fresh, taker, refused);
            }

            @Override
            public void refused(PgError error) {
                awaited = null;
                if (!closed) {
                    refused.accept(error);
                }
            }
        });
    }

    /// The connection to `shard` outside a transaction block, if none is held and the pool has one at hand that is
    /// set as the session wants it; else null, and [#ready] has to see to it.
    public @Nullable BackendConnection readyNow(int shard) {
        BackendConnection connection = pools.pool(shard).acquireNow(holder, wanted);
        if (connection != null) {
            put(new Lease(connection, wanted, false));
        }
        return connection;
    }

    /// Gives up waiting for a connection: whoever wanted it gets `error`. Does nothing if none is waited for.
    public void stopWaiting(PgError error) {
        BackendPool pool = awaited;
        if (pool != null) {
            pool.refuse(holder, error);
        }
    }

    /// Gives `taker` connections to all `shards`, taken in ascending order so that two sessions cannot wait for
    /// each other.
    public void readyAll(int[] shards, Consumer<ImmutableList<BackendConnection>> taker, Consumer<PgError> refused) {
        readyNext(shards, 0, ImmutableList.builder(), taker, refused);
    }

    private void readyNext(
            int[] shards,
            int index,
            ImmutableList.Builder<BackendConnection> taken,
            Consumer<ImmutableList<BackendConnection>> taker,
            Consumer<PgError> refused) {
        int next = index;
        BackendConnection atHand = null;
        while (next < shards.length && (atHand = atHand(shards[next])) != null) {
            taken.add(atHand);
            next++;
        }
        if (next == shards.length) {
            taker.accept(taken.build());
            return;
        }
        int waited = next;
        ready(
                shards[waited],
                connection -> readyNext(shards, waited + 1, taken.add(connection), taker, refused),
                refused);
    }

    /// The connection to `shard` if nothing has to be waited for or sent before it can be used.
    private @Nullable BackendConnection atHand(int shard) {
        Lease lease = lease(shard);
        if (lease == null) {
            return transaction.open() ? null : readyNow(shard);
        }
        if (lease.joined()) {
            return lease.connection();
        }
        return !transaction.open() && lease.connection().settings().equals(wanted) ? lease.connection() : null;
    }

    private void prepare(Lease lease, Consumer<BackendConnection> taker, Consumer<PgError> refused) {
        BackendConnection connection = lease.connection();
        if (!lease.joined() && !connection.settings().equals(outsideBlock())) {
            apply(lease, taker, refused);
        } else if (transaction.open() && !lease.joined()) {
            join(lease, taker, refused);
        } else {
            taker.accept(connection);
        }
    }

    /// What a connection has to have before BEGIN: SET inside the block is replayed behind it, so that it ends with
    /// it.
    private ServerSettings outsideBlock() {
        return transaction.open() ? atBegin() : wanted;
    }

    @SuppressWarnings("ReferenceEquality") // another object is looked at anew, equal or not
    private ServerSettings atBegin() {
        ServerSettings base = transaction.settingsAtBegin();
        if (base != beginBase) {
            beginBase = base;
            begin = base.over(defaults).interned();
        }
        return begin;
    }

    /// Awaited: a statement must never run under settings that the shard refused.
    private void apply(Lease lease, Consumer<BackendConnection> taker, Consumer<PgError> refused) {
        BackendConnection connection = lease.connection();
        ServerSettings target = outsideBlock();
        command(connection, connection.settings().changesTo(target), error -> {
            if (error != null) {
                refused.accept(error); // one Query is one transaction: nothing of it was set
                return;
            }
            connection.settings(target);
            prepare(new Lease(connection, target, false), taker, refused);
        });
    }

    private void join(Lease lease, Consumer<BackendConnection> taker, Consumer<PgError> refused) {
        BackendConnection connection = lease.connection();
        Lease joined = new Lease(connection, connection.settings(), true);
        put(joined);
        if (!transaction.joinMayFail()) {
            FrontendEncoder.query(transaction.joinSql().getBytes(StandardCharsets.UTF_8), connection.out());
            connection.expect(CommandUnit.shielded(error -> {
                if (error != null) {
                    connection.abort(error); // what was sent behind BEGIN must not be answered as if it had worked
                }
            }));
            taker.accept(connection);
            return;
        }
        command(connection, transaction.joinSql(), error -> {
            if (error != null) {
                refused.accept(error);
            } else {
                taker.accept(connection);
            }
        });
    }

    /// Runs SQL whose rows nobody wants, by simple query; `done` gets the first error, or null.
    ///
    /// Behind replies that the extended protocol still owes, a Sync goes first: after an error among them the shard
    /// would ignore the Query for good. So it is not for a batch outside a transaction block that has such replies
    /// to come.
    public static void command(BackendConnection connection, String sql, CommandUnit.Done done) {
        command(connection, sql, new CommandUnit(done));
    }

    /// The same with the unit that takes the replies.
    public static void command(BackendConnection connection, String sql, ReplyUnit replies) {
        if (connection.unsynced() && connection.hasUnits()) {
            connection.sync(new CommandUnit(_ -> {}));
        }
        FrontendEncoder.query(sql.getBytes(StandardCharsets.UTF_8), connection.out());
        connection.expect(replies);
        connection.flush();
    }

    /// Whether a lease has joined the transaction block.
    public boolean joined(int shard) {
        Lease lease = lease(shard);
        return lease != null && lease.joined();
    }

    /// Marks a connection as part of a block that was begun on it by other means.
    public void markJoined(BackendConnection connection) {
        put(new Lease(connection, connection.settings(), true));
    }

    /// Gives everything back after a transaction ended. After a rollback, what SET did inside it is undone on the
    /// shards, too.
    public void releaseAll(boolean committed) {
        while (!leases.isEmpty()) {
            Lease lease = leases.removeLast();
            if (lease.joined()) {
                lease.connection().settings(committed ? wanted : lease.settingsBefore());
            }
            lease.connection().release();
        }
    }

    /// Lets go of a connection that is lost or in an unknown state.
    public void drop(BackendConnection connection) {
        if (holds(connection)) {
            leases.remove(indexOf(connection.shard()));
        }
        connection.discard();
    }

    /// Hands all connections over to `holder`, who sees to them from now on.
    public void handOver(LeaseHolder next) {
        leases.forEach(lease -> lease.connection().holder(next));
        leases.clear();
    }

    /// The session is gone: open transactions are rolled back by closing their connections.
    public void close() {
        closed = true;
        stopWaiting(PgError.of(SqlState.QUERY_CANCELED, "the client is gone")); // nobody is told
        while (!leases.isEmpty()) {
            Lease lease = leases.removeLast();
            if (lease.connection().idle() && lease.connection().status() == 'I') {
                lease.connection().release();
            } else {
                lease.connection().discard();
            }
        }
    }
}
