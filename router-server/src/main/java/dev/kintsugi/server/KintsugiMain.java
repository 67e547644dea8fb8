package dev.kintsugi.server;

import dev.kintsugi.config.ConfigException;
import dev.kintsugi.config.ConfigLoader;
import dev.kintsugi.config.ConfigProblem;
import dev.kintsugi.demo.DemoCommand;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The `kintsugi` command.
@Command(
        name = "kintsugi",
        mixinStandardHelpOptions = true,
        version = "kintsugi 0.1.0",
        description = "A router that makes many Postgres servers answer as one.")
public final class KintsugiMain {
    private KintsugiMain() {}

    public static void main(String[] arguments) {
        if (System.getProperty("io.netty.leakDetection.level") == null) {
            // Netty's default samples buffers, each sample with a stack trace; the tests watch every buffer instead
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        }
        System.exit(commandLine().execute(arguments));
    }

    /// The command with its subcommands, as `main` runs it.
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new KintsugiMain())
                .addSubcommand(new DemoCommand(KintsugiMain::startRouter))
                .addSubcommand(new ServeCommand())
                .addSubcommand(new CheckCommand())
                .addSubcommand(new PlanCommand())
                .addSubcommand(new RehearseCommand())
                .setExecutionExceptionHandler(KintsugiMain::explain);
        return line;
    }

    private static AutoCloseable startRouter(Path directory) throws ConfigException, IOException {
        return RouterServer.start(ConfigLoader.load(directory));
    }

    /// A configuration's problems are an answer, not a stack trace.
    private static int explain(Exception failure, CommandLine line, CommandLine.ParseResult parsed) throws Exception {
        if (failure instanceof ConfigException configuration) {
            for (ConfigProblem problem : configuration.problems()) {
                line.getErr().println(problem);
            }
            return CommandLine.ExitCode.SOFTWARE;
        }
        if (failure instanceof IOException) {
            line.getErr().println(failure.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
        throw failure;
    }
}
