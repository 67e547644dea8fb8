package dev.kintsugi.transcript;

import dev.kintsugi.execute.commit.CommitWatch;
import dev.kintsugi.server.RouterServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A router in a process of its own that stops for ever at one moment of a commit, so that it can be killed there.
final class HeldRouter implements AutoCloseable {
    private final Process process;
    private final BufferedReader said;
    private final int port;

    private HeldRouter(Process process) throws IOException {
        this.process = process;
        this.said = process.inputReader(StandardCharsets.UTF_8);
        this.port = Integer.parseInt(awaitLine("port "));
    }

    static HeldRouter start(Path configuration, CommitWatch.Step step, int shard) throws IOException {
        return new HeldRouter(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HeldRouter.class.getName(),
                        configuration.toString(),
                        step.name(),
                        Integer.toString(shard))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    int port() {
        return port;
    }

    /// Waits until the moment has come, then kills the process by `SIGKILL`.
    void killWhenHeld() throws IOException {
        awaitLine("held");
        close();
    }

    private String awaitLine(String start) throws IOException {
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(start)) {
                return line.substring(start.length());
            }
        }
        throw new IOException("the router has ended without '" + start + "'");
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    /// The process: configuration, step and shard.
    public static void main(String[] arguments) throws Exception {
        CommitWatch.Step at = CommitWatch.Step.valueOf(arguments[1]);
        int on = Integer.parseInt(arguments[2]);
        RouterServer router = TestRouter.start(Path.of(arguments[0]), (step, shard, go) -> {
            if (step == at && shard == on) {
                say("held");
            } else {
                go.run();
            }
        });
        say("port " + router.port());
        Thread.currentThread().join();
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
