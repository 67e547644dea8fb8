package dev.kintsugi.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Every dependency has its reason written down.
class DependencyReasonsTest {
    private static final Pattern DEPENDENCY = Pattern.compile(
            "<(dependency|path)>\\s*<groupId>[^<]+</groupId>\\s*<artifactId>([^<]+)</artifactId>", Pattern.DOTALL);

    @Test
    void everyDependencyHasALineOfReason() {
        String page = SourceTree.read(SourceTree.root().resolve("docs/dependencies.md"));
        Set<String> found = new TreeSet<>();
        for (Path pom : SourceTree.files("pom.xml")) {
            DEPENDENCY
                    .matcher(SourceTree.read(pom))
                    .results()
                    .map(match -> match.group(2))
                    .forEach(found::add);
        }
        assertThat(found).hasSizeGreaterThan(20);
        assertThat(found).allSatisfy(artifact -> assertThat(page).contains("`" + artifact + "`"));
    }
}
