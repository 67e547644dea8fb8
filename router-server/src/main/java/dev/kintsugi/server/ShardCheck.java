package dev.kintsugi.server;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.BackendPools;
import dev.kintsugi.backend.ShardQueries;
import dev.kintsugi.config.RouterConfig;
import dev.kintsugi.shard.ShardMap;
import dev.kintsugi.shard.TableDistribution;
import dev.kintsugi.shard.TableName;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks every shard whether it can be what the configuration says: reachable, of one kind with the others, with the
/// mapped tables and the rows that belong to it.
final class ShardCheck {
    private static final int OLDEST_VERSION = 140_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final RouterConfig config;
    private final EventLoop loop;
    private final BackendPools pools;
    private final ImmutableList.Builder<String> problems = ImmutableList.builder();

    /// Uses connections of `pools`, which belongs to `loop`.
    ShardCheck(RouterConfig config, EventLoop loop, BackendPools pools) {
        this.config = config;
        this.loop = loop;
        this.pools = pools;
    }

    /// One line for each problem, with the way out; empty if all is well. Blocks, so never called on an event loop.
    ImmutableList<String> problems() {
        Map<Integer, ShardFacts> facts = new HashMap<>();
        for (int shard = 0; shard < config.shards().size(); shard++) {
            try {
                ShardFacts read = ShardFacts.read(source(shard)).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                facts.put(shard, read);
            } catch (ExecutionException | TimeoutException failure) {
                problem(
                        shard,
                        "cannot be asked: " + reason(failure),
                        "start it, or correct host, port, database and user");
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return problems.build();
            }
        }
        facts.forEach(this::alone);
        likeEachOther(facts);
        config.shardMap().tables().forEach((name, distribution) -> table(facts, name, distribution));
        facts.keySet().forEach(this::placement);
        return problems.build();
    }

    private CatalogLoader.Source source(int shard) {
        String user = config.users().keySet().stream().findFirst().orElse("postgres");
        return new ShardQueries(loop, () -> pools.pool(shard, user))::rows;
    }

    private static String reason(Exception failure) {
        if (failure instanceof TimeoutException) {
            return "no answer within " + PATIENCE.toSeconds() + " s";
        }
        return String.valueOf(RouterServer.rootMessage(failure));
    }

    private void problem(int shard, String what, String wayOut) {
        problems.add(
                "shard %s: %s (hint: %s)".formatted(config.shards().get(shard).name(), what, wayOut));
    }

    private void alone(int shard, ShardFacts facts) {
        if (facts.version() < OLDEST_VERSION) {
            problem(shard, "Postgres %d is too old".formatted(facts.version() / 10_000), "upgrade it to 14 or later");
        }
        if (!facts.encoding().equals("UTF8")) {
            problem(shard, "the encoding is " + facts.encoding(), "create the database with ENCODING 'UTF8'");
        }
        if (facts.preparedTransactions() == 0 && config.shards().size() > 1) {
            problem(
                    shard,
                    "max_prepared_transactions is 0, so writes to several shards will be refused",
                    "set it to at least the pool size, here %d, and restart"
                            .formatted(config.pool().size()));
        }
    }

    private void likeEachOther(Map<Integer, ShardFacts> facts) {
        if (facts.isEmpty()) {
            return;
        }
        int first = new TreeSet<>(facts.keySet()).getFirst();
        String name = config.shards().get(first).name();
        facts.forEach((shard, other) -> {
            ShardFacts wanted = facts.getOrDefault(first, other);
            if (!other.collation().equals(wanted.collation())) {
                problem(
                        shard,
                        "text is ordered by %s, on %s by %s".formatted(other.collation(), name, wanted.collation()),
                        "create all databases with the same locale, from the same version of its library");
            }
            if (!other.encoding().equals(wanted.encoding())) {
                problem(
                        shard,
                        "the encoding is %s, on %s %s".formatted(other.encoding(), name, wanted.encoding()),
                        "create all databases with ENCODING 'UTF8'");
            }
            wanted.enums().forEach((type, labels) -> {
                String there = other.enums().get(type);
                if (there != null && !there.equals(labels)) {
                    problem(
                            shard,
                            "enum %s has the labels %s, on %s %s".formatted(type, there, name, labels),
                            "give the type the same labels in the same order on every shard");
                }
            });
        });
    }

    private void table(Map<Integer, ShardFacts> facts, TableName name, TableDistribution distribution) {
        List<Integer> holders = new ArrayList<>();
        switch (distribution) {
            case TableDistribution.Single(int shard) -> holders.add(shard);
            case TableDistribution.Sharded _, TableDistribution.Reference _ -> {
                for (int shard = 0; shard < config.shards().size(); shard++) {
                    holders.add(shard);
                }
            }
        }
        holders.retainAll(facts.keySet());
        ImmutableList<ShardFacts.Column> first = ImmutableList.of();
        String firstName = "";
        for (int shard : holders) {
            ImmutableList<ShardFacts.Column> columns = columns(facts, shard, name);
            if (columns.isEmpty()) {
                problem(shard, "table %s does not exist".formatted(name), "create it, or take it out of shardmap.toml");
            } else if (first.isEmpty()) {
                first = columns;
                firstName = config.shards().get(shard).name();
                keys(shard, name, distribution, columns);
            } else if (!first.equals(columns)) {
                problem(
                        shard,
                        "table %s has columns other than on %s: %s"
                                .formatted(name, firstName, ShardFacts.difference(first, columns)),
                        "give the table the same columns, in the same order, on every shard");
            }
        }
    }

    private static ImmutableList<ShardFacts.Column> columns(Map<Integer, ShardFacts> facts, int shard, TableName name) {
        ShardFacts known = facts.get(shard);
        return known == null ? ImmutableList.of() : known.columns(name);
    }

    private void keys(
            int shard, TableName name, TableDistribution distribution, Collection<ShardFacts.Column> columns) {
        if (!(distribution instanceof TableDistribution.Sharded(var group, var keyColumns))) {
            return;
        }
        for (int i = 0; i < keyColumns.size(); i++) {
            String key = keyColumns.get(i);
            String type = group.keyTypes().get(i).sqlName();
            var found =
                    columns.stream().filter(column -> column.name().equals(key)).findFirst();
            if (found.isEmpty()) {
                problem(
                        shard,
                        "table %s has no column %s, its sharding key".formatted(name, key),
                        "correct key in shardmap.toml");
            } else if (!found.get().baseType().equals(type)) {
                problem(
                        shard,
                        "the sharding key %s of %s is of type %s, not %s as group %s says"
                                .formatted(key, name, found.get().baseType(), type, group.name()),
                        "correct key in the group of shardmap.toml, or the column's type");
            }
        }
    }

    private void placement(int shard) {
        RowPlacement placement = new RowPlacement(source(shard), PATIENCE);
        ShardMap map = config.shardMap();
        map.tables().forEach((name, distribution) -> {
            if (distribution instanceof TableDistribution.Sharded sharded) {
                placement
                        .misplaced(shard, name, sharded)
                        .ifPresent(found -> problem(
                                shard,
                                found.count() + " of " + found.sampled() + " rows looked at in " + name
                                        + " belong to another shard, such as the one with the key " + found.example(),
                                "move them, or correct slots in shardmap.toml"));
            }
        });
    }
}
