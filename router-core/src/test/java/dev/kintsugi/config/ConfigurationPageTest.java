package dev.kintsugi.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The reference page cannot drift from the loader: it names every key and default, and its example is accepted.
class ConfigurationPageTest {
    private static final ImmutableMap<KnownKeys, String> HEADINGS = ImmutableMap.<KnownKeys, String>builder()
            .put(KnownKeys.SETTINGS, "## kintsugi.toml")
            .put(KnownKeys.LISTEN, "### [listen]")
            .put(KnownKeys.ROUTER, "### [router]")
            .put(KnownKeys.METRICS, "### [metrics]")
            .put(KnownKeys.POOL, "### [pool]")
            .put(KnownKeys.LIMITS, "### [limits]")
            .put(KnownKeys.SHARD, "### [[shards]]")
            .put(KnownKeys.SHARD_MAP, "## shardmap.toml")
            .put(KnownKeys.GROUP, "### [groups.NAME]")
            .put(KnownKeys.RANGE, "#### ranges")
            .put(KnownKeys.TABLE, "### [tables]")
            .put(KnownKeys.USERS, "## users.toml")
            .put(KnownKeys.USER, "### [[users]]")
            .buildOrThrow();

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(KnownKeys.class)
    void everyKeyIsOnThePage(KnownKeys keys) throws IOException {
        String section = section(requireNonNull(HEADINGS.get(keys)));
        assertThat(keys.names()).allSatisfy(key -> assertThat(section).contains("| `" + key + "` |"));
    }

    @Test
    void everyDefaultIsOnThePage() throws IOException {
        assertThat(section("### [listen]"))
                .contains(row("host", ListenConfig.DEFAULTS.host()))
                .contains(row("port", ListenConfig.DEFAULTS.port()));
        assertThat(section("### [pool]"))
                .contains(row("size", PoolConfig.DEFAULTS.size()))
                .contains(row("connect_timeout", Quantity.print(PoolConfig.DEFAULTS.connectTimeout())))
                .contains(row("wait_timeout", Quantity.print(PoolConfig.DEFAULTS.waitTimeout())));
        LimitsConfig limits = LimitsConfig.DEFAULTS;
        assertThat(section("### [limits]"))
                .contains(row("max_clients", limits.maxClients()))
                .contains(row("max_message", Quantity.print(limits.maxMessageBytes())))
                .contains(row("merge_memory", Quantity.print(limits.mergeMemoryBytes())))
                .contains(row("spill_limit", Quantity.print(limits.spillLimitBytes())))
                .contains(row("gather_limit", Quantity.print(limits.gatherLimitBytes())))
                .contains(row("max_statement", Quantity.print(limits.maxStatementBytes())))
                .contains(row("login_timeout", Quantity.print(limits.loginTimeout())))
                .contains(row("plan_cache", Quantity.print(limits.planCacheBytes())));
    }

    private static String row(String key, Object value) {
        return "| `" + key + "` | " + (value instanceof String ? "`\"" + value + "\"`" : "`" + value + "`") + " |";
    }

    @Test
    void everyTypeNameIsOnThePage() throws IOException {
        String section = section("#### Key types");
        assertThat(KeyTypeNames.names()).allSatisfy(name -> assertThat(section).contains("`" + name + "`"));
    }

    @Test
    void theExampleIsAccepted() throws IOException, ConfigException {
        ImmutableList<String> blocks = Pattern.compile("```toml\n(.*?)```", Pattern.DOTALL)
                .matcher(section("## A complete example"))
                .results()
                .map(MatchResult::group)
                .map(block -> block.substring("```toml\n".length(), block.length() - "```".length()))
                .collect(ImmutableList.toImmutableList());
        assertThat(blocks).hasSize(3);
        RouterConfig config = new ConfigDirectory(directory)
                .settings(blocks.get(0))
                .mode(ConfigLoader.SETTINGS_FILE, "rw-------")
                .shardMap(blocks.get(1))
                .users(blocks.get(2))
                .load();
        assertThat(config.shardMap().tables()).hasSizeGreaterThan(3);
    }

    /// The text from a heading to the next of the same or a higher level.
    private static String section(String heading) throws IOException {
        String page = Files.readString(root().resolve("docs/reference/configuration.md"), UTF_8);
        int start = page.indexOf("\n" + heading + "\n");
        assertThat(start).as("heading %s", heading).isNotNegative();
        String text = page.substring(start + 1);
        int level = heading.indexOf(' ');
        return Pattern.compile("\n#{2," + level + "} ").split(text, 2)[0];
    }

    private static Path root() {
        String property = System.getProperty("kintsugi.root");
        Path candidate = property == null ? Path.of(System.getProperty("user.dir")) : Path.of(property);
        while (!Files.exists(candidate.resolve("docs/reference/configuration.md"))) {
            candidate =
                    requireNonNull(candidate.toAbsolutePath().getParent(), "no directory above the tests has docs/");
        }
        return candidate;
    }
}
