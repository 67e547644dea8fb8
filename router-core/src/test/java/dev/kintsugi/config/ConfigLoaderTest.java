package dev.kintsugi.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.kintsugi.shard.ColocationGroup;
import dev.kintsugi.shard.ShardingFunction;
import dev.kintsugi.shard.ShardingFunction.Range.Part;
import dev.kintsugi.shard.TableDistribution;
import dev.kintsugi.shard.TableName;
import dev.kintsugi.value.KeyType;
import dev.kintsugi.value.KeyValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an accepted configuration says.
class ConfigLoaderTest {
    private static final String VERIFIER =
            "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY="
                    + ":wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

    @TempDir
    Path directory;

    @Test
    void everyKeyIsRead() throws ConfigException {
        RouterConfig config = new ConfigDirectory(directory)
                .settings("""
                    [listen]
                    host = "0.0.0.0"
                    port = 0
                    [router]
                    database = "shop"
                    workers = 3
                    [pool]
                    size = 7
                    connect_timeout = "250ms"
                    wait_timeout = "2min"
                    [limits]
                    max_clients = 11
                    max_message = "1MiB"
                    merge_memory = "2GiB"
                    spill_directory = "/var/spill"
                    spill_limit = "5GiB"
                    gather_limit = "3GiB"
                    max_statement = "100KiB"
                    login_timeout = "1h"
                    plan_cache = "65536B"
                    [[shards]]
                    name = "s0"
                    host = "db0.example"
                    port = 5501
                    [[shards]]
                    name = "s1"
                    host = "::1"
                    port = 5502
                    database = "other"
                    user = "kintsugi"
                    password = "hush"
                    """)
                .mode(ConfigLoader.SETTINGS_FILE, "rw-r-----")
                .load();

        assertThat(config.listen()).isEqualTo(new ListenConfig("0.0.0.0", 0, Optional.empty()));
        assertThat(config.database()).isEqualTo("shop");
        assertThat(config.workers()).isEqualTo(3);
        assertThat(config.pool()).isEqualTo(new PoolConfig(7, Duration.ofMillis(250), Duration.ofMinutes(2)));
        assertThat(config.limits())
                .isEqualTo(new LimitsConfig(
                        11,
                        1 << 20,
                        2L << 30,
                        Path.of("/var/spill"),
                        5L << 30,
                        3L << 30,
                        100 << 10,
                        Duration.ofHours(1),
                        65_536));
        assertThat(config.shards())
                .containsExactly(
                        new ShardConfig(
                                "s0", "db0.example", 5501, "shop", Optional.empty(), Optional.empty(), ShardTls.NONE),
                        new ShardConfig(
                                "s1",
                                "::1",
                                5502,
                                "other",
                                Optional.of("kintsugi"),
                                Optional.of(new Secret("hush")),
                                ShardTls.NONE));
    }

    @Test
    void whatIsLeftOutHasItsDefault() throws ConfigException {
        RouterConfig config = new ConfigDirectory(directory).load();

        assertThat(config.listen()).isEqualTo(new ListenConfig("127.0.0.1", 6432, Optional.empty()));
        assertThat(config.workers()).isZero();
        assertThat(config.pool()).isEqualTo(new PoolConfig(20, Duration.ofSeconds(5), Duration.ofSeconds(120)));
        assertThat(config.limits())
                .isEqualTo(new LimitsConfig(
                        10_000,
                        64L << 20,
                        64L << 20,
                        Path.of(System.getProperty("java.io.tmpdir")),
                        4L << 30,
                        256L << 20,
                        16L << 20,
                        Duration.ofSeconds(60),
                        32L << 20));
        assertThat(config.shardMap().epoch()).isEqualTo(1);
        assertThat(config.shardMap().shards()).containsExactly("s0", "s1");
        ColocationGroup group =
                new ColocationGroup("customer", ImmutableList.of(KeyType.INT8), ShardingFunction.Hash.even(2));
        assertThat(config.shardMap().groups()).isEqualTo(ImmutableMap.of("customer", group));
    }

    @Test
    void slotsAreGivenToTheirShards() throws ConfigException {
        ShardingFunction function = group("""
            epoch = 9
            [groups.g]
            key = ["int4", "uuid"]
            slots = { s1 = ["0-9", "20", 21], s0 = ["10 - 19", "22-4095"] }
            [tables]
            """);

        assertThat(function).isInstanceOfSatisfying(ShardingFunction.Hash.class, hash -> {
            for (int slot = 0; slot < ShardingFunction.Hash.SLOTS; slot++) {
                boolean second = slot <= 9 || slot == 20 || slot == 21;
                assertThat(hash.slotToShard().get(slot)).as("slot %s", slot).isEqualTo(second ? 1 : 0);
            }
        });
    }

