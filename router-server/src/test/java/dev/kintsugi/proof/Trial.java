package dev.kintsugi.proof;

import com.google.common.base.Throwables;
import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Multiset;
import com.google.common.collect.Multisets;
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

/// One thread that runs statements on the oracle and on routers and compares; it owns its sessions.
///
/// What is run how depends on the statement's number alone.
final class Trial {
    private static final int THREADS = 3;
    private static final int ENOUGH = 40;
    private static final ImmutableList<Way> WAYS = ImmutableList.copyOf(Way.values());

    /// A statement whose rows multiply beyond this is given up.
    private static final String PATIENCE = "SET statement_timeout = '1s'";

    /// What a session may have set.
    private static final ImmutableList<String> SETTINGS = ImmutableList.of(
            "",
            "",
            "SET DateStyle = 'German, DMY'; SET IntervalStyle = iso_8601; SET bytea_output = escape; SET TimeZone ="
                    + " 'America/St_Johns'",
            "SET extra_float_digits = 3; SET plan_cache_mode = force_generic_plan; SET enable_hashagg = off");

    /// How a statement stands in a transaction.
    private static final ImmutableList<String> BLOCKS = ImmutableList.of(
            "", "", "", "", "", "BEGIN", "", "", "", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "", "");

    private final ImmutableList<Deployment> deployments;
    private final boolean everywhere;
    private final Tally tally;
    private final Map<String, Parameter> parameters = new HashMap<>();
    private final Map<String, WireSession> sessions = new HashMap<>();

    private Trial(ImmutableList<Deployment> deployments, boolean everywhere, Tally tally) {
        this.deployments = deployments;
        this.everywhere = everywhere;
        this.tally = tally;
    }

    /// How one statement is run.
    private record Setting(Deployment deployment, Way way, String settings, String block) {
        Setting with(Generated statement) {
            return suits(statement, way) ? this : new Setting(deployment, Trial.way(statement, 0), settings, block);
        }

        @Override
        public String toString() {
            return "%d shards, %s %s %s".formatted(deployment.shards(), way, block, settings);
        }
    }

