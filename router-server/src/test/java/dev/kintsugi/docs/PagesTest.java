package dev.kintsugi.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The decision records, the glossary, and the names of types that prose mentions.
class PagesTest {
    private static final Pattern TYPE =
            Pattern.compile("(?m)^\\s*(?:[a-z-]+ )*(?:class|interface|enum|record) ([A-Z]\\w*)");

    /// A word of two humps in backticks, with a member behind it or not.
    private static final Pattern MENTION = Pattern.compile("`([A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)+)(?:[#.(][^`]*)?`");

    /// Postgres' and libraries' own names.
    private static final Set<String> FOREIGN = Set.of("ByteBuf", "DateStyle", "TimeZone", "ReadyForQuery");

    private static final Pattern DECISION = Pattern.compile("# (\\d{4}) .+\n\nStatus: (accepted|superseded|proposed)");
    private static final List<String> PARTS =
            List.of("## Context", "## Decision", "## Consequences", "## Alternatives");

    @Test
    void everyDecisionHasItsPartsAndItsLineInTheIndex() {
        String index = Repository.read("docs/adr/README.md");
        List<Path> decisions = Repository.files("docs/adr", ".md").stream()
                .filter(file -> !file.endsWith("README.md"))
                .toList();
        assertThat(decisions).hasSizeGreaterThan(10).allSatisfy(file -> {
            String text = Repository.read(file);
            String number = file.getFileName().toString().substring(0, 4);
            assertThat(DECISION.matcher(text).results().map(found -> found.group(1)))
                    .containsExactly(number);
            assertThat(PARTS).allSatisfy(part -> assertThat(text).contains("\n" + part + "\n"));
            String title = text.lines().findFirst().orElseThrow().substring(2);
            assertThat(index).contains("[%s](%s)".formatted(title, file.getFileName()));
            assertThat(text.lines().count()).as("lines").isLessThan(60);
        });
    }

    @Test
    void theGlossaryIsSorted() {
        List<String> words = Pattern.compile("(?m)^\\| \\*\\*(.+?)\\*\\* \\|")
                .matcher(Repository.read("docs/reference/glossary.md"))
                .results()
                .map(row -> row.group(1).toLowerCase(Locale.ROOT))
                .toList();
        assertThat(words).hasSizeGreaterThan(30).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void typesThatProseMentionsExist() {
        Set<String> types = Stream.concat(
                        Repository.mainSources().stream(),
                        Repository.files("router-server/src/test/java", ".java").stream())
                .flatMap(source -> TYPE.matcher(Repository.read(source)).results())
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
        Set<String> unknown = new TreeSet<>();
        for (Path page : prose()) {
            MENTION.matcher(Repository.read(page))
                    .results()
                    .map(found -> found.group(1))
                    .filter(name -> !types.contains(name) && !FOREIGN.contains(name))
                    .forEach(name -> unknown.add(page.getFileName() + ": " + name));
        }
        assertThat(unknown).isEmpty();
    }

    private static ImmutableList<Path> prose() {
        return ImmutableList.<Path>builder()
                .add(Repository.file("ARCHITECTURE.md"), Repository.file("CONTRIBUTING.md"))
                .addAll(Repository.files("docs/adr", ".md"))
                .addAll(Repository.files("docs/explanation", ".md"))
                .build();
    }

    @Test
    void theArchitectureListsEveryPackage() {
        String page = Repository.read("ARCHITECTURE.md");
        assertThat(Repository.mainSources().stream()
                        .map(Path::toString)
                        .filter(file -> file.endsWith("/package-info.java"))
                        .map(file -> file.replaceAll(".*/dev/kintsugi/|/package-info.java", ""))
                        .map(name -> "`" + name.replace('/', '.') + "`"))
                .hasSizeGreaterThan(10)
                .allSatisfy(name -> assertThat(page).contains(name));
    }
}
