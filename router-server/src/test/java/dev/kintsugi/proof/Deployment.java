package dev.kintsugi.proof;

import com.google.common.collect.ImmutableList;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.kintsugi.config.ConfigException;
import dev.kintsugi.config.ConfigLoader;
import dev.kintsugi.demo.PlainConnection;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.differential.Routed;
import dev.kintsugi.differential.TypeNames;
import dev.kintsugi.differential.WireSession;
import dev.kintsugi.server.RouterServer;
import dev.kintsugi.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// A dataset spread over some databases of one server, a router before them, and the database that holds it whole.
record Deployment(
        int shards,
        String database,
        PostgresAddress oracle,
        RouterServer router,
        TypeNames oracleTypes,
        TypeNames homeTypes)
        implements Routed, AutoCloseable {
    static final String USER = "kintsugi";

    /// The dataset on each of these numbers of shards; one oracle for all.
    static ImmutableList<Deployment> open(Dataset dataset, List<Integer> sizes) throws IOException, ConfigException {
        PostgresAddress server = TestCluster.server("proof");
        createRole(server);
        PostgresAddress oracle = create(server, dataset, dataset.name(), "");
        TypeNames oracleTypes = TypeNames.of(oracle);
        List<Deployment> opened = new ArrayList<>();
        for (int shards : sizes) {
            List<PostgresAddress> databases = new ArrayList<>();
            for (int shard = 0; shard < shards; shard++) {
                databases.add(create(
                        server,
                        dataset,
                        "%s_%d_%d".formatted(dataset.name(), shard, shards),
                        dataset.deletes(shard, shards)));
            }
            opened.add(new Deployment(
                    shards,
                    dataset.name(),
                    oracle,
                    start(dataset, databases),
                    oracleTypes,
                    TypeNames.of(databases.get(0))));
        }
        return ImmutableList.copyOf(opened);
    }

    private static void createRole(PostgresAddress server) throws IOException {
        try (PlainConnection connection = PlainConnection.open(server)) {
            connection.query("""
                DO $$ BEGIN
                  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '%1$s') THEN CREATE ROLE %1$s LOGIN; END IF;
                END $$\
                """.formatted(USER));
        }
    }

    private static PostgresAddress create(PostgresAddress server, Dataset dataset, String database, String deletes)
            throws IOException {
        try (PlainConnection connection = PlainConnection.open(server)) {
            connection.query("CREATE DATABASE %s OWNER %s".formatted(database, USER));
        }
        PostgresAddress address = server.as(USER, database);
        try (PlainConnection connection = PlainConnection.open(address)) {
            connection.query("SET synchronous_commit = off");
            dataset.fill(connection);
            connection.query(deletes);
            connection.query("VACUUM ANALYZE");
        }
        return address;
    }

    private static RouterServer start(Dataset dataset, List<PostgresAddress> databases)
            throws IOException, ConfigException {
        Path directory = Files.createTempDirectory("kintsugi-proof-");
        try {
            StringBuilder settings = new StringBuilder("""
                [listen]
                port = 0

                [router]
                database = "%s"
                """.formatted(dataset.name()));
            for (int shard = 0; shard < databases.size(); shard++) {
                PostgresAddress address = databases.get(shard);
                settings.append("""

                    [[shards]]
                    name = "s%d"
                    host = "%s"
                    port = %d
                    database = "%s"
                    """.formatted(shard, address.host(), address.port(), address.database()));
            }
            Files.writeString(directory.resolve(ConfigLoader.SETTINGS_FILE), settings);
            Files.writeString(directory.resolve(ConfigLoader.SHARD_MAP_FILE), dataset.shardMap(databases.size()));
            Path users = Files.createFile(
                    directory.resolve(ConfigLoader.USERS_FILE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(users, "[[users]]\nname = \"%s\"\nauth = \"trust\"\n".formatted(USER));
            return RouterServer.start(ConfigLoader.load(directory));
        } finally {
            MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }

    @Override
    public WireSession toOracle() throws IOException {
        return WireSession.open(oracle, oracleTypes);
    }

    @Override
    public WireSession toRouter() throws IOException {
        return WireSession.open(new PostgresAddress("127.0.0.1", router.port(), USER, database), homeTypes);
    }

    @Override
    public void close() {
        router.close();
    }
}
