package dev.kintsugi.proof;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import dev.kintsugi.differential.Comparison;
import dev.kintsugi.differential.Expectation;
import dev.kintsugi.differential.Expectation.Order;
import dev.kintsugi.differential.Parameter;
import dev.kintsugi.differential.Reply;
import dev.kintsugi.differential.Way;
import dev.kintsugi.differential.WireSession;
import dev.kintsugi.value.Format;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// One thread that runs statements on the oracle and on a router and compares; it owns its sessions.
final class Trial {
    private static final int THREADS = 3;
    private static final int ENOUGH = 40;
    private static final ImmutableList<Way> WAYS = ImmutableList.copyOf(Way.values());

    private final ImmutableList<Deployment> deployments;
    private final Tally tally;
    private final Map<String, Parameter> parameters = new HashMap<>();
    private final Map<Deployment, WireSession> routers = new HashMap<>();
    private WireSession oracle;

    private Trial(ImmutableList<Deployment> deployments, Tally tally) throws IOException {
        this.deployments = deployments;
        this.tally = tally;
        this.oracle = deployments.get(0).toOracle();
    }

    /// Runs so many statements, each on one deployment after the other, until there are enough differences.
    static void run(ImmutableList<Deployment> deployments, long seed, int first, int count, Tally tally)
            throws InterruptedException {
        AtomicInteger next = new AtomicInteger(first);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    Trial trial = new Trial(deployments, tally);
                    for (int number = next.getAndIncrement();
                            number < first + count && tally.wrongs() < ENOUGH;
                            number = next.getAndIncrement()) {
                        trial.one(seed, number);
                    }
                    trial.close();
                } catch (IOException | RuntimeException failure) {
                    tally.wrong("the test broke: " + Throwables.getStackTraceAsString(failure));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void one(long seed, int number) throws IOException {
        Generated statement = Grammar.statement(Choices.random(seed, number));
        Way way = way(statement, number);
        Deployment deployment = deployments.get(number % deployments.size());
        Optional<String> difference = difference(statement, deployment, way, true);
        if (difference.isPresent()) {
            Generated small = new Shrinking(smaller -> {
                        Way same = suits(smaller, way) ? way : way(smaller, 0);
                        return difference(smaller, deployment, same, false).isPresent();
                    })
                    .smallest(statement);
            Way same = suits(small, way) ? way : way(small, 0);
            tally.wrong("%d on %d shards, %s\n  %s\n  %s\n  %s"
                    .formatted(
                            number,
                            deployment.shards(),
                            same,
                            small.sql(),
                            small.parameters(),
                            difference(small, deployment, same, false).orElse(difference.get())));
        }
    }

    private static Way way(Generated statement, int number) {
        for (int i = number / 4; ; i++) {
            Way way = WAYS.get(i % WAYS.size());
            if (suits(statement, way)) {
                return way;
            }
        }
    }

    private static boolean suits(Generated statement, Way way) {
        return way.suits(!statement.parameters().isEmpty()) && !(statement.loose() && way.results() == Format.BINARY);
    }

    private Optional<String> difference(Generated statement, Deployment deployment, Way way, boolean counts)
            throws IOException {
        ImmutableList.Builder<Parameter> bound = ImmutableList.builder();
        for (String written : statement.parameters()) {
            bound.add(parameter(written));
        }
        Reply wanted;
        try {
            wanted = oracle.run(way, statement.sql(), bound.build());
        } catch (IOException | RuntimeException slow) {
            oracle = deployments.get(0).toOracle();
            if (counts) {
                tally.failed("oracle: " + slow);
            }
            return Optional.empty();
        }
        Reply got;
        try {
            got = router(deployment).run(way, statement.sql(), bound.build());
        } catch (IOException | RuntimeException broken) {
            routers.remove(deployment);
            return Optional.of("the session broke: " + broken);
        }
        if (got.isRefusal()) {
            if (counts) {
                tally.refused(reason(got));
            }
            return Optional.empty();
        }
        Optional<String> difference = compare(statement, deployment, way, wanted, got);
        if (counts && difference.isEmpty()) {
            wanted.error()
                    .ifPresentOrElse(
                            error -> tally.failed(error.code() + " " + error.message()),
                            () -> tally.answered(wanted.rows().size()));
        }
        return difference;
    }

    private static Optional<String> compare(
            Generated statement, Deployment deployment, Way way, Reply wanted, Reply got) {
        Expectation expectation =
                Expectation.PLAIN.withOrder(statement.ordered() ? new Order.Total() : new Order.None());
        if (!statement.loose()) {
            return Comparison.difference(expectation, deployment.shards(), way, wanted, got);
        }
        ImmutableList<String> types = wanted.columns().orElse(ImmutableList.of()).stream()
                .map(Reply.Column::type)
                .collect(ImmutableList.toImmutableList());
        return Comparison.difference(
                expectation, deployment.shards(), way, Looseness.of(wanted, types), Looseness.of(got, types));
    }

    private static String reason(Reply got) {
        return got.error().orElseThrow().message();
    }

    private Parameter parameter(String written) throws IOException {
        Parameter known = parameters.get(written);
        if (known == null) {
            known = oracle.parameter(written);
            parameters.put(written, known);
        }
        return known;
    }

    private WireSession router(Deployment deployment) throws IOException {
        WireSession open = routers.get(deployment);
        if (open == null) {
            open = deployment.toRouter();
            routers.put(deployment, open);
        }
        return open;
    }

    private void close() throws IOException {
        oracle.close();
        for (WireSession router : routers.values()) {
            router.close();
        }
    }
}