    @Test
    void rangesComeOutInAscendingOrder() throws ConfigException {
        ShardingFunction function = group("""
            [groups.g]
            key = "date"
            function = "range"
            ranges = [
              { from = "2024-01-01", to = 2024-02-01, shard = "s1" },
              { to = "2000-01-02", shard = "s0" },
              { from = 2024-02-01, shard = "s0" },
            ]
            [tables]
            """);

        assertThat(function)
                .isEqualTo(new ShardingFunction.Range(ImmutableList.of(
                        new Part(Optional.empty(), date(1), 0),
                        new Part(date(8766), date(8797), 1),
                        new Part(date(8797), Optional.empty(), 0))));
    }

    private static Optional<KeyValue> date(int days) {
        return Optional.of(new KeyValue.Date(days));
    }

    @Test
    void listedValuesAndTheDefault() throws ConfigException {
        ShardingFunction function = group("""
            [groups.g]
            key = ["varchar"]
            function = "list"
            values = { s0 = ["acme", "globex"], s1 = ["initech"] }
            default = "s1"
            [tables]
            """);

        assertThat(function)
                .isEqualTo(new ShardingFunction.Listed(
                        ImmutableMap.of(
                                new KeyValue.Text("acme"), 0,
                                new KeyValue.Text("globex"), 0,
                                new KeyValue.Text("initech"), 1),
                        OptionalInt.of(1)));
    }

    private ShardingFunction group(String shardMap) throws ConfigException {
        var groups = new ConfigDirectory(directory)
                .shardMap(shardMap)
                .load()
                .shardMap()
                .groups();
        return requireNonNull(groups.get("g")).function();
    }

    @Test
    void tablesOfEveryKind() throws ConfigException {
        var shardMap = new ConfigDirectory(directory).shardMap("""
            epoch = 7
            [groups.customer]
            key = ["bigint", "text"]
            [tables]
            customers = { group = "customer", key = ["id", "Region"] }
            "sales.Orders" = { group = "customer", key = ["customer_id", "region"] }
            countries = { reference = true }
            [tables.audit]
            single = "s1"
            """).load().shardMap();

        ColocationGroup group = requireNonNull(shardMap.groups().get("customer"));
        assertThat(shardMap.epoch()).isEqualTo(7);
        assertThat(shardMap.tables())
                .isEqualTo(ImmutableMap.of(
                        new TableName("public", "customers"),
                        new TableDistribution.Sharded(group, ImmutableList.of("id", "Region")),
                        new TableName("sales", "Orders"),
                        new TableDistribution.Sharded(group, ImmutableList.of("customer_id", "region")),
                        new TableName("public", "countries"),
                        new TableDistribution.Reference(),
                        new TableName("public", "audit"),
                        new TableDistribution.Single(1)));
    }

    @Test
    void usersWithEveryCredential() throws ConfigException {
        RouterConfig config =
                new ConfigDirectory(directory).users("""
                    [[users]]
                    name = "app"
                    password = "hush"
                    [[users]]
                    name = "batch"
                    password = "%s"
                    [[users]]
                    name = "dev"
                    auth = "trust"
                    """.formatted(VERIFIER)).load();

        assertThat(config.users().values())
                .containsExactly(
                        new UserConfig("app", new Credential.Password(new Secret("hush"))),
                        new UserConfig("batch", new Credential.ScramVerifier(new Secret(VERIFIER))),
                        new UserConfig("dev", Credential.Trust.INSTANCE));
        assertThat(config.users().keySet()).containsExactly("app", "batch", "dev");
    }

    @Test
    void printingShowsNoSecret() throws ConfigException {
        RouterConfig config = new ConfigDirectory(directory)
                .settings(ConfigDirectory.SETTINGS + "password = \"canary-shard\"\n")
                .mode(ConfigLoader.SETTINGS_FILE, "rw-------")
                .users("[[users]]\nname = \"app\"\npassword = \"canary-user\"\n"
                        + "[[users]]\nname = \"b\"\npassword = \"" + VERIFIER + "\"\n")
                .load();

        assertThat(config.toString())
                .contains("app", "127.0.0.1")
                .doesNotContain("canary")
                .doesNotContain("W22ZaJ0");
    }

    @Test
    void aByteOrderMarkIsIgnored() throws ConfigException {
        assertThat(new ConfigDirectory(directory)
                        .settings("\uFEFF" + ConfigDirectory.SETTINGS)
                        .load()
                        .database())
                .isEqualTo("shop");
    }
}
