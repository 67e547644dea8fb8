package dev.kintsugi.demo;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A way to run programs without root's rights, which Postgres refuses to have: the words put before a command.
///
/// `changesUser` says that the program runs as another user, so its files must be given to that user.
record Unprivileged(ImmutableList<String> prefix, boolean changesUser) {
    private static final String NOBODY = "65534";

    /// `unshare` comes first: it keeps root's ownership of files and so works below directories of mode 0700.
    private static final ImmutableList<Unprivileged> WAYS = ImmutableList.of(
            new Unprivileged(ImmutableList.of("unshare", "-U"), false),
            new Unprivileged(ImmutableList.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"), true),
            new Unprivileged(ImmutableList.of("runuser", "-u", "nobody", "--"), true));

    /// Finds a way that works here; an ordinary user needs none.
    static Unprivileged probe() throws IOException {
        if ((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") != 0) {
            return new Unprivileged(ImmutableList.of(), false);
        }
        for (Unprivileged way : WAYS) {
            if (way.works()) {
                return way;
            }
        }
        throw new IOException("Postgres does not run as root, and none of unshare, setpriv, runuser works here; "
                + "run as an ordinary user");
    }

    /// Runs a command to its end and returns its output, standard error included.
    ///
    /// @throws IOException when its exit status is not zero; the message carries the output
    String run(List<String> command) throws IOException {
        Process process = builder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int status = exitStatus(process);
        if (status != 0) {
            throw new IOException("%s ended with status %d: %s".formatted(command.getFirst(), status, output));
        }
        return output;
    }

    ProcessBuilder builder(List<String> command) {
        return new ProcessBuilder(
                ImmutableList.<String>builder().addAll(prefix).addAll(command).build());
    }

    /// Whether the unprivileged program can list and enter the directory.
    boolean canEnter(Path directory) {
        try {
            run(ImmutableList.of("test", "-r", directory.toString(), "-a", "-x", directory.toString()));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// Gives a file tree to the user whom programs run as.
    void give(Path path) throws IOException {
        if (changesUser) {
            new Unprivileged(ImmutableList.of(), false)
                    .run(ImmutableList.of("chown", "-R", NOBODY + ":" + NOBODY, path.toString()));
        }
    }

    private boolean works() {
        try {
            return !run(ImmutableList.of("id", "-u")).equals("0");
        } catch (IOException _) {
            return false;
        }
    }

    static int exitStatus(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }
}
