package dev.kintsugi.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.catalog.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every statement of `plans/*.plan` has the printed plan that stands under it; `-Dgolden.update=true` writes them
/// anew.
///
/// A block is `# why`, the SQL, `----`, and the plan; blocks are separated by a blank line. `# catalog: none` and
/// `# catalog: collated` above the SQL choose what the router knows of the tables; `# shards: 1` the size of the map.
final class PlanGoldenTest {
    private static final Path PLANS = Path.of("src/test/resources/plans");

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(PLANS)) {
            return files.filter(file -> file.toString().endsWith(".plan"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void plansAreAsWritten(Path file) throws IOException {
        String written = Files.readString(file);
        StringBuilder printed = new StringBuilder();
        for (String block : written.strip().split("\n\\s*\n")) {
            if (!printed.isEmpty()) {
                printed.append('\n');
            }
            printed.append(printed(block));
        }
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, printed);
        }
        assertThat(Files.readString(file)).isEqualTo(printed.toString());
    }

    /// The statements of all files.
    static List<String> statements() throws IOException {
        List<String> statements = new ArrayList<>();
        for (Path file : files()) {
            for (String block : Files.readString(file).strip().split("\n\\s*\n")) {
                statements.add(sql(question(block)));
            }
        }
        return statements;
    }

    private static String question(String block) {
        int rule = block.indexOf("\n----");
        return rule < 0 ? block : block.substring(0, rule);
    }

    private static String sql(String question) {
        return String.join(
                "\n", question.lines().filter(line -> !line.startsWith("#")).toList());
    }

    private static String printed(String block) {
        String question = question(block);
        String sql = sql(question);
        Catalog catalog = question.contains("# catalog: none")
                ? Catalog.EMPTY
                : question.contains("# catalog: collated") ? Shop.catalog(false) : Shop.CATALOG;
        var map = question.contains("# shards: 1") ? Shop.map(1) : Shop.MAP;
        return question + "\n----\n" + PlanPrinter.print(Shop.plan(sql, map, catalog), map);
    }
}
