package dev.kintsugi.server;

import dev.kintsugi.config.ConfigLoader;
import dev.kintsugi.config.RouterConfig;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `kintsugi serve`: the router, until Ctrl-C or SIGTERM.
@Command(name = "serve", mixinStandardHelpOptions = true, description = "Run the router.")
final class ServeCommand implements Callable<Integer> {
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

    @Override
    public Integer call() throws Exception {
        RouterConfig config = ConfigLoader.load(directory);
        RouterServer server = RouterServer.start(config);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            server.close();
                            stopped.countDown();
                        },
                        "stop"));
        spec.commandLine()
                .getOut()
                .println("ready on " + config.listen().host() + ":" + server.port() + ", "
                        + config.shards().size() + " shards, database " + config.database());
        spec.commandLine().getOut().flush();
        stopped.await();
        return 0;
    }
}
