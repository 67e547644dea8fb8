package dev.kintsugi.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// sql-support.md against every refusal in the sources.
class SqlSupportPageTest {
    private static final String PAGE =
            Repository.read("docs/reference/sql-support.md").replace("`", "");
    private static final String PLAN_ERRORS = "router-core/src/main/java/dev/kintsugi/plan/PlanErrors.java";

    /// A factory: its name, and what it passes on before the hint.
    private static final Pattern FACTORY = Pattern.compile("static PgError (\\w+)\\((.*?)\\n    }", Pattern.DOTALL);

    /// A construct that is named where it is refused.
    private static final Pattern NAMED =
            Pattern.compile("(?:(?:construct|aggregate|unsupported|unstableReference)\\(\\s*|refuseIf\\([^;]*?,\\s*)"
                    + "\"((?:[^\"\\\\]|\\\\.)+)\"");

    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)+)\"");

    /// Files whose constructs are parts of one message, which the page shows with a gap.
    private static final Set<String> PARTS_OF_A_MESSAGE =
            Set.of("CopyOptions.java", "BigintValue.java", "Accumulators.java");

    @Test
    void hasTheWordsOfEveryFactoryOfThePlanner() {
        Set<String> missing = new TreeSet<>();
        var factories = FACTORY.matcher(Repository.read(PLAN_ERRORS)).results().toList();
        assertThat(factories).hasSizeGreaterThan(30);
        for (MatchResult factory : factories) {
            String message = factory.group(2).split("withHint|withDetail", 2)[0];
            LITERAL.matcher(message)
                    .results()
                    .findFirst()
                    .map(literal -> literal.group(1).replace("\\\"", "\"").strip())
                    .filter(words -> words.length() > 3 && !PAGE.contains(words))
                    .ifPresent(words -> missing.add(factory.group(1) + ": " + words));
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void namesEveryConstructThatIsRefused() {
        Set<String> named = new TreeSet<>();
        for (Path source : Repository.mainSources()) {
            if (!PARTS_OF_A_MESSAGE.contains(source.getFileName().toString())) {
                NAMED.matcher(Repository.read(source))
                        .results()
                        .map(found -> found.group(1).replace("\\\"", "\"").strip())
                        .forEach(named::add);
            }
        }
        assertThat(named)
                .hasSizeGreaterThan(50)
                .allSatisfy(construct ->
                        assertThat(PAGE.contains(construct)).as(construct).isTrue());
    }

    @Test
    void namesEveryFunctionThatLeavesStateBehind() {
        String guard = Repository.read("router-server/src/main/java/dev/kintsugi/execute/SessionStateGuard.java");
        Stream<String> functions = Pattern.compile("\\.put\\(\"(\\w+)\"")
                .matcher(guard)
                .results()
                .map(found -> found.group(1))
                .filter(name -> !name.contains("advisory"));
        assertThat(functions).isNotEmpty().allSatisfy(name -> assertThat(PAGE).contains(name + "()"));
    }
}
