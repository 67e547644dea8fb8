package dev.kintsugi.transcript;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.demo.Shop;
import dev.kintsugi.server.RouterServer;
import dev.kintsugi.testing.TestCluster;
import dev.kintsugi.transcript.Transcript.Otherwise;
import dev.kintsugi.transcript.TranscriptRunner.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.ThrowingConsumer;

/// Every script of `wire/`, against one Postgres and against routers over 1, 2 and 4 shards: the messages are the same.
///
/// `-Dpgtest=name` runs one file only; what the servers said is left in `target/wire`.
class TranscriptTest {
    private static final ImmutableList<Integer> SHARDS = ImmutableList.of(1, 2, 4);
    private static final Path OUTPUT = Path.of("target", "wire");

    @TestFactory
    List<DynamicNode> scripts() throws IOException {
        String only = System.getProperty("pgtest", "");
        Path directory = Path.of("src", "test", "resources", "wire");
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".pgtest"))
                    .filter(file -> file.getFileName().toString().contains(only))
                    .sorted()
                    .map(Transcript::read)
                    .map(TranscriptTest::tests)
                    .toList();
        }
    }

    private static DynamicNode tests(Transcript transcript) {
        Oracle oracle = new Oracle(transcript);
        Stream<DynamicTest> tests =
                DynamicTest.stream(SHARDS.iterator(), shards -> "over " + shards, check(transcript, oracle));
        return DynamicContainer.dynamicContainer(transcript.name(), tests);
    }

    private static ThrowingConsumer<Integer> check(Transcript transcript, Oracle oracle) {
        return shards -> {
            ImmutableList<Answer> expected = oracle.answers();
            RouterServer router = TestRouter.over(shards);
            Target target = new Target(
                    TestRouter.address(router), TestCluster.shop(shards).shards(), shards);
            try (RouterGuard _ = RouterGuard.of(router)) {
                compare(transcript, expected, recorded(transcript, target), target);
            }
        };
    }

    /// All differences at once.
    private static void compare(
            Transcript transcript, ImmutableList<Answer> expected, ImmutableList<Answer> actual, Target target) {
        SoftAssertions soft = new SoftAssertions();
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            Answer answer = actual.get(i);
            Optional<Otherwise> otherwise = answer.until().router().stream()
                    .filter(other -> other.shards().contains(target.shards()))
                    .findFirst();
            String where = "%s:%d against %s"
                    .formatted(transcript.name(), answer.until().line(), target);
            String lines = String.join("\n", answer.lines());
            if (otherwise.isPresent()) {
                soft.assertThat(lines).as(where).matches(pattern(otherwise.get().lines()));
            } else {
                soft.assertThat(lines)
                        .as(where)
                        .isEqualTo(String.join("\n", expected.get(i).lines()));
            }
        }
        soft.assertThat(actual.size()).as("answers of " + transcript.name()).isEqualTo(expected.size());
        soft.assertAll();
    }

    private static String pattern(List<String> expected) {
        return Pattern.quote(String.join("\n", expected)).replace("*", "\\E[^\\n]*\\Q");
    }

    private static ImmutableList<Answer> recorded(Transcript transcript, Target target) throws IOException {
        ImmutableList<Answer> answers = TranscriptRunner.run(transcript, target);
        Files.createDirectories(OUTPUT);
        StringBuilder text = new StringBuilder();
        answers.forEach(answer -> text.append("# line ")
                .append(answer.until().line())
                .append('\n')
                .append(String.join("\n", answer.lines()))
                .append("\n\n"));
        Files.writeString(OUTPUT.resolve(transcript.name() + "." + target.shards()), text);
        return answers;
    }

    /// Plain Postgres' answers, asked for once.
    private static final class Oracle {
        private final Transcript transcript;
        private ImmutableList<Answer> answers = ImmutableList.of();

        Oracle(Transcript transcript) {
            this.transcript = transcript;
        }

        ImmutableList<Answer> answers() throws IOException {
            if (answers.isEmpty()) {
                PostgresAddress oracle = TestCluster.shop(SHARDS.get(0)).oracle();
                WireTables.reset(ImmutableList.of(oracle));
                WireTables.requirePassword(oracle);
                Target target = new Target(oracle.as(Shop.USER, Shop.DATABASE), ImmutableList.of(oracle), 0);
                answers = recorded(transcript, target);
            }
            return answers;
        }
    }
}
