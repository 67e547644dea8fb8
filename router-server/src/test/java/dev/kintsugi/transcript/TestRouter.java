package dev.kintsugi.transcript;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.config.ConfigException;
import dev.kintsugi.config.ConfigLoader;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.demo.Shop;
import dev.kintsugi.execute.commit.CommitWatch;
import dev.kintsugi.server.RouterServer;
import dev.kintsugi.testing.TestCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Routers in front of the shared clusters, one for each number of shards, kept until the JVM exits.
public final class TestRouter {
    private static final Map<Integer, RouterServer> SHARED = new HashMap<>();

    private TestRouter() {}

    /// The router over so many shards; the transcripts' tables are there and filled anew.
    public static synchronized RouterServer over(int shards) {
        try {
            ImmutableList<PostgresAddress> servers = TestCluster.shop(shards).shards();
            WireTables.reset(servers);
            RouterServer router = SHARED.get(shards);
            if (router == null) {
                RouterServer started = start(servers);
                Runtime.getRuntime().addShutdownHook(new Thread(started::close, "test-router-close"));
                SHARED.put(shards, started);
                router = started;
            }
            return router;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Where clients reach a router, as the user who needs no password.
    public static PostgresAddress address(RouterServer router) {
        return new PostgresAddress("127.0.0.1", router.port(), Shop.USER, Shop.DATABASE);
    }

    /// Starts a router of the caller's own in front of `servers`, with the shop's map and that of [WireTables].
    static RouterServer start(List<PostgresAddress> servers) throws IOException {
        return start(servers, "");
    }

    /// Likewise, with more settings.
    static RouterServer start(List<PostgresAddress> servers, String settings) throws IOException {
        return start(configuration(servers, settings), CommitWatch.NONE);
    }

    /// Likewise, from a directory of [#configuration], with somebody who sees its commits.
    static RouterServer start(Path configuration, CommitWatch watch) throws IOException {
        try {
            return RouterServer.start(ConfigLoader.load(configuration), watch);
        } catch (ConfigException e) {
            throw new IOException(e);
        }
    }

    /// A directory with all that a router needs.
    static Path configuration(List<PostgresAddress> servers, String settings) throws IOException {
        Path directory = Files.createTempDirectory("kintsugi-router-");
        Shop.writeConfig(directory, 0, servers);
        append(directory.resolve(ConfigLoader.SETTINGS_FILE), settings);
        append(directory.resolve(ConfigLoader.SHARD_MAP_FILE), """
            wire_rows   = { group = "customer", key = "id" }
            wire_pairs  = { group = "customer", key = "id" }
            wire_types  = { group = "customer", key = "id" }
            wire_codes  = { reference = true }
            """);
        append(directory.resolve(ConfigLoader.USERS_FILE), """
            [[users]]
            name = "%s"
            password = "%s"

            [[users]]
            name = "nobody_there"
            auth = "trust"
            """.formatted(
                        WireTables.PASSWORD_USER, WireTables.PASSWORD));
        return directory;
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, "\n" + text, StandardOpenOption.APPEND);
    }
}
