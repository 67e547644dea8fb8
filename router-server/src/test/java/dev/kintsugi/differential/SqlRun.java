package dev.kintsugi.differential;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs the paragraphs of one file on the oracle, once, and on routers, and tells how they differ.
public final class SqlRun {
    private final SqlFile file;
    private final ImmutableSet<Way> ways;
    private final Map<Way, List<ImmutableList<Reply>>> oracleReplies = new HashMap<>();
    private final Map<String, Parameter> parameters = new HashMap<>();

    /// A run in every way.
    SqlRun(SqlFile file) {
        this(file, ImmutableSet.copyOf(Way.values()));
    }

    public SqlRun(SqlFile file, ImmutableSet<Way> ways) {
        this.file = file;
        this.ways = ways;
    }

    /// Every difference, each with place, statement, way and number of shards.
    public ImmutableList<String> differences(Routed routed) throws IOException {
        Map<String, EnumSet<Way>> found = new LinkedHashMap<>();
        for (Way way : ways) {
            for (String difference : differences(routed, way)) {
                found.computeIfAbsent(difference, _ -> EnumSet.noneOf(Way.class))
                        .add(way);
            }
        }
        ImmutableList.Builder<String> all = ImmutableList.builder();
        found.forEach((difference, ways) -> all.add(difference + "\n  in " + ways));
        return all.build();
    }

    private List<String> differences(Routed routed, Way way) throws IOException {
        List<ImmutableList<Reply>> wanted = oracleReplies.get(way);
        List<String> found = new ArrayList<>();
        if (wanted == null) {
            wanted = askOracle(routed, way, found);
            oracleReplies.put(way, wanted);
        }
        WireSession router = routed.toRouter();
        try {
            int asked = 0;
            for (Paragraph paragraph : file.paragraphs()) {
                if (!paragraph.suits(way)) {
                    continue;
                }
                try {
                    ImmutableList<Reply> got = run(router, way, paragraph);
                    compare(routed, way, paragraph, wanted.get(asked), got, found);
                    leaveTransaction(router, got);
                } catch (IOException | IllegalStateException broken) {
                    found.add(report(where(routed), paragraph.statements().get(0), "the session broke: " + broken));
                    router.close();
                    router = routed.toRouter();
                }
                asked++;
            }
        } finally {
            router.close();
        }
        return found;
    }

    private List<ImmutableList<Reply>> askOracle(Routed routed, Way way, List<String> found) throws IOException {
        List<ImmutableList<Reply>> replies = new ArrayList<>();
        try (WireSession oracle = routed.toOracle()) {
            for (Paragraph paragraph : file.paragraphs()) {
                if (!paragraph.suits(way)) {
                    continue;
                }
                for (Statement statement : paragraph.statements()) {
                    for (String written : statement.parameters()) {
                        if (!parameters.containsKey(written)) {
                            parameters.put(written, oracle.parameter(written));
                        }
                    }
                }
                ImmutableList<Reply> answer = run(oracle, way, paragraph);
                replies.add(answer);
                for (int i = 0;
                        i < Math.min(answer.size(), paragraph.statements().size());
                        i++) {
                    Statement statement = paragraph.statements().get(i);
                    Comparison.unexpected(statement.expectation(), answer.get(i))
                            .ifPresent(difference -> found.add(report("oracle", statement, difference)));
                }
                leaveTransaction(oracle, answer);
            }
        }
        return replies;
    }

    private ImmutableList<Reply> run(WireSession session, Way way, Paragraph paragraph) throws IOException {
        if (paragraph.together()) {
            StringBuilder message = new StringBuilder();
            paragraph
                    .statements()
                    .forEach(statement -> message.append(statement.sql()).append(";\n"));
            return session.simple(message.toString());
        }
        ImmutableList.Builder<Reply> replies = ImmutableList.builder();
        for (Statement statement : paragraph.statements()) {
            ImmutableList.Builder<Parameter> bound = ImmutableList.builder();
            statement.parameters().forEach(written -> bound.add(requireNonNull(parameters.get(written))));
            replies.add(session.run(way, statement.sql(), bound.build()));
        }
        return replies.build();
    }

    private static void leaveTransaction(WireSession session, ImmutableList<Reply> replies) throws IOException {
        if (!replies.isEmpty() && replies.getLast().status() != 'I') {
            session.simple("ROLLBACK");
        }
    }

    private static void compare(
            Routed routed,
            Way way,
            Paragraph paragraph,
            ImmutableList<Reply> wanted,
            ImmutableList<Reply> got,
            List<String> found) {
        for (int i = 0; i < Math.min(wanted.size(), got.size()); i++) {
            Statement statement = paragraph
                    .statements()
                    .get(Math.min(i, paragraph.statements().size() - 1));
            Optional<String> difference =
                    Comparison.difference(statement.expectation(), routed.shards(), way, wanted.get(i), got.get(i));
            difference.ifPresent(text -> found.add(report(where(routed), statement, text)));
            if (!statement.expectation().refusals(routed.shards(), way).isEmpty()) {
                return; // a refusal fails the transaction: what follows differs
            }
        }
        if (wanted.size() != got.size()) {
            found.add(report(
                    where(routed),
                    paragraph.statements().getLast(),
                    "%d replies instead of %d".formatted(got.size(), wanted.size())));
        }
    }

    private static String where(Routed routed) {
        return "%d shards".formatted(routed.shards());
    }

    private static String report(String where, Statement statement, String difference) {
        return "%s (%s)\n  %s\n  %s"
                .formatted(statement.place(), where, statement.sql().replace("\n", "\n  "), difference);
    }
}
