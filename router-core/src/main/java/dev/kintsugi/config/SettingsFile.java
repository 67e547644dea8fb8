package dev.kintsugi.config;

import static dev.kintsugi.config.FileProblems.quote;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tomlj.TomlPosition;

/// Reads `kintsugi.toml`; what has a problem comes out as its default, and the problem is reported.
record SettingsFile(
        ListenConfig listen,
        String database,
        AdminConfig admin,
        Optional<MetricsConfig> metrics,
        int workers,
        PoolConfig pool,
        LimitsConfig limits,
        ImmutableList<ShardConfig> shards,
        ShardNames shardNames) {
    private static final Pattern SHARD_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,63}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_.:%-]{1,253}");
    private static final int MOST_SHARDS = 4096;
    private static final int LONGEST_NAME_BYTES = 63;
    private static final long KIB = 1L << 10;
    private static final long GIB = 1L << 30;

    static SettingsFile read(Path path, FileProblems problems) {
        return TomlFile.read(path, problems)
                .map(toml -> new Reader(path, problems).settings(TableReader.root(toml, KnownKeys.SETTINGS, problems)))
                .orElseGet(() -> new SettingsFile(
                        ListenConfig.DEFAULTS,
                        "",
                        AdminConfig.NOBODY,
                        Optional.empty(),
                        0,
                        PoolConfig.DEFAULTS,
                        LimitsConfig.DEFAULTS,
                        ImmutableList.of(),
                        new ShardNames(ImmutableList.of(), false)));
    }

    /// Reports a name that Postgres would cut at 63 bytes, and so take for another.
    static boolean isTooLong(Located<String> name, String what, FileProblems problems) {
        boolean tooLong = name.value().getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME_BYTES;
        if (tooLong) {
            problems.at(
                    name.position(),
                    what + " is longer than " + LONGEST_NAME_BYTES + " bytes: " + quote(name.value()),
                    "Postgres cuts such names; give the name as Postgres has it");
        }
        return tooLong;
    }

    /// Reads the tables of the file one after the other.
    private record Reader(Path path, FileProblems problems) {

        SettingsFile settings(TableReader root) {
            Optional<TableReader> router = root.table("router", KnownKeys.ROUTER, "[router]");
            if (!root.has("router")) {
                problems.conclude(
                        root.position(),
                        "the table [router] is missing",
                        "add [router] with database = \"…\", the name clients connect to");
            }
            String database = router.flatMap(this::database).orElse("");
            int workers = router.map(r -> (int) r.number("workers", 0, 1024, 0)).orElse(0);
            ImmutableList<Optional<Located<ShardConfig>>> read = shards(root, database);
            ImmutableList<Located<ShardConfig>> shards =
                    read.stream().flatMap(Optional::stream).collect(ImmutableList.toImmutableList());
            reportSameShards(shards);
            boolean complete = !problems.damaged() && !read.isEmpty() && shards.size() == read.size();
            ImmutableList<String> names =
                    shards.stream().map(shard -> shard.value().name()).collect(ImmutableList.toImmutableList());
            return new SettingsFile(
                    root.table("listen", KnownKeys.LISTEN, "[listen]")
                            .map(this::listen)
                            .orElse(ListenConfig.DEFAULTS),
                    database,
                    router.map(Reader::admin).orElse(AdminConfig.NOBODY),
                    root.table("metrics", KnownKeys.METRICS, "[metrics]").map(this::metrics),
                    workers,
                    root.table("pool", KnownKeys.POOL, "[pool]").map(this::pool).orElse(PoolConfig.DEFAULTS),
                    root.table("limits", KnownKeys.LIMITS, "[limits]")
                            .map(this::limits)
                            .orElse(LimitsConfig.DEFAULTS),
                    shards.stream().map(Located::value).collect(ImmutableList.toImmutableList()),
                    new ShardNames(names, complete));
        }

        private ListenConfig listen(TableReader table) {
            String host = host(table, table.text("host")).orElse(ListenConfig.DEFAULTS.host());
            int port = (int) table.number("port", 0, 65_535, ListenConfig.DEFAULTS.port());
            return new ListenConfig(host, port, tls().listen(table));
        }

        private MetricsConfig metrics(TableReader table) {
            String host = host(table, table.text("host")).orElse(MetricsConfig.DEFAULT_HOST);
            return new MetricsConfig(host, (int) table.number("port", 0, 65_535, MetricsConfig.DEFAULT_PORT));
        }

        private TlsReader tls() {
            return new TlsReader(path.toAbsolutePath().resolveSibling(""), problems);
        }

        private static AdminConfig admin(TableReader table) {
            return new AdminConfig(names(table, "admin_users"), names(table, "stats_users"));
        }

        private static ImmutableSet<String> names(TableReader table, String key) {
            return table.texts(key).orElse(ImmutableList.of()).stream()
                    .map(Located::value)
                    .collect(ImmutableSet.toImmutableSet());
        }

        private Optional<String> database(TableReader table) {
            Optional<Located<String>> name =
                    table.requiredText("database", "add database = \"…\", the name clients connect to");
            name.filter(n -> !isTooLong(n, "the database name", problems))
                    .filter(n -> AdminConfig.DATABASES.contains(n.value()))
                    .ifPresent(n -> problems.at(
                            n.position(),
                            "the database cannot be named " + quote(n.value()) + ": that is the admin database",
                            "choose another name; a shard's own database may have any name"));
            return name.map(Located::value);
        }

        private PoolConfig pool(TableReader table) {
            return new PoolConfig(
                    (int) table.number("size", 1, 10_000, PoolConfig.DEFAULTS.size()),
                    table.duration("connect_timeout", PoolConfig.DEFAULTS.connectTimeout()),
                    table.duration("wait_timeout", PoolConfig.DEFAULTS.waitTimeout()));
        }

        private Path spillDirectory(TableReader table) {
            Optional<Located<String>> written = table.text("spill_directory");
            if (written.isEmpty()) {
                return LimitsConfig.DEFAULTS.spillDirectory();
            }
            try {
                Path path = Path.of(written.get().value());
                if (path.isAbsolute()) {
                    return path;
                }
            } catch (InvalidPathException _) {
                // told below
            }
            problems.at(
                    written.get().position(),
                    "spill_directory is not an absolute path: "
                            + quote(written.get().value()),
                    "write the whole path of a directory, such as /var/tmp");
            return LimitsConfig.DEFAULTS.spillDirectory();
        }

        private LimitsConfig limits(TableReader table) {
            LimitsConfig defaults = LimitsConfig.DEFAULTS;
            return new LimitsConfig(
                    (int) table.number("max_clients", 1, 1_000_000, defaults.maxClients()),
                    table.size("max_message", 16 * KIB, GIB, defaults.maxMessageBytes()),
                    table.size("merge_memory", 64 * KIB, 1024 * GIB, defaults.mergeMemoryBytes()),
                    spillDirectory(table),
                    table.size("spill_limit", 0, 1024 * 1024 * GIB, defaults.spillLimitBytes()),
                    table.size("gather_limit", 64 * KIB, 1024 * GIB, defaults.gatherLimitBytes()),
                    table.size("max_statement", KIB, GIB, defaults.maxStatementBytes()),
                    table.duration("login_timeout", defaults.loginTimeout()),
                    table.size("plan_cache", 0, 64 * GIB, defaults.planCacheBytes()));
        }

        private ImmutableList<Optional<Located<ShardConfig>>> shards(TableReader root, String database) {
            ImmutableList<TableReader> tables = root.tables("shards", KnownKeys.SHARD);
            if (root.hasNoneOf("shards")) {
                problems.conclude(
                        root.position(),
                        "there are no shards",
                        "add [[shards]] with name, host and port for each server");
            }
            if (tables.size() > MOST_SHARDS) {
                problems.at(
                        root.positionOf("shards"), "more than 4096 shards", "there are 4096 slots to give to shards");
            }
            return tables.stream()
                    .map(table -> shard(table, database).map(shard -> new Located<>(shard, table.position())))
                    .collect(ImmutableList.toImmutableList());
        }

        /// Empty only if the shard's name is not known.
        private Optional<ShardConfig> shard(TableReader table, String database) {
            Optional<Located<String>> name = table.requiredText("name", "add name = \"…\"; the shard map uses it");
            name.filter(n -> !SHARD_NAME.matcher(n.value()).matches())
                    .ifPresent(n -> problems.at(
                            n.position(),
                            "not a shard name: " + quote(n.value()),
                            "use up to 63 of the characters A-Z a-z 0-9 _ . -"));
            Optional<String> host = host(table, table.requiredText("host", "add host = \"…\", the server's address"));
            if (!table.has("port")) {
                problems.conclude(
                        table.position(), "[[shards]] has no \"port\"", "add port = 5432 or what the server has");
            }
            int port = (int) table.number("port", 1, 65_535, 5432);
            Optional<Located<String>> ownDatabase = table.text("database");
            ownDatabase.ifPresent(n -> isTooLong(n, "the database name", problems));
            Optional<Located<String>> user = table.text("user");
            user.ifPresent(n -> isTooLong(n, "the user name", problems));
            Optional<Located<String>> password = table.text("password");
            password.ifPresent(secret -> TomlFile.requirePrivate(path, problems, secret.position()));
            ShardTls tls = tls().shard(table);
            return name.map(n -> new ShardConfig(
                    n.value(),
                    host.orElse(""),
                    port,
                    ownDatabase.map(Located::value).orElse(database),
                    user.map(Located::value),
                    password.map(secret -> new Secret(secret.value())),
                    tls));
        }

        private Optional<String> host(TableReader table, Optional<Located<String>> host) {
            host.filter(h -> !HOST.matcher(h.value()).matches()).ifPresent(h -> {
                String hint = h.value().equals("*")
                        ? "write \"0.0.0.0\" (or \"::\") for all addresses"
                        : "give a host name or an IP address; Unix sockets are not supported";
                problems.at(h.position(), table.title() + " host is not a host: " + quote(h.value()), hint);
            });
            return host.map(Located::value);
        }

        /// Two shards with one name cannot be told apart; two that are one database would show every row twice.
        private void reportSameShards(List<Located<ShardConfig>> shards) {
            Map<String, TomlPosition> names = new HashMap<>();
            Map<List<Object>, Located<ShardConfig>> servers = new HashMap<>();
            for (Located<ShardConfig> shard : shards) {
                ShardConfig config = shard.value();
                TomlPosition first = names.putIfAbsent(config.name(), shard.position());
                if (first != null) {
                    problems.at(
                            shard.position(),
                            "a second shard with the name " + quote(config.name()),
                            "rename it; the first is in line " + first.line());
                }
                reportSameDatabase(shard, servers);
            }
        }

        private void reportSameDatabase(Located<ShardConfig> shard, Map<List<Object>, Located<ShardConfig>> servers) {
            ShardConfig config = shard.value();
            if (config.host().isEmpty() || config.database().isEmpty()) {
                return;
            }
            List<Object> server = List.of(config.host().toLowerCase(Locale.ROOT), config.port(), config.database());
            Located<ShardConfig> twin = servers.putIfAbsent(server, shard);
            if (twin != null) {
                problems.at(
                        shard.position(),
                        "shard " + quote(config.name()) + " is the same database as shard "
                                + quote(twin.value().name()),
                        "change host, port or database, or remove one; the first is in line "
                                + twin.position().line());
            }
        }
    }
}
