package dev.kintsugi.server;

import dev.kintsugi.config.ConfigLoader;
import dev.kintsugi.demo.PlainConnection;
import dev.kintsugi.demo.PostgresAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/// `kintsugi rehearse`: a router that starts, answers a few statements from a pretended shard, and ends.
///
/// A JVM that records an AOT cache meanwhile (`-XX:AOTCacheOutput`) has what `serve` needs from its start to its first
/// answers, without a server. The launcher of a checkout does so once for each jar.
@Command(
        name = "rehearse",
        mixinStandardHelpOptions = true,
        description = "Start a router without a server, ask it a few things, and end; for recording an AOT cache.")
final class RehearseCommand implements Callable<Integer> {
    private static final String USER = "rehearsal";
    private static final int MOST_SECONDS = 60;

    /// Each over shards becomes one that asks for as many columns as a pretended shard gives.
    private static final List<String> STATEMENTS = List.of(
            "SELECT a FROM items WHERE id = 1",
            "SELECT a, b, c, d, e, f, g FROM items WHERE id IN (1, 2, 3, 4)",
            "SELECT count(*), count(a), count(b), count(c), count(d), count(e), count(f) FROM items",
            "UPDATE items SET a = 2 WHERE id = 1");

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("kintsugi-rehearsal");
        try (PretendedShard shard = new PretendedShard()) {
            write(directory, shard.port());
            try (RouterServer router = RouterServer.start(ConfigLoader.load(directory))) {
                FutureTask<Void> asking = new FutureTask<>(() -> ask(router.port()), null);
                Thread.startVirtualThread(asking);
                asking.get(MOST_SECONDS, TimeUnit.SECONDS);
            }
        } finally {
            try (var files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
        return 0;
    }

    private static void ask(int port) {
        try (PlainConnection client = PlainConnection.open(new PostgresAddress("127.0.0.1", port, USER, USER))) {
            for (String statement : STATEMENTS) {
                client.query(statement);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path directory, int port) throws IOException {
        Files.writeString(directory.resolve("kintsugi.toml"), """
            [listen]
            port = 0
            [router]
            database = "%1$s"
            workers = 1
            [[shards]]
            name = "s0"
            host = "127.0.0.1"
            port = %2$d
            [[shards]]
            name = "s1"
            host = "127.0.0.1"
            port = %2$d
            database = "other"
            """.formatted(USER, port));
        Files.writeString(directory.resolve("shardmap.toml"), """
            [groups.item]
            key = "bigint"
            [tables]
            items = { group = "item", key = "id" }
            """);
        Path users = directory.resolve("users.toml");
        Files.writeString(users, """
            [[users]]
            name = "%s"
            auth = "trust"
            """.formatted(USER));
        Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-------"));
    }
}
