package dev.kintsugi.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Golden shapes: `src/test/resources/shapes/*.shape`, rewritten with `-Dgolden.update=true`.
class SqlAnalyzerTest {
    private static final Path FOLDER = Path.of("src/test/resources/shapes");

    /// `# why`, then SQL, then `----`, then the printed shape; blocks are parted by a blank line behind the shape.
    record Block(String why, String sql, String shape) {}

    @TestFactory
    Stream<DynamicTest> goldenShapes() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files.sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
        }
    }

    private static void check(Path file) throws IOException {
        var expected = Files.readString(file);
        var actual = new StringBuilder();
        for (var block : blocks(expected)) {
            actual.append(block.why()).append(block.sql()).append("\n----\n");
            actual.append(printed(block.sql())).append('\n');
        }
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, actual);
        } else {
            assertThat(actual.toString()).isEqualTo(expected);
        }
    }

    private static String printed(String sql) {
        var tokens = TokenList.scan(sql.getBytes(StandardCharsets.UTF_8), true);
        return ShapePrinter.print(tokens, SqlAnalyzer.analyze(tokens).shape());
    }

    static List<Block> blocks(String text) {
        var blocks = new ArrayList<Block>();
        for (var part : text.split("(?m)^(?=#)")) {
            if (part.isBlank()) {
                continue;
            }
            int endOfWhy = part.indexOf('\n') + 1;
            int separator = part.indexOf("\n----\n");
            int endOfSql = separator < 0 ? part.stripTrailing().length() : separator;
            var shape = separator < 0 ? "" : part.substring(separator + 6);
            blocks.add(new Block(part.substring(0, endOfWhy), part.substring(endOfWhy, endOfSql), shape));
        }
        return blocks;
    }
}
