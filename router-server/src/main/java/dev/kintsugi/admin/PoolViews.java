package dev.kintsugi.admin;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.admin.RouterState.LoopState;
import dev.kintsugi.backend.BackendTarget;
import dev.kintsugi.backend.PoolState;
import dev.kintsugi.backend.PoolState.ServerState;
import dev.kintsugi.config.RouterConfig;
import dev.kintsugi.config.ShardConfig;
import dev.kintsugi.metrics.TrafficTotals;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToIntFunction;

/// Server connections, and what goes over them, as tables. A shard and user have one pool on each event loop: the
/// tables show them together.
final class PoolViews {
    private static final String MODE = "transaction";

    private PoolViews() {}

    private record Name(int shard, String user) implements Comparable<Name> {
        private static final Comparator<Name> ORDER =
                Comparator.comparingInt(Name::shard).thenComparing(Name::user);

        @Override
        public int compareTo(Name other) {
            return ORDER.compare(this, other);
        }
    }

    /// All pools of one shard and user.
    private record Pools(ImmutableList<PoolState> pools) {
        private int sum(ToIntFunction<PoolState> number) {
            return pools.stream().mapToInt(number).sum();
        }

        BackendTarget target() {
            return pools.getFirst().target();
        }

        int leased() {
            return sum(pool ->
                    (int) pool.servers().stream().filter(ServerState::leased).count());
        }

        int idle() {
            return sum(pool -> pool.servers().size()) - leased();
        }

        Duration longestWait() {
            return pools.stream()
                    .map(PoolState::longestWait)
                    .max(Comparator.naturalOrder())
                    .orElse(Duration.ZERO);
        }
    }

    private static Iterable<Pools> grouped(ImmutableList<LoopState> loops) {
        Map<Name, Pools> groups = new TreeMap<>();
        loops.forEach(loop -> loop.pools()
                .forEach(pool -> groups.merge(
                        new Name(pool.target().shard(), pool.target().user()),
                        new Pools(ImmutableList.of(pool)),
                        (a, b) -> new Pools(ImmutableList.<PoolState>builder()
                                .addAll(a.pools())
                                .addAll(b.pools())
                                .build()))));
        return groups.values();
    }

    static CompletableFuture<AdminTable> pools(RouterState state) {
        return state.loops().thenApply(loops -> {
            AdminTable.Builder table = AdminTable.builder(View.POOLS.columns());
            for (Pools pools : grouped(loops)) {
                BackendTarget target = pools.target();
                int waiting = pools.sum(PoolState::waiting);
                Duration wait = pools.longestWait();
                table.add(
                        state.config().database(),
                        target.user(),
                        pools.leased(),
                        waiting,
                        0,
                        0,
                        pools.leased(),
                        0,
                        0,
                        pools.idle(),
                        0,
                        0,
                        pools.sum(PoolState::connecting),
                        wait.toSeconds(),
                        wait.toNanosPart() / 1_000,
                        MODE,
                        "",
                        target.name(),
                        pools.sum(PoolState::limit));
            }
            return table.build();
        });
    }

    static CompletableFuture<AdminTable> servers(RouterState state) {
        return state.loops().thenApply(loops -> {
            AdminTable.Builder table = AdminTable.builder(View.SERVERS.columns());
            loops.forEach(loop -> loop.pools()
                    .forEach(pool -> pool.servers().forEach(server -> {
                        BackendTarget target = pool.target();
                        table.add(
                                "S",
                                target.user(),
                                target.database(),
                                "none",
                                server.leased() ? "active" : "idle",
                                target.host(),
                                target.port(),
                                "",
                                server.localPort(),
                                Times.text(server.connected()),
                                "",
                                0,
                                0,
                                0,
                                "",
                                "",
                                server.processId(),
                                server.tls(),
                                "",
                                server.preparedStatements(),
                                server.localPort(),
                                target.name());
                    })));
            return table.build();
        });
    }

