package dev.kintsugi.testing;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.demo.PostgresAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/// Servers in containers, set up as the demo sets up its own.
final class ContainerProvider implements PostgresProvider {
    private static final String IMAGE = "postgres:17-alpine";
    private static final String[] COMMAND = {
        "postgres",
        "-c",
        "fsync=off",
        "-c",
        "full_page_writes=off",
        "-c",
        "max_connections=200",
        "-c",
        "max_prepared_transactions=64",
        "-c",
        "wal_level=logical"
    };

    private final List<PostgreSQLContainer> containers = new ArrayList<>();

    private ContainerProvider() {}

    /// Empty where no Docker engine answers, or where it cannot start the image (no way to the registry).
    static Optional<ContainerProvider> tryOpen() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return Optional.empty();
        }
        try (PostgreSQLContainer probe = container()) {
            probe.start();
            return Optional.of(new ContainerProvider());
        } catch (RuntimeException unable) {
            System.err.println("Docker answers but cannot start %s, so the Maven-delivered binaries are used: %s"
                    .formatted(IMAGE, unable.getMessage()));
            return Optional.empty();
        }
    }

    private static PostgreSQLContainer container() {
        return new PostgreSQLContainer(IMAGE)
                .withUsername("postgres")
                .withDatabaseName("postgres")
                .withEnv(Map.of(
                        "POSTGRES_HOST_AUTH_METHOD", "trust",
                        "POSTGRES_INITDB_ARGS", "--encoding=UTF8 --locale=C --no-sync"))
                .withCommand(COMMAND);
    }

    @Override
    public synchronized ImmutableList<PostgresAddress> start(List<String> names) {
        ImmutableList.Builder<PostgresAddress> addresses = ImmutableList.builder();
        for (String _ : names) {
            PostgreSQLContainer container = container();
            containers.add(container);
            container.start();
            addresses.add(
                    new PostgresAddress(container.getHost(), container.getFirstMappedPort(), "postgres", "postgres"));
        }
        return addresses.build();
    }

    @Override
    public synchronized void close() {
        containers.forEach(PostgreSQLContainer::close);
    }
}
