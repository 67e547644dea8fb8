package dev.kintsugi.server;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.catalog.Catalog;
import dev.kintsugi.config.ConfigLoader;
import dev.kintsugi.config.RouterConfig;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.plan.PlanPrinter;
import dev.kintsugi.plan.Planner;
import dev.kintsugi.plan.QueryPlan;
import dev.kintsugi.sql.StatementSplitter;
import dev.kintsugi.sql.TokenList;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `kintsugi plan`: how a statement would run, without a server.
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = "Print the plan of SQL as EXPLAIN (ROUTER) does, without a server.")
final class PlanCommand implements Callable<Integer> {
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

    @Parameters(paramLabel = "SQL", description = "One or more statements.")
    @SuppressWarnings("NullAway.Init")
    private String sql;

    @Override
    public Integer call() throws Exception {
        RouterConfig config = ConfigLoader.load(directory);
        PrintWriter out = spec.commandLine().getOut();
        int exit = 0;
        try {
            ImmutableList<TokenList> statements =
                    StatementSplitter.split(TokenList.scan(sql.getBytes(StandardCharsets.UTF_8), true));
            Planner planner = new Planner(config.shardMap(), Catalog.EMPTY, ImmutableList.of("public"));
            for (TokenList statement : statements) {
                QueryPlan plan = planner.plan(statement);
                out.println(PlanPrinter.print(plan, config.shardMap()).stripTrailing());
                exit = plan instanceof QueryPlan.Refused ? 1 : exit;
            }
        } catch (RouterException e) {
            print(e.error(), spec.commandLine().getErr());
            exit = 1;
        }
        out.flush();
        return exit;
    }

    private static void print(PgError error, PrintWriter err) {
        err.println("ERROR:  " + error.code() + ": " + error.message());
        error.detail().ifPresent(detail -> err.println("DETAIL:  " + detail));
        error.hint().ifPresent(hint -> err.println("HINT:  " + hint));
    }
}
