package dev.kintsugi.backend;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.shard.ShardMap;
import dev.kintsugi.tls.TlsConnector;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All pools of one event loop: one for each shard and user. Used on that event loop only.
public final class BackendPools {
    private final EventLoop loop;
    private final BackendConnector connector;
    private final ImmutableList<ShardAddress> shards;
    private final int limit;
    private final Duration waitTimeout;
    private final Map<PoolName, BackendPool> pools = new HashMap<>();
    private final Map<String, OfUser> users = new HashMap<>();

    /// `limit` is the number of connections that this loop may open for each shard and user.
    public BackendPools(
            EventLoop loop,
            BackendConnector connector,
            ImmutableList<ShardAddress> shards,
            int limit,
            Duration waitTimeout) {
        this.loop = loop;
        this.connector = connector;
        this.shards = shards;
        this.limit = limit;
        this.waitTimeout = waitTimeout;
    }

    private enum Purpose {
        SESSIONS,
        GATHERS,
        RECOVERY
    }

    private record PoolName(int shard, String user, Purpose purpose) {}

    /// Where a shard is; `user` and `password` are those for all server connections, if configured.
    public record ShardAddress(
            String name,
            String host,
            int port,
            String database,
            Optional<String> user,
            Optional<String> password,
            Optional<TlsConnector> tls) {}

    /// The pools of one client user.
    public OfUser of(String clientUser) {
        return users.computeIfAbsent(clientUser, OfUser::new);
    }

    /// One client user's pools, by shard; shared by the user's sessions.
    public final class OfUser {
        private final String clientUser;
        private final @Nullable BackendPool[] byShard = new BackendPool[shards.size()];

        private OfUser(String clientUser) {
            this.clientUser = clientUser;
        }

        /// The pool of a shard.
        public BackendPool pool(int shard) {
            BackendPool known = byShard[shard];
            if (known == null) {
                known = BackendPools.this.pool(shard, clientUser);
                byShard[shard] = known;
            }
            return known;
        }

        /// The pool of the home shard's connections on which statements run over pulled rows. A session takes
        /// one of them behind all its others, so that those who wait for each other never form a circle.
        public BackendPool gathers() {
            return BackendPools.this.pool(ShardMap.HOME, clientUser, Purpose.GATHERS);
        }
    }

    /// The pool of a shard for a client user.
    public BackendPool pool(int shard, String clientUser) {
        return pool(shard, clientUser, Purpose.SESSIONS);
    }

    /// The pool of one connection for the recovery of prepared transactions, which must not wait for sessions: they
    /// may all be waiting for the locks that such a transaction holds.
    public BackendPool recovery(int shard, String clientUser) {
        return pool(shard, clientUser, Purpose.RECOVERY);
    }

    private BackendPool pool(int shard, String clientUser, Purpose purpose) {
        String user = shards.get(shard).user().orElse(clientUser);
        return pools.computeIfAbsent(
                new PoolName(shard, user, purpose),
                _ -> new BackendPool(
                        loop, target(shard, user), connector, purpose == Purpose.RECOVERY ? 1 : limit, waitTimeout));
    }

    private BackendTarget target(int shard, String user) {
        ShardAddress address = shards.get(shard);
        return new BackendTarget(
                shard,
                address.name(),
                address.host(),
                address.port(),
                address.database(),
                user,
                address.password(),
                address.tls());
    }

    /// The configured name of a shard.
    public String name(int shard) {
        return shards.get(shard).name();
    }

    public int shardCount() {
        return shards.size();
    }

    /// Connections that sessions of this loop hold at the moment, over all shards and users.
    public int leasedCount() {
        return pools.entrySet().stream()
                .filter(pool -> pool.getKey().purpose() != Purpose.RECOVERY)
                .mapToInt(pool -> pool.getValue().leasedCount())
                .sum();
    }

    /// What each pool of sessions and gathers has at the moment.
    public ImmutableList<PoolState> state() {
        return pools.entrySet().stream()
                .filter(pool -> pool.getKey().purpose() != Purpose.RECOVERY)
                .map(pool -> pool.getValue().state())
                .collect(ImmutableList.toImmutableList());
    }

    /// Replaces connections as they become free.
    public void renew() {
        pools.values().forEach(BackendPool::renew);
    }

    public void close() {
        pools.values().forEach(BackendPool::close);
    }
}
