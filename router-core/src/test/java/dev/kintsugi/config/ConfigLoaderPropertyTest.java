package dev.kintsugi.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/// Whatever the files hold, the loader answers with a configuration or with problems that have a place and a way out.
class ConfigLoaderPropertyTest {
    private static final List<String> FILES =
            List.of(ConfigLoader.SETTINGS_FILE, ConfigLoader.SHARD_MAP_FILE, ConfigLoader.USERS_FILE);
    private static final String SHARD_MAP = """
        epoch = 3
        [groups.customer]
        key = ["bigint", "uuid"]
        slots = { s0 = ["0-2047"], s1 = ["2048-4095"] }
        [groups.region]
        key = ["date"]
        function = "range"
        ranges = [ { to = "2024-01-01", shard = "s0" }, { from = 2024-01-01, shard = "s1" } ]
        [groups.tenant]
        key = ["text"]
        function = "list"
        values = { s0 = ["acme", "globex"], s1 = ["initech"] }
        default = "s0"
        [tables]
        customers = { group = "customer", key = ["id", "ref"] }
        "sales.orders" = { group = "region", key = "day" }
        countries = { reference = true }
        audit = { single = "s1" }
        """;
    private static final List<String> WORDS = Stream.concat(
                    Stream.of(" ", "\n", "\r\n", "\u0000", "\u00e9", "\uD83D\uDE00", "\uFEFF"),
                    Splitter.on(CharMatcher.whitespace()).omitEmptyStrings().splitToStream("""
                        [ ] [[ ]] { } = , . " ' \"""  # - \\ \\u0000 \\uD800 "" [] {} [[]]
                        0 -1 4096 99999999999999999999 1e999 nan true 2024-02-30 2024-01-01T00:00:00Z 10:00
                        s0 s1 "s0" port host key group groups tables shards users password reference single
                        function "range" "list" "hash" "bytea" "numeric" "timestamptz" "64MiB" "5s"
                        """))
            .toList();

    private static Path directory = Path.of(".");

    @BeforeContainer
    static void create() throws IOException {
        directory = Files.createTempDirectory("kintsugi-config");
    }

    @AfterContainer
    static void delete() throws IOException {
        for (String file : FILES) {
            Files.deleteIfExists(directory.resolve(file));
        }
        Files.delete(directory);
    }

    /// Replaces a stretch of a file by words, at relative places.
    record Edit(int file, double start, int length, List<String> words) {
        String apply(String text) {
            int from = (int) (start * text.length());
            int to = Math.min(text.length(), from + length);
            return text.substring(0, from) + String.join("", words) + text.substring(to);
        }
    }

    @Provide
    Arbitrary<Edit> edits() {
        Arbitrary<Integer> lengths = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.integers().between(0, 3)),
                Tuple.of(1, Arbitraries.integers().between(4, 200)));
        return Combinators.combine(
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.doubles().between(0, 1),
                        lengths,
                        Arbitraries.of(WORDS).list().ofMaxSize(3))
                .as(Edit::new);
    }

    @Property(tries = 400)
    void brokenFilesAreProblems(
            @ForAll("edits") Edit first, @ForAll("edits") Edit second, @ForAll("edits") Edit third) {
        ConfigDirectory files = new ConfigDirectory(directory);
        String[] texts = {ConfigDirectory.SETTINGS, SHARD_MAP, ConfigDirectory.USERS};
        for (Edit edit : List.of(first, second, third)) {
            texts[edit.file()] = edit.apply(texts[edit.file()]);
        }
        files.settings(texts[0]).shardMap(texts[1]).users(texts[2]);

        checkProblems(files);
    }

    @Property(tries = 200)
    void wordsInAnyOrder(
            @ForAll("words") String settings, @ForAll("words") String shardMap, @ForAll("words") String users) {
        checkProblems(new ConfigDirectory(directory)
                .settings(settings)
                .shardMap(shardMap)
                .users(users));
    }

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.of(WORDS).list().ofMaxSize(40).map(words -> String.join("", words));
    }

    @Property(tries = 100)
    void anyBytes(@ForAll @Size(max = 200) byte[] bytes) {
        ConfigDirectory files = new ConfigDirectory(directory);
        FILES.forEach(file -> files.write(file, bytes));

        assertThat(checkProblems(files)).isNotZero();
    }

    private static int checkProblems(ConfigDirectory files) {
        List<ConfigProblem> problems = files.problems();
        assertThat(problems).isSorted().doesNotHaveDuplicates().allSatisfy(problem -> {
            assertThat(problem.file()).isIn(FILES);
            assertThat(problem.line()).isBetween(0, lines(problem.file()) + 1);
            assertThat(problem.column() == 0).isEqualTo(problem.line() == 0);
            assertThat(problem.message()).isNotBlank();
            assertThat(problem.hint()).isNotBlank();
        });
        return problems.size();
    }

    private static int lines(String file) {
        try {
            return new String(Files.readAllBytes(directory.resolve(file)), StandardCharsets.UTF_8)
                    .split("\r\n|\n|\r", -1)
                    .length;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
