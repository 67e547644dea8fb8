package dev.kintsugi.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DemoCommandTest {
    @Test
    void printsTheAddressesAndReadyAndLeavesNothingBehind() throws Exception {
        StringWriter out = new StringWriter();
        List<String> events = new ArrayList<>();
        PostgresCluster cluster = PostgresCluster.open();
        Path directory = cluster.directory();
        try (Demo demo = new Demo(config -> router(config, events), cluster, new PrintWriter(out))) {
            demo.start(2, 6999, 100, true);
            List<String> lines =
                    Splitter.on(System.lineSeparator()).omitEmptyStrings().splitToList(out.toString());
            assertThat(lines).contains("router postgres://kintsugi@127.0.0.1:6999/shop");
            assertThat(lines).anyMatch(line -> line.matches("starting 3 servers … \\d+\\.\\d s"));
            assertThat(lines).anyMatch(line -> line.matches("loading 100 orders … \\d+\\.\\d s"));
            assertThat(lines).anyMatch(line -> line.matches("oracle postgres://kintsugi@127\\.0\\.0\\.1:\\d+/shop"));
            assertThat(lines.getLast()).isEqualTo("ready");
        }
        assertThat(events).containsExactly("started", "closed");
        assertThat(Files.exists(directory)).isFalse();
    }

    @Test
    void aTakenPortIsSaidBeforeAnythingStarts() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            StringWriter errors = new StringWriter();
            int status = command(errors).execute("--port", Integer.toString(taken.getLocalPort()));
            assertThat(status).isEqualTo(1);
            assertThat(errors.toString()).contains("port %d is taken".formatted(taken.getLocalPort()), "--port");
        }
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        for (String option : List.of("--shards=0", "--shards=65", "--rows=0", "--port=0", "--port=65536")) {
            StringWriter errors = new StringWriter();
            assertThat(command(errors).execute(option)).isEqualTo(2);
            assertThat(errors.toString()).contains("must be between");
        }
    }

    private static CommandLine command(StringWriter errors) {
        return new CommandLine(new DemoCommand(_ -> {
                    throw new AssertionError("started");
                }))
                .setErr(new PrintWriter(errors));
    }

    private static AutoCloseable router(Path config, List<String> events) {
        assertThat(config.resolve("shardmap.toml")).isRegularFile();
        events.add("started");
        return () -> events.add("closed");
    }
}
