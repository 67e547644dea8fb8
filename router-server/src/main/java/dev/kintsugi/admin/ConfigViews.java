package dev.kintsugi.admin;

import dev.kintsugi.config.Credential;
import dev.kintsugi.config.LimitsConfig;
import dev.kintsugi.config.ListenConfig;
import dev.kintsugi.config.ListenTls;
import dev.kintsugi.config.PoolConfig;
import dev.kintsugi.config.RouterConfig;
import dev.kintsugi.plan.PlanCache;
import dev.kintsugi.shard.ColocationGroup;
import dev.kintsugi.shard.ShardMap;
import dev.kintsugi.shard.ShardSet;
import dev.kintsugi.shard.ShardingFunction;
import dev.kintsugi.shard.TableDistribution;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// The configuration in force as tables. Every value is named here, one by one: what is a secret is not.
final class ConfigViews {
    private ConfigViews() {}

    static AdminTable help() {
        AdminTable.Builder table = AdminTable.builder(View.HELP.columns());
        for (View view : View.values()) {
            String words = "SHOW " + view.name().replace('_', ' ');
            String columns =
                    view.columns().stream().map(AdminTable.Column::name).collect(Collectors.joining(", "));
            table.add(words + " [WHERE …] [ORDER BY …] [LIMIT …]", columns);
        }
        return table.add("KILL_CLIENT id", "ends a client; admin_users only")
                .add("RECONNECT", "replaces server connections as they become free; admin_users only")
                .build();
    }

    static AdminTable version() {
        return AdminTable.builder(View.VERSION.columns()).add("Kintsugi 0.1").build();
    }

    static AdminTable plans(RouterState state) {
        PlanCache.Fill fill = state.plans();
        return AdminTable.builder(View.PLANS.columns())
                .add("entries", fill.entries())
                .add("bytes", fill.bytes())
                .add("limit", state.config().limits().planCacheBytes())
                .build();
    }

    static AdminTable config(RouterConfig config) {
        AdminTable.Builder table = AdminTable.builder(View.CONFIG.columns());
        ListenConfig listen = config.listen();
        setting(table, "listen.host", listen.host(), ListenConfig.DEFAULTS.host());
        setting(table, "listen.port", listen.port(), ListenConfig.DEFAULTS.port());
        setting(
                table,
                "listen.tls_required",
                listen.tls().map(ListenTls::required).orElse(false),
                false);
        setting(table, "router.database", config.database(), "");
        setting(table, "router.workers", config.workers(), 0);
        setting(table, "router.admin_users", String.join(",", config.admin().users()), "");
        setting(table, "router.stats_users", String.join(",", config.admin().statsUsers()), "");
        PoolConfig pool = config.pool();
        setting(table, "pool.size", pool.size(), PoolConfig.DEFAULTS.size());
        setting(table, "pool.connect_timeout", pool.connectTimeout(), PoolConfig.DEFAULTS.connectTimeout());
        setting(table, "pool.wait_timeout", pool.waitTimeout(), PoolConfig.DEFAULTS.waitTimeout());
        limits(table, config.limits(), LimitsConfig.DEFAULTS);
        setting(table, "shardmap.epoch", config.shardMap().epoch(), 1);
        return table.build();
    }

    private static void limits(AdminTable.Builder table, LimitsConfig limits, LimitsConfig defaults) {
        setting(table, "limits.max_clients", limits.maxClients(), defaults.maxClients());
        setting(table, "limits.max_message", limits.maxMessageBytes(), defaults.maxMessageBytes());
        setting(table, "limits.merge_memory", limits.mergeMemoryBytes(), defaults.mergeMemoryBytes());
        setting(table, "limits.spill_directory", limits.spillDirectory(), defaults.spillDirectory());
        setting(table, "limits.spill_limit", limits.spillLimitBytes(), defaults.spillLimitBytes());
        setting(table, "limits.gather_limit", limits.gatherLimitBytes(), defaults.gatherLimitBytes());
        setting(table, "limits.max_statement", limits.maxStatementBytes(), defaults.maxStatementBytes());
        setting(table, "limits.login_timeout", limits.loginTimeout(), defaults.loginTimeout());
        setting(table, "limits.plan_cache", limits.planCacheBytes(), defaults.planCacheBytes());
    }

    private static void setting(AdminTable.Builder table, String key, Object value, Object fallback) {
        table.add(key, print(value), print(fallback), "no");
    }

    private static String print(Object value) {
        return value instanceof Duration duration ? duration.toMillis() + " ms" : value.toString();
    }

    static AdminTable users(RouterConfig config) {
        AdminTable.Builder table = AdminTable.builder(View.USERS.columns());
        config.users()
                .values()
                .forEach(user -> table.add(
                        user.name(),
                        switch (user.credential()) {
                            case Credential.Trust _ -> "trust";
                            case Credential.Certificate _ -> "certificate";
                            case Credential.Password _, Credential.ScramVerifier _ -> "scram-sha-256";
                        },
                        "transaction",
                        config.pool().size()));
        return table.build();
    }

    static AdminTable tables(RouterConfig config) {
        AdminTable.Builder table = AdminTable.builder(View.TABLES.columns());
        ShardMap map = config.shardMap();
        map.tables().forEach((name, distribution) -> {
            switch (distribution) {
                case TableDistribution.Sharded(ColocationGroup group, List<String> key) ->
                    table.add(name.schema(), name.name(), "sharded", group.name(), String.join(", ", key), "");
                case TableDistribution.Reference() -> table.add(name.schema(), name.name(), "reference", "", "", "all");
                case TableDistribution.Single(int shard) ->
                    table.add(
                            name.schema(),
                            name.name(),
                            "single",
                            "",
                            "",
                            map.shards().get(shard));
            }
        });
        return table.build();
    }

    static AdminTable shardMap(RouterConfig config) {
        AdminTable.Builder table = AdminTable.builder(View.SHARD_MAP.columns());
        ShardMap map = config.shardMap();
        map.groups().values().stream()
                .sorted(Comparator.comparing(ColocationGroup::name))
                .forEach(group -> shards(table, group, map));
        return table.build();
    }

    private static void shards(AdminTable.Builder table, ColocationGroup group, ShardMap map) {
        String key = group.keyTypes().stream().map(Object::toString).collect(Collectors.joining(", "));
        for (int shard = 0; shard < map.shards().size(); shard++) {
            table.add(
                    group.name(), kind(group.function()), key, map.shards().get(shard), owned(group.function(), shard));
        }
    }

    private static String kind(ShardingFunction function) {
        return switch (function) {
            case ShardingFunction.Hash _ -> "hash";
            case ShardingFunction.Range _ -> "range";
            case ShardingFunction.Listed _ -> "list";
        };
    }

    private static String owned(ShardingFunction function, int shard) {
        return switch (function) {
            case ShardingFunction.Hash(var slots, ShardSet _) ->
                slots.stream().filter(owner -> owner == shard).count() + " of " + ShardingFunction.Hash.SLOTS
                        + " slots";
            case ShardingFunction.Range(var parts) ->
                parts.stream().filter(part -> part.shard() == shard).count() + " ranges";
            case ShardingFunction.Listed(var values, var otherwise) ->
                values.values().stream().filter(owner -> owner == shard).count() + " values"
                        + (otherwise.isPresent() && otherwise.getAsInt() == shard ? " and all others" : "");
        };
    }
}