    static CompletableFuture<AdminTable> databases(RouterState state) {
        RouterConfig config = state.config();
        return state.loops().thenApply(loops -> {
            AdminTable.Builder table = AdminTable.builder(View.DATABASES.columns());
            int clients = loops.stream().mapToInt(loop -> loop.clients().size()).sum();
            for (int i = 0; i < config.shards().size(); i++) {
                ShardConfig shard = config.shards().get(i);
                table.add(
                        config.database(),
                        shard.host(),
                        shard.port(),
                        shard.database(),
                        shard.user(),
                        config.pool().size(),
                        0,
                        0,
                        0,
                        MODE,
                        "",
                        0,
                        connections(loops, i, false),
                        config.limits().maxClients(),
                        clients,
                        0,
                        0,
                        shard.name());
            }
            return table.build();
        });
    }

    static CompletableFuture<AdminTable> shards(RouterState state) {
        RouterConfig config = state.config();
        return state.loops().thenCombine(state.prepared(), (loops, answers) -> {
            AdminTable.Builder table = AdminTable.builder(View.SHARDS.columns());
            for (int i = 0; i < config.shards().size(); i++) {
                ShardConfig shard = config.shards().get(i);
                table.add(
                        i,
                        shard.name(),
                        shard.host(),
                        shard.port(),
                        shard.database(),
                        shard.user(),
                        shard.tls().mode().word(),
                        i == 0 ? "yes" : "no",
                        answers.get(i).isPresent() ? "yes" : "no",
                        connections(loops, i, false),
                        connections(loops, i, true));
            }
            return table.build();
        });
    }

    private static long connections(ImmutableList<LoopState> loops, int shard, boolean leasedOnly) {
        return loops.stream()
                .flatMap(loop -> loop.pools().stream())
                .filter(pool -> pool.target().shard() == shard)
                .flatMap(pool -> pool.servers().stream())
                .filter(server -> server.leased() || !leasedOnly)
                .count();
    }

    static CompletableFuture<AdminTable> lists(RouterState state) {
        RouterConfig config = state.config();
        return state.loops().thenApply(loops -> {
            long clients =
                    loops.stream().mapToLong(loop -> loop.clients().size()).sum();
            long servers = 0;
            long leased = 0;
            long pools = 0;
            for (Pools group : grouped(loops)) {
                pools++;
                leased += group.leased();
                servers += group.idle() + group.leased();
            }
            return AdminTable.builder(View.LISTS.columns())
                    .add("databases", 1)
                    .add("users", config.users().size())
                    .add("pools", pools)
                    .add("used_clients", clients)
                    .add("free_clients", config.limits().maxClients() - clients)
                    .add("used_servers", leased)
                    .add("free_servers", servers - leased)
                    .add("shards", config.shards().size())
                    .add("tables", config.shardMap().tables().size())
                    .build();
        });
    }

    static CompletableFuture<AdminTable> stats(RouterState state) {
        return state.loops().thenApply(loops -> {
            TrafficTotals sum = TrafficTotals.NONE;
            Duration waited = Duration.ZERO;
            for (LoopState loop : loops) {
                sum = sum.plus(loop.traffic());
                for (PoolState pool : loop.pools()) {
                    waited = waited.plus(pool.waited());
                }
            }
            return AdminTable.builder(View.STATS.columns())
                    .add(
                            state.config().database(),
                            sum.transactions(),
                            sum.statements(),
                            0,
                            sum.receivedBytes(),
                            sum.sentBytes(),
                            sum.transactionNanos() / 1_000,
                            sum.statementNanos() / 1_000,
                            waited.toNanos() / 1_000,
                            0,
                            0,
                            0,
                            sum.logins())
                    .build();
        });
    }

    static CompletableFuture<AdminTable> twoPhase(RouterState state) {
        return state.prepared().thenApply(transactions -> {
            AdminTable.Builder table = AdminTable.builder(View.TWO_PHASE.columns());
            transactions.stream()
                    .flatMap(Optional::stream)
                    .flatMap(List::stream)
                    .forEach(prepared -> table.add(
                            state.config().shards().get(prepared.shard()).name(),
                            prepared.gid(),
                            prepared.owner(),
                            prepared.prepared(),
                            prepared.age()));
            return table.build();
        });
    }
}
