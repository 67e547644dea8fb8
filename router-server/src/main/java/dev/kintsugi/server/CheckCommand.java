package dev.kintsugi.server;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.BackendConnector;
import dev.kintsugi.backend.BackendPools;
import dev.kintsugi.backend.Transport;
import dev.kintsugi.config.ConfigLoader;
import dev.kintsugi.config.RouterConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `kintsugi check`: every problem of a configuration at once, and with `--connect` of the shards behind it.
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Print every problem of the configuration; with --connect, of the shards, too.")
final class CheckCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls us
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "DIR",
            required = true,
            description = "Directory with kintsugi.toml, shardmap.toml and users.toml.")
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Option(names = "--connect", description = "Also ask the shards.")
    private boolean connect;

    @Override
    public Integer call() throws Exception {
        RouterConfig config = ConfigLoader.load(directory);
        var _ = RouterServer.tls(config); // the files that the configuration names are part of it
        var _ = RouterServer.addresses(config);
        PrintWriter out = spec.commandLine().getOut();
        out.println("configuration: ok, " + config.shards().size() + " shards, "
                + config.shardMap().tables().size() + " tables, "
                + config.users().size() + " users");
        int exit = 0;
        if (connect) {
            ImmutableList<String> problems = ask(config);
            problems.forEach(problem -> spec.commandLine().getErr().println(problem));
            if (problems.isEmpty()) {
                out.println("shards: ok");
            } else {
                exit = 1;
            }
        }
        out.flush();
        return exit;
    }

    private static ImmutableList<String> ask(RouterConfig config) throws IOException {
        Transport transport = Transport.best();
        var loops = transport.eventLoops(1);
        try {
            var loop = loops.next();
            BackendConnector connector =
                    new BackendConnector(transport, config.pool().connectTimeout());
            BackendPools pools = new BackendPools(
                    loop,
                    connector,
                    RouterServer.addresses(config),
                    1,
                    config.pool().waitTimeout());
            return new ShardCheck(config, loop, pools).problems();
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }
}
