package dev.kintsugi.admin;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.admin.RouterState.LoopState;
import dev.kintsugi.backend.PoolState;
import dev.kintsugi.backend.PoolState.ServerState;
import dev.kintsugi.config.ShardConfig;
import dev.kintsugi.execute.commit.PreparedTransaction;
import dev.kintsugi.metrics.TrafficTotals;
import dev.kintsugi.plan.PlanCache;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// Turns the state of a router into metrics. Labels are names of the configuration, so their number is bounded.
final class MetricsText {
    private static final double NANOS = 1e9;

    private final RouterState state;
    private final MetricSnapshots.Builder all = MetricSnapshots.builder();

    private MetricsText(RouterState state) {
        this.state = state;
    }

    static MetricSnapshots of(
            RouterState state,
            ImmutableList<LoopState> loops,
            ImmutableList<Optional<ImmutableList<PreparedTransaction>>> prepared) {
        MetricsText text = new MetricsText(state);
        text.traffic(loops.stream().map(LoopState::traffic).reduce(TrafficTotals.NONE, TrafficTotals::plus));
        text.clients(loops);
        text.pools(loops);
        text.plans(state.plans());
        text.shards(prepared);
        return text.all.build();
    }

    private void traffic(TrafficTotals sum) {
        counter("kintsugi_transactions", "Transactions that clients have ended.", (double) sum.transactions());
        counter("kintsugi_statements", "Simple queries and Execute messages of clients.", (double) sum.statements());
        counter("kintsugi_logins", "Sessions that were opened.", (double) sum.logins());
        counter("kintsugi_client_received_bytes", "Bytes from clients.", (double) sum.receivedBytes());
        counter("kintsugi_client_sent_bytes", "Bytes to clients, before encryption.", (double) sum.sentBytes());
        counter("kintsugi_transaction_seconds", "Time in transactions.", sum.transactionNanos() / NANOS);
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        for (int i = 0; i < sum.latencies().length(); i++) {
            long bound = TrafficTotals.bound(i);
            buckets.bucket(
                    bound == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : bound / NANOS,
                    sum.latencies().get(i));
        }
        all.metricSnapshot(HistogramSnapshot.builder()
                .name("kintsugi_statement_seconds")
                .help("Time from the first message of a simple query or batch to ReadyForQuery.")
                .dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(buckets.build())
                        .sum(sum.statementNanos() / NANOS)
                        .build())
                .build());
    }

    private void clients(ImmutableList<LoopState> loops) {
        Map<String, Long> states = new TreeMap<>();
        for (String name : ImmutableList.of("active", "idle", "idle in transaction", "waiting")) {
            states.put(name, 0L);
        }
        loops.forEach(loop -> loop.clients().forEach(client -> states.merge(ClientViews.name(client), 1L, Long::sum)));
        GaugeSnapshot.Builder gauge =
                GaugeSnapshot.builder().name("kintsugi_clients").help("Clients with a session.");
        states.forEach((name, count) -> gauge.dataPoint(point(Labels.of("state", name), (double) count)));
        all.metricSnapshot(gauge.build());
        gauge(
                "kintsugi_clients_limit",
                "limits.max_clients.",
                state.config().limits().maxClients());
    }

    private void pools(ImmutableList<LoopState> loops) {
        Map<Integer, List<PoolState>> byShard = loops.stream()
                .flatMap(loop -> loop.pools().stream())
                .collect(Collectors.groupingBy(pool -> pool.target().shard()));
        GaugeSnapshot.Builder servers =
                GaugeSnapshot.builder().name("kintsugi_server_connections").help("Connections to a shard.");
        byShard.forEach((shard, pools) -> {
            servers.dataPoint(point(labels(shard, "leased"), (double) servers(pools, true)));
            servers.dataPoint(point(labels(shard, "free"), (double) servers(pools, false)));
            servers.dataPoint(point(
                    labels(shard, "opening"),
                    pools.stream().mapToInt(PoolState::connecting).sum()));
        });
        all.metricSnapshot(servers.build());
        perShard(
                byShard,
                "kintsugi_waiting_clients",
                "Clients in line for a connection to a shard.",
                pools -> pools.stream().mapToInt(PoolState::waiting).sum());
        perShard(
                byShard,
                "kintsugi_longest_wait_seconds",
                "The wait of the first in line.",
                pools -> pools.stream()
                        .mapToDouble(pool -> pool.longestWait().toNanos() / NANOS)
                        .max()
                        .orElse(0));
        CounterSnapshot.Builder waited = CounterSnapshot.builder()
                .name("kintsugi_wait_seconds")
                .help("Time that clients have waited for a connection to a shard.");
        byShard.forEach((shard, pools) -> waited.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(Labels.of("shard", name(shard)))
                .value(pools.stream()
                        .mapToDouble(pool -> pool.waited().toNanos() / NANOS)
                        .sum())
                .build()));
        all.metricSnapshot(waited.build());
    }

    private static long servers(List<PoolState> pools, boolean leased) {
        return pools.stream()
                .flatMap(pool -> pool.servers().stream())
                .map(ServerState::leased)
                .filter(is -> is == leased)
                .count();
    }

    private void perShard(
            Map<Integer, List<PoolState>> byShard, String name, String help, ToDoubleFunction<List<PoolState>> value) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        byShard.forEach(
                (shard, pools) -> gauge.dataPoint(point(Labels.of("shard", name(shard)), value.applyAsDouble(pools))));
        all.metricSnapshot(gauge.build());
    }

    private void plans(PlanCache.Fill fill) {
        gauge("kintsugi_plan_cache_entries", "Plans and shapes in the plan cache.", (double) fill.entries());
        gauge("kintsugi_plan_cache_bytes", "What they are taken for.", (double) fill.bytes());
        gauge("kintsugi_plan_cache_limit_bytes", "limits.plan_cache.", (double)
                state.config().limits().planCacheBytes());
    }

    private void shards(ImmutableList<Optional<ImmutableList<PreparedTransaction>>> prepared) {
        GaugeSnapshot.Builder up =
                GaugeSnapshot.builder().name("kintsugi_shard_up").help("1 if the shard answers.");
        GaugeSnapshot.Builder count = GaugeSnapshot.builder()
                .name("kintsugi_prepared_transactions")
                .help("Transactions of routers that are prepared on a shard.");
        GaugeSnapshot.Builder oldest = GaugeSnapshot.builder()
                .name("kintsugi_prepared_transaction_oldest_seconds")
                .help("Age of the oldest of them.");
        for (int shard = 0; shard < prepared.size(); shard++) {
            Labels labels = Labels.of("shard", name(shard));
            Optional<ImmutableList<PreparedTransaction>> found = prepared.get(shard);
            up.dataPoint(point(labels, found.isPresent() ? 1 : 0));
            found.ifPresent(transactions -> {
                count.dataPoint(point(labels, transactions.size()));
                oldest.dataPoint(point(
                        labels,
                        transactions.stream()
                                .mapToDouble(PreparedTransaction::age)
                                .max()
                                .orElse(0)));
            });
        }
        ImmutableList.<MetricSnapshot>of(up.build(), count.build(), oldest.build())
                .forEach(all::metricSnapshot);
    }

    private String name(int shard) {
        ShardConfig config = state.config().shards().get(shard);
        return config.name();
    }

    private Labels labels(int shard, String what) {
        return Labels.of("shard", name(shard), "state", what);
    }

    private void counter(String name, String help, double value) {
        all.metricSnapshot(CounterSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                        .value(value)
                        .build())
                .build());
    }

    private void gauge(String name, String help, double value) {
        all.metricSnapshot(GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(point(Labels.EMPTY, value))
                .build());
    }

    private static GaugeSnapshot.GaugeDataPointSnapshot point(Labels labels, double value) {
        return GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value(value)
                .build();
    }
}
