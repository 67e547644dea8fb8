package dev.kintsugi.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `unsupported.plan` is the whole list of refusals: every factory of [PlanErrors] is seen there.
final class PlanErrorsTest {
    private static final Pattern FACTORY =
            Pattern.compile("static PgError (\\w+)\\([^)]*\\) \\{(.*?)\\n    }", Pattern.DOTALL);
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    /// They need a long statement, described types or bound values: see LimitsTest, PlannerTest and
    /// SplitInsertTest.
    private static final Set<String> ELSEWHERE =
            Set.of("tooManyTables", "tooDeep", "aggregateType", "typesUnmergeable", "unreadableKey");

    @Test
    void everyRefusalIsShown() throws IOException {
        String source = Files.readString(Path.of("src/main/java/dev/kintsugi/plan/PlanErrors.java"));
        String shown = Files.readString(Path.of("src/test/resources/plans/unsupported.plan"));
        var factories = FACTORY.matcher(source).results().toList();
        assertThat(factories).hasSizeGreaterThan(30);
        assertThat(factories.stream()
                        .filter(factory -> !ELSEWHERE.contains(factory.group(1)))
                        .filter(factory -> !shown.contains(longestPart(factory)))
                        .map(factory -> factory.group(1)))
                .isEmpty();
    }

    private static String longestPart(MatchResult factory) {
        return LITERAL.matcher(factory.group(2))
                .results()
                .map(literal -> literal.group(1).replace("\\\"", "\""))
                .max(Comparator.comparingInt(String::length))
                .orElseThrow();
    }
}
