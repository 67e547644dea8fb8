package dev.kintsugi.demo;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One Postgres server on a loopback port with its own data directory; safe for use by several threads.
///
/// A shell runs the server and reads this process' pipe: a line asks for a shutdown, and the end of the pipe means that
/// this process died, even by `kill -9`: then the shell stops the server at once and removes the whole run's directory.
public final class PostgresServer {
    static final String SUPERUSER = "postgres";

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration DEATH_LIMIT = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(3);
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    /// `$1` is the run's directory, `$2` and on the server's command.
    private static final String WATCHDOG = """
        run=$1; shift
        exec 3<&0 </dev/null
        "$@" 3<&- & server=$!
        (
          if read -r _ <&3; then kill -INT $server
          else : >"$run/orphaned"; kill -QUIT $server
          fi
        ) 2>/dev/null & watch=$!
        wait $server; status=$?
        if [ -e "$run/orphaned" ]; then rm -rf "$run"
        else kill $watch 2>/dev/null
        fi
        exit $status
        """;

    private static final ImmutableList<String> SETTINGS = ImmutableList.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "fsync=off",
            "full_page_writes=off",
            "shared_buffers=32MB",
            "max_connections=200",
            "max_prepared_transactions=64",
            "wal_level=logical",
            "max_wal_size=4GB",
            "logging_collector=off");

    private final String name;
    private final PostgresBinaries binaries;
    private final Unprivileged unprivileged;
    private final Path run;
    private final Path directory;
    private int port;
    private @Nullable Process shell;
    private ImmutableList<String> more = ImmutableList.of();
    private boolean finished;
    /// The process id of the last postmaster, to tell its left-over lock file from the next one's.
    private long postmaster = -1;

    PostgresServer(String name, PostgresBinaries binaries, Unprivileged unprivileged, Path run) {
        this.name = name;
        this.binaries = binaries;
        this.unprivileged = unprivileged;
        this.run = run;
        this.directory = run.resolve(name);
    }

    public String name() {
        return name;
    }

    /// The superuser's own database; the address stays the same over a restart.
    public synchronized PostgresAddress address() {
        return new PostgresAddress("127.0.0.1", port, SUPERUSER, "postgres");
    }

    /// The first start: copies the template, finds a port, and another one if somebody is quicker.
    synchronized void start(Path template) throws IOException {
        requireOpen();
        unprivileged.run(ImmutableList.of("cp", "-a", "--reflink=auto", template.toString(), directory.toString()));
        for (int attempt = 1; ; attempt++) {
            port = FreePorts.next();
            try {
                launch();
                return;
            } catch (IOException failure) {
                if (attempt == 3 || FreePorts.isFree(port)) {
                    throw failure;
                }
            }
        }
    }

    /// Shuts the server down in Postgres' *fast* mode and waits for its end; nothing happens if it does not run.
    public synchronized void stop() {
        if (shell == null) {
            return;
        }
        try (OutputStream pipe = shell.getOutputStream()) {
            pipe.write('\n');
        } catch (IOException _) {
            // the shell is gone already, and the server with it
        }
        awaitEnd(shell);
        shell = null;
    }

    /// Stops the server for good: a start that comes later is refused.
    synchronized void finish() {
        finished = true;
        stop();
    }

    /// Kills the server and all its processes by `SIGKILL`, as a crash of the machine would (files survive).
    public synchronized void killHard() {
        if (shell == null) {
            return;
        }
        Optional<ProcessHandle> server = ProcessHandle.of(postmaster);
        List<ProcessHandle> processes = server.stream()
                .flatMap(parent -> Stream.concat(Stream.of(parent), parent.descendants()))
                .toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(PostgresServer::awaitDeath);
        awaitEnd(shell);
        shell = null;
    }

    /// Starts the server again on the same port with the files it has, after stopping it if it runs.
    public synchronized void restart() throws IOException {
        restart(ImmutableList.of());
    }

    /// The same with settings of this run, each as `name=value`.
    public synchronized void restart(List<String> settings) throws IOException {
        stop();
        more = ImmutableList.copyOf(settings);
        launch();
    }

    private void launch() throws IOException {
        requireOpen();
        Path log = directory.resolve("log");
        Process process = unprivileged
                .builder(command())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        shell = process;
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                shell = null;
                process.getOutputStream().close();
                throw new IOException("server %s does not start: %s"
                        .formatted(name, Files.readString(log).strip()));
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private void requireOpen() throws IOException {
        if (finished) {
            throw new IOException("server %s was closed".formatted(name));
        }
    }

    private ImmutableList<String> command() {
        ImmutableList.Builder<String> command = ImmutableList.builder();
        if (Files.isExecutable(SETSID)) {
            // a session of its own: Ctrl-C reaches this process only, which then stops router and servers in order
            command.add(SETSID.toString());
        }
        command.add("sh", "-c", WATCHDOG, "watchdog", run.toString());
        command.add(binaries.bin().resolve("postgres").toString());
        command.add("-D", data().toString(), "-p", Integer.toString(port));
        for (String setting : Iterables.concat(SETTINGS, more)) {
            command.add("-c", setting);
        }
        return command.build();
    }

    private Path data() {
        return directory.resolve("data");
    }

    /// Reads the lock file, whose first line is the process id and whose eighth is the state.
    private boolean isReady() {
        List<String> lines;
        try {
            lines = Files.readAllLines(data().resolve("postmaster.pid"), StandardCharsets.UTF_8);
        } catch (IOException _) {
            return false; // not written yet
        }
        if (lines.size() < 8 || !lines.get(7).startsWith("ready")) {
            return false;
        }
        long pid = Long.parseLong(lines.getFirst());
        if (pid == postmaster) {
            return false; // left over by the one that was killed
        }
        postmaster = pid;
        return true;
    }

    private static void awaitEnd(Process process) {
        boolean interrupted = false;
        while (true) {
            try {
                process.waitFor();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits with a limit: where nobody reaps orphans, a killed process stays visible for ever.
    private static void awaitDeath(ProcessHandle process) {
        CompletableFuture<ProcessHandle> exit = process.onExit();
        try {
            exit.get(DEATH_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException _) {
            exit.cancel(false);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
