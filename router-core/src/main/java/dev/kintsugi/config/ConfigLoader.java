package dev.kintsugi.config;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Sets;
import dev.kintsugi.shard.ShardMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Turns a configuration directory into a [RouterConfig], or into the list of everything that is wrong with it.
public final class ConfigLoader {
    /// Listeners, pools, limits, and where the shards are.
    public static final String SETTINGS_FILE = "kintsugi.toml";

    /// Tables, sharding keys, and which shard owns which key.
    public static final String SHARD_MAP_FILE = "shardmap.toml";

    /// Who may connect, and with what proof.
    public static final String USERS_FILE = "users.toml";

    private ConfigLoader() {}

    /// Reads the three files of `directory`; `docs/reference/configuration.md` describes them.
    ///
    /// Nothing but files is looked at: hosts are not resolved, servers not asked.
    ///
    /// @throws ConfigException with all problems of all files, if there is at least one
    public static RouterConfig load(Path directory) throws ConfigException {
        List<ConfigProblem> found = new ArrayList<>();
        SettingsFile settings =
                SettingsFile.read(directory.resolve(SETTINGS_FILE), new FileProblems(SETTINGS_FILE, found));
        // what the settings do not say for a mistake in them is not missing
        boolean certificatesAsked = !found.isEmpty()
                || settings.listen().tls().flatMap(ListenTls::clientCa).isPresent();
        ShardMap shardMap = ShardMapFile.read(
                directory.resolve(SHARD_MAP_FILE), new FileProblems(SHARD_MAP_FILE, found), settings.shardNames());
        ImmutableMap<String, UserConfig> users =
                UsersFile.read(directory.resolve(USERS_FILE), certificatesAsked, new FileProblems(USERS_FILE, found));
        for (String name : Sets.union(settings.admin().users(), settings.admin().statsUsers())) {
            if (!users.containsKey(name)) {
                found.add(new ConfigProblem(
                        SETTINGS_FILE,
                        0,
                        0,
                        "router.admin_users or router.stats_users names a user that cannot log in: "
                                + FileProblems.quote(name),
                        "add [[users]] with this name to users.toml"));
            }
        }
        if (!found.isEmpty()) {
            throw new ConfigException(found.stream().distinct().sorted().collect(ImmutableList.toImmutableList()));
        }
        return new RouterConfig(
                settings.listen(),
                settings.database(),
                settings.admin(),
                settings.metrics(),
                settings.workers(),
                settings.pool(),
                settings.limits(),
                settings.shards(),
                shardMap,
                users);
    }
}
