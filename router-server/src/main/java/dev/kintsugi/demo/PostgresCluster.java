package dev.kintsugi.demo;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Postgres servers of this machine in one temporary directory, which goes away with them; safe for several threads.
///
/// `initdb` runs once; each server starts from a copy of what it made.
public final class PostgresCluster implements AutoCloseable {
    private final Unprivileged unprivileged;
    private final PostgresBinaries binaries;
    private final Path directory;
    private final List<PostgresServer> servers = new ArrayList<>();
    private boolean closed;
    private @Nullable Path template;

    private PostgresCluster(Unprivileged unprivileged, PostgresBinaries binaries, Path directory) {
        this.unprivileged = unprivileged;
        this.binaries = binaries;
        this.directory = directory;
    }

    /// Finds the binaries and makes the directory; starts nothing.
    ///
    /// @throws IOException when this machine cannot run the servers; the message says what to do
    public static PostgresCluster open() throws IOException {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new IOException("the demo's servers run on Linux only, not on " + System.getProperty("os.name"));
        }
        Unprivileged unprivileged = Unprivileged.probe();
        PostgresBinaries binaries = PostgresBinaries.find(unprivileged);
        Path directory = Files.createTempDirectory("kintsugi-");
        unprivileged.give(directory);
        return new PostgresCluster(unprivileged, binaries, directory);
    }

    /// The directory of everything; it is gone after [#close].
    Path directory() {
        return directory;
    }

    /// Makes a directory for other files that shall go away with the servers, even when this process is killed.
    public Path newDirectory(String name) throws IOException {
        Path made = Files.createDirectory(directory.resolve(name));
        unprivileged.give(made);
        return made;
    }

    /// Starts one server a name, all at the same time; names are unique in a cluster.
    public ImmutableList<PostgresServer> start(List<String> names) throws IOException {
        List<Callable<PostgresServer>> tasks = new ArrayList<>();
        for (PostgresServer server : register(names)) {
            tasks.add(() -> {
                server.start(template());
                return server;
            });
        }
        return InParallel.all(tasks);
    }

    private synchronized ImmutableList<PostgresServer> register(List<String> names) throws IOException {
        if (closed) {
            throw new IOException("the servers were closed");
        }
        if (template == null) {
            template = initialize();
        }
        ImmutableList.Builder<PostgresServer> added = ImmutableList.builder();
        for (String name : names) {
            PostgresServer server = new PostgresServer(name, binaries, unprivileged, directory);
            added.add(server);
            servers.add(server);
        }
        return added.build();
    }

    private synchronized Path template() {
        return requireNonNull(template);
    }

    private Path initialize() throws IOException {
        Path home = newDirectory("template");
        Path data = home.resolve("data");
        unprivileged.run(ImmutableList.of(
                binaries.bin().resolve("initdb").toString(),
                "--pgdata=" + data,
                "--username=" + PostgresServer.SUPERUSER,
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
                "--no-instructions"));
        return home;
    }

    /// Stops all servers and removes the directory; may be called more than once.
    @Override
    public void close() throws IOException {
        List<Callable<Boolean>> stops = new ArrayList<>();
        synchronized (this) {
            closed = true;
            for (PostgresServer server : servers) {
                stops.add(() -> {
                    server.finish();
                    return true;
                });
            }
        }
        InParallel.all(stops);
        FileTree.delete(directory);
    }
}
