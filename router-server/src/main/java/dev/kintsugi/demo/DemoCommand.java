package dev.kintsugi.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `kintsugi demo`: shards with the shop's rows and the router in front, until Ctrl-C or SIGTERM.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Start real Postgres servers with the shop's rows and the router in front; Ctrl-C removes everything.")
public final class DemoCommand implements Callable<Integer> {
    private static final int MOST_SHARDS = 64;
    private final RouterStarter routerStarter;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls us
    private CommandSpec spec;

    @Option(
            names = "--shards",
            paramLabel = "N",
            defaultValue = "2",
            description = "Number of shards (default ${DEFAULT-VALUE}).")
    private int shards;

    @Option(
            names = "--port",
            paramLabel = "P",
            defaultValue = "6432",
            description = "The router's port (default ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--rows",
            paramLabel = "R",
            defaultValue = "100000",
            description = "Number of orders (default ${DEFAULT-VALUE}).")
    private long rows;

    @Option(names = "--oracle", description = "Also load one Postgres with all rows, to compare answers with.")
    private boolean oracle;

    public DemoCommand(RouterStarter routerStarter) {
        this.routerStarter = routerStarter;
    }

    /// Returns only when it could not start; else the process ends by a signal.
    @Override
    public Integer call() throws Exception {
        validate();
        if (!FreePorts.isFree(port)) {
            return fail("port %d is taken (hint: choose another one with --port)".formatted(port));
        }
        PrintWriter out = spec.commandLine().getOut();
        Demo demo;
        try {
            demo = new Demo(routerStarter, PostgresCluster.open(), out);
        } catch (IOException unable) {
            return fail(String.valueOf(unable.getMessage()));
        }
        Runtime.getRuntime().addShutdownHook(new Thread(demo::close, "demo-close"));
        try {
            demo.start(shards, port, rows, oracle);
        } catch (IOException failure) {
            return demo.isClosed() ? 1 : fail("the demo cannot start: " + failure.getMessage());
        }
        new CountDownLatch(1).await();
        return 0;
    }

    private int fail(String message) {
        spec.commandLine().getErr().println(message);
        return 1;
    }

    private void validate() {
        if (shards < 1 || shards > MOST_SHARDS) {
            throw new ParameterException(spec.commandLine(), "--shards must be between 1 and " + MOST_SHARDS);
        }
        if (rows < 1 || rows > 100_000_000) {
            throw new ParameterException(spec.commandLine(), "--rows must be between 1 and 100000000");
        }
        if (port < 1 || port > 65_535) {
            throw new ParameterException(spec.commandLine(), "--port must be between 1 and 65535");
        }
    }
}
