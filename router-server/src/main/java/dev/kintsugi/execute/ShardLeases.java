package dev.kintsugi.execute;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.backend.BackendPool;
import dev.kintsugi.backend.BackendPools;
import dev.kintsugi.backend.LeaseHolder;
import dev.kintsugi.backend.ServerSettings;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.wire.FrontendEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The backend connections that a session holds, at most one a shard; each is set as the session wants it and has
/// joined the session's transaction before anybody gets it.
public final class ShardLeases {
    private final BackendPools pools;
    private final String user;
    private final LeaseHolder holder;
    private final TransactionBlock transaction;
    private final TreeMap<Integer, Lease> leases = new TreeMap<>();
    private ServerSettings wanted = ServerSettings.NONE;
    private ServerSettings defaults = ServerSettings.NONE;
    private @Nullable BackendPool awaited;
    private boolean closed;

    private record Lease(BackendConnection connection, ServerSettings settingsBefore, boolean joined) {}

    public ShardLeases(BackendPools pools, String user, LeaseHolder holder, TransactionBlock transaction) {
        this.pools = pools;
        this.user = user;
        this.holder = holder;
        this.transaction = transaction;
    }

    /// The settings that connections get from now on.
    public void wanted(ServerSettings settings) {
        wanted = settings;
    }

    /// The pool of the connections on which statements run over pulled rows; they are none of the leases.
    public BackendPool gatherPool() {
        return pools.gatherPool(user);
    }

    /// The settings below those of a transaction's begin.
    public void defaults(ServerSettings settings) {
        defaults = settings;
    }

    public ServerSettings wanted() {
        return wanted;
    }

    public boolean isEmpty() {
        return leases.isEmpty();
    }

    public boolean has(int shard) {
        return leases.containsKey(shard);
    }

    /// Whether this very connection is held.
    @SuppressWarnings("ReferenceEquality")
    public boolean holds(BackendConnection connection) {
        Lease lease = leases.get(connection.shard());
        return lease != null && lease.connection() == connection;
    }

    public ImmutableList<BackendConnection> connections() {
        return leases.values().stream().map(Lease::connection).collect(ImmutableList.toImmutableList());
    }

    /// Connections with extended-protocol messages that no Sync has followed yet.
    public long unsynced() {
        return connections().stream().filter(BackendConnection::unsynced).count();
    }

    /// Whether every connection takes more at the moment.
    public boolean allWritable() {
        for (Lease lease : leases.values()) {
            if (!lease.connection().writable()) {
                return false;
            }
        }
        return true;
    }

    /// A shard that is held already, preferably; else `otherwise`.
    public int anyShard(int otherwise) {
        return leases.isEmpty() ? otherwise : leases.firstKey();
    }

    /// Gives `taker` the connection to `shard`, ready for the session's next statement.
    public void ready(int shard, Consumer<BackendConnection> taker, Consumer<PgError> refused) {
        Lease lease = leases.get(shard);
        if (lease != null) {
            prepare(lease, taker, refused);
            return;
        }
        BackendPool pool = pools.pool(shard, user);
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
                leases.put(shard, fresh);
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
        if (index == shards.length) {
            taker.accept(taken.build());
            return;
        }
        ready(
                shards[index],
                connection -> readyNext(shards, index + 1, taken.add(connection), taker, refused),
                refused);
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
        return transaction.open() ? transaction.settingsAtBegin().over(defaults) : wanted;
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
        leases.put(connection.shard(), joined);
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
        if (connection.unsynced() && connection.hasUnits()) {
            connection.sync(new CommandUnit(_ -> {}));
        }
        FrontendEncoder.query(sql.getBytes(StandardCharsets.UTF_8), connection.out());
        connection.expect(new CommandUnit(done));
        connection.flush();
    }

    /// Whether a lease has joined the transaction block.
    public boolean joined(int shard) {
        Lease lease = leases.get(shard);
        return lease != null && lease.joined();
    }

    /// Marks a connection as part of a block that was begun on it by other means.
    public void markJoined(BackendConnection connection) {
        leases.put(connection.shard(), new Lease(connection, connection.settings(), true));
    }

    /// Gives everything back after a transaction ended. After a rollback, what SET did inside it is undone on the
    /// shards, too.
    public void releaseAll(boolean committed) {
        ImmutableList<Lease> held = ImmutableList.copyOf(leases.values());
        leases.clear();
        for (Lease lease : held) {
            if (lease.joined()) {
                lease.connection().settings(committed ? wanted : lease.settingsBefore());
            }
            lease.connection().release();
        }
    }

    /// Lets go of a connection that is lost or in an unknown state.
    public void drop(BackendConnection connection) {
        Lease lease = leases.get(connection.shard());
        if (lease != null && lease.connection() == connection) {
            leases.remove(connection.shard());
        }
        connection.discard();
    }

    /// The session is gone: open transactions are rolled back by closing their connections.
    public void close() {
        closed = true;
        stopWaiting(PgError.of(SqlState.QUERY_CANCELED, "the client is gone")); // nobody is told
        Collection<Lease> held = ImmutableList.copyOf(leases.values());
        leases.clear();
        for (Lease lease : held) {
            if (lease.connection().idle() && lease.connection().status() == 'I') {
                lease.connection().release();
            } else {
                lease.connection().discard();
            }
        }
    }
}