    /// Runs so many statements, each on one deployment or on all, until there are enough differences.
    static void run(
            ImmutableList<Deployment> deployments, boolean everywhere, long seed, int first, int count, Tally tally)
            throws InterruptedException {
        AtomicInteger next = new AtomicInteger(first);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                Trial trial = new Trial(deployments, everywhere, tally);
                try {
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
        if (everywhere) {
            for (Deployment deployment : deployments) {
                on(deployment, statement, number);
            }
        } else {
            on(deployments.get(number % deployments.size()), statement, number);
        }
        if (number / 4 % 16 == 3) {
            partition(seed, deployments.get(number % deployments.size()), number);
        }
    }

    private void on(Deployment deployment, Generated statement, int number) throws IOException {
        check(
                number,
                statement,
                new Setting(
                        deployment,
                        way(statement, number / 4),
                        SETTINGS.get(number / 32 % SETTINGS.size()),
                        BLOCKS.get(number / 3 % BLOCKS.size())));
        if (number / 4 % 8 == 0
                && deployment.shards() > 1
                && statement.parameters().isEmpty()) {
            explain(statement, deployment);
        }
        if (number / 5 % 4 == 0) {
            // the same shape with other constants meets the plan that is kept
            Generated variant = Grammar.statement(Choices.replay(statement.variant()));
            check(
                    number,
                    variant,
                    new Setting(deployment, way(variant, number / 4), SETTINGS.get(number / 32 % SETTINGS.size()), ""));
        }
    }

    /// Takes note of the kind of its plan.
    private void explain(Generated statement, Deployment deployment) throws IOException {
        try (WireSession session = deployment.toRouter()) {
            Reply reply = session.run(Way.SIMPLE, "EXPLAIN (ROUTER) " + statement.sql(), ImmutableList.of());
            ImmutableList<String> lines = reply.rows().stream()
                    .map(row -> row.values().get(0).orElse(""))
                    .collect(ImmutableList.toImmutableList());
            boolean combined = lines.stream().anyMatch(line -> line.contains("Pull groups"));
            tally.planned(lines.isEmpty() ? "none" : combined ? "Gather of groups" : lines.get(0));
        }
    }

    /// Whether a SELECT's rows are those of its three parts; the oracle is not asked.
    private void partition(long seed, Deployment deployment, int number) throws IOException {
        ImmutableList<Generated> parts = Grammar.partition(Choices.random(~seed, number));
        List<Multiset<Reply.Values>> rows = new ArrayList<>();
        Setting setting = new Setting(deployment, Way.SIMPLE, PATIENCE, "");
        for (Generated part : parts) {
            Reply reply = run(Integer.toString(deployment.shards()), part, setting, ImmutableList.of());
            if (reply.error().isPresent()) {
                return; // the statements beside say whether it should
            }
            rows.add(HashMultiset.create(part.loose() ? Looseness.of(reply).rows() : reply.rows()));
        }
        Multiset<Reply.Values> sum = Multisets.sum(rows.get(1), Multisets.sum(rows.get(2), rows.get(3)));
        tally.partitioned();
        if (!sum.equals(rows.get(0))) {
            tally.wrong("%d on %s\n  %s\n  %d rows, its parts have %d"
                    .formatted(number, setting, parts.get(1).sql(), rows.get(0).size(), sum.size()));
        }
    }

    private void check(int number, Generated statement, Setting setting) throws IOException {
        Optional<String> difference = difference(statement, setting, true);
        if (difference.isPresent()) {
            Generated small = new Shrinking(smaller ->
                            difference(smaller, setting.with(smaller), false).isPresent())
                    .smallest(statement);
            tally.wrong("%d on %s\n  %s\n  %s\n  %s"
                    .formatted(
                            number,
                            setting.with(small),
                            small.sql(),
                            small.parameters(),
                            difference(small, setting.with(small), false).orElse(difference.get())));
        }
    }

    private static Way way(Generated statement, int number) {
        for (int i = number; ; i++) {
            Way way = WAYS.get(i % WAYS.size());
            if (suits(statement, way)) {
                return way;
            }
        }
    }

    private static boolean suits(Generated statement, Way way) {
        return way.suits(!statement.parameters().isEmpty()) && !(statement.loose() && way.results() == Format.BINARY);
    }

    private Optional<String> difference(Generated statement, Setting setting, boolean counts) throws IOException {
        ImmutableList.Builder<Parameter> bound = ImmutableList.builder();
        for (String written : statement.parameters()) {
            bound.add(parameter(written));
        }
        Reply wanted = run("oracle", statement, setting, bound.build());
        if (wanted.error().filter(error -> error.code().equals("57014")).isPresent()) {
            if (counts) {
                tally.failed("too slow", statement.sql());
            }
            return Optional.empty();
        }
        Reply got;
        try {
            got = run(Integer.toString(setting.deployment().shards()), statement, setting, bound.build());
        } catch (IOException | RuntimeException broken) {
            return Optional.of("the session broke: " + broken);
        }
        if (got.isRefusal() && !wanted.isRefusal()) {
            if (counts) {
                tally.refused(got.error().orElseThrow().message(), statement.sql());
            }
            return Optional.empty();
        }
        Optional<String> difference = compare(statement, setting, wanted, got);
        if (counts && difference.isEmpty()) {
            wanted.error()
                    .ifPresentOrElse(
                            error -> tally.failed(error.code() + " " + error.message(), statement.sql()),
                            () -> tally.answered(wanted.rows().size()));
        }
        return difference;
    }

    private Reply run(String server, Generated statement, Setting setting, ImmutableList<Parameter> bound)
            throws IOException {
        String key = server + setting.settings();
        WireSession session = sessions.remove(key);
        if (session == null) {
            session = server.equals("oracle")
                    ? setting.deployment().toOracle()
                    : setting.deployment().toRouter();
            if (!setting.settings().isEmpty()) {
                session.simple(setting.settings());
            }
            if (server.equals("oracle")) {
                session.simple(PATIENCE);
            }
        }
        if (!setting.block().isEmpty()) {
            session.simple(setting.block());
        }
        Reply reply = session.run(setting.way(), statement.sql(), bound);
        if (!setting.block().isEmpty()) {
            session.simple("ROLLBACK");
        }
        sessions.put(key, session); // one that broke is left behind
        return reply;
    }

    private static Optional<String> compare(Generated statement, Setting setting, Reply wanted, Reply got) {
        Expectation expectation =
                Expectation.PLAIN.withOrder(statement.ordered() ? new Order.Total() : new Order.None());
        int shards = setting.deployment().shards();
        if (!statement.loose()) {
            return Comparison.difference(expectation, shards, setting.way(), wanted, got);
        }
        return Comparison.difference(expectation, shards, setting.way(), Looseness.of(wanted), Looseness.of(got));
    }

    private Parameter parameter(String written) throws IOException {
        Parameter known = parameters.get(written);
        if (known == null) {
            try (WireSession oracle = deployments.get(0).toOracle()) {
                known = oracle.parameter(written);
            }
            parameters.put(written, known);
        }
        return known;
    }

    private void close() throws IOException {
        for (WireSession session : sessions.values()) {
            session.close();
        }
    }
}
