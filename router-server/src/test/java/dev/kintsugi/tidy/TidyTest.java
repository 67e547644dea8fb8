package dev.kintsugi.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The rules of the source tree that no compiler knows.
class TidyTest {
    private static final int MOST_LINES = 500;
    private static final int MOST_COLUMNS = 120;

    /// Which packages the main code of a package may import; `merge` covers `merge.compare` and the like.
    private static final ImmutableMap<String, ImmutableSet<String>> MAY_USE =
            ImmutableMap.<String, ImmutableSet<String>>builder()
                    .put("error", ImmutableSet.of())
                    .put("value", ImmutableSet.of("error"))
                    .put("shard", ImmutableSet.of("value", "error"))
                    .put("config", ImmutableSet.of("shard", "value", "error"))
                    .put("catalog", ImmutableSet.of("shard", "value", "error"))
                    .put("sql", ImmutableSet.of("shard", "value", "error", "catalog"))
                    .put("plan", ImmutableSet.of("sql", "shard", "catalog", "config", "value", "error"))
                    .put("copy", ImmutableSet.of("shard", "value", "error"))
                    .put("merge", ImmutableSet.of("plan", "sql", "value", "error"))
                    .put("wire", ImmutableSet.of("value", "error", "merge"))
                    .put("auth", ImmutableSet.of("wire", "config", "value", "error"))
                    .put("tls", ImmutableSet.of("auth", "config", "error"))
                    .put("metrics", ImmutableSet.of("value", "error"))
                    .put(
                            "backend",
                            ImmutableSet.of(
                                    "wire", "auth", "tls", "metrics", "merge", "plan", "shard", "config", "catalog",
                                    "value", "error"))
                    .put(
                            "execute",
                            ImmutableSet.of(
                                    "copy", "backend", "wire", "metrics", "merge", "plan", "sql", "shard", "catalog",
                                    "config", "value", "error"))
                    .put(
                            "frontend",
                            ImmutableSet.of(
                                    "execute", "backend", "auth", "tls", "admin", "metrics", "wire", "merge", "plan",
                                    "sql", "shard", "catalog", "config", "value", "error"))
                    .put(
                            "admin",
                            ImmutableSet.of(
                                    "execute", "backend", "metrics", "wire", "merge", "plan", "sql", "shard", "catalog",
                                    "config", "value", "error"))
                    .put("demo", ImmutableSet.of("shard", "value", "error"))
                    .put(
                            "server",
                            ImmutableSet.of(
                                    "demo",
                                    "frontend",
                                    "admin",
                                    "execute",
                                    "backend",
                                    "auth",
                                    "tls",
                                    "metrics",
                                    "wire",
                                    "merge",
                                    "plan",
                                    "sql",
                                    "shard",
                                    "catalog",
                                    "config",
                                    "value",
                                    "error"))
                    .build();

    /// Libraries that stay behind the packages named; everything that is not listed is free.
    private static final ImmutableMap<String, ImmutableSet<String>> CONFINED = ImmutableMap.of(
            "net.sf.jsqlparser", ImmutableSet.of("sql"),
            "com.github.benmanes.caffeine", ImmutableSet.of("plan"),
            "io.netty.buffer", ImmutableSet.of("wire", "backend", "execute", "frontend", "tls"),
            "org.tomlj", ImmutableSet.of("config"),
            "picocli", ImmutableSet.of("server", "demo"),
            "org.apache.commons.compress", ImmutableSet.of("demo"));

    /// Words that say nothing about what a type is.
    private static final Pattern EMPTY_NAME = Pattern.compile(".*(Manager|Helper|Utils?|Impl|Context|Processor)");

    private static final Pattern TYPE =
            Pattern.compile("(?m)^\\s*(?:[a-z-]+ )*(?:class|interface|enum|record) ([A-Z]\\w*)");
    private static final Pattern LINK = Pattern.compile("(?<!!)\\[[^\\]\\n]*]\\(([^)\\s]+)(?: \"[^\"]*\")?\\)");
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME)\\b");

    private static final List<Source> SOURCES =
            SourceTree.files(".java").stream().map(Source::read).toList();

    private static List<Source> mainSources() {
        return SOURCES.stream().filter(source -> !source.isTest()).toList();
    }

    private static Set<String> filesWhere(List<Source> sources, Predicate<Source> broken) {
        return sources.stream()
                .filter(broken)
                .map(source -> SourceTree.relative(source.file()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void thereAreSourcesToLookAt() {
        assertThat(mainSources()).hasSizeGreaterThan(40);
    }

    @Test
    void packagesUseOnlyWhatTheyMay() {
        Set<String> broken = new TreeSet<>();
        for (Source source : mainSources()) {
            ImmutableSet<String> allowed = MAY_USE.get(source.feature());
            if (allowed == null) {
                broken.add("package %s has no row in the table".formatted(source.packageName()));
                continue;
            }
            for (String name : source.imports()) {
                String used = Source.featureOf(name);
                if (!used.isEmpty() && !used.equals(source.feature()) && !allowed.contains(used)) {
                    broken.add("%s must not use %s".formatted(SourceTree.relative(source.file()), name));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void librariesStayBehindTheirPackage() {
        Set<String> broken = new TreeSet<>();
        for (Source source : mainSources()) {
            CONFINED.forEach((library, packages) -> {
                if (!packages.contains(source.feature()) && source.text().contains(library + ".")) {
                    broken.add("%s must not use %s".formatted(SourceTree.relative(source.file()), library));
                }
            });
        }
        assertThat(broken).isEmpty();
        assertThat(filesWhere(
                        mainSources(),
                        source -> source.text().contains("io.netty.")
                                && !SourceTree.relative(source.file()).startsWith("router-server/")))
                .as("Netty outside router-server")
                .isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsForAndIsNullMarked() {
        Set<String> broken = new TreeSet<>();
        for (Source source : SOURCES) {
            Path described = source.file().resolveSibling("package-info.java");
            if (!Files.exists(described) && source.isTest()) {
                described = Path.of(described.toString().replace("src/test/", "src/main/"));
            }
            if (!Files.exists(described)) {
                broken.add(source.packageName() + " has no package-info.java");
            } else if (!SourceTree.read(described).contains("@NullMarked")
                    || !SourceTree.read(described).startsWith("///")) {
                broken.add(source.packageName() + " lacks a first sentence or @NullMarked");
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void namesSayWhatATypeIs() {
        Set<String> broken = new TreeSet<>();
        for (Source source : SOURCES) {
            TYPE.matcher(source.text())
                    .results()
                    .map(found -> found.group(1))
                    .filter(name -> EMPTY_NAME.matcher(name).matches())
                    .forEach(name -> broken.add(SourceTree.relative(source.file()) + ": " + name));
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void filesAndLinesAreShort() {
        Set<String> broken = new TreeSet<>();
        for (Source source : SOURCES) {
            List<String> lines = source.text().lines().toList();
            if (lines.size() > MOST_LINES) {
                broken.add("%s has %d lines".formatted(SourceTree.relative(source.file()), lines.size()));
            }
            for (int number = 1; number <= lines.size(); number++) {
                String line = lines.get(number - 1);
                if (line.codePointCount(0, line.length()) > MOST_COLUMNS) {
                    broken.add("%s:%d is too long".formatted(SourceTree.relative(source.file()), number));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void nothingIsLeftForLater() {
        assertThat(filesWhere(
                        SOURCES, source -> UNFINISHED.matcher(source.text()).find()))
                .isEmpty();
    }

    @Test
    void testsNeitherSleepNorSkip() {
        List<String> forbidden = List.of("Thread.sleep" + "(", "@Dis" + "abled", "assume" + "True", "assume" + "That");
        assertThat(filesWhere(
                        SOURCES.stream().filter(Source::isTest).toList(),
                        source -> forbidden.stream().anyMatch(source.text()::contains)))
                .isEmpty();
    }

    @Test
    void relativeLinksResolve() {
        List<String> broken = new ArrayList<>();
        for (Path page : SourceTree.files(".md")) {
            LINK.matcher(SourceTree.read(page))
                    .results()
                    .map(found -> found.group(1))
                    .forEach(target -> {
                        String path = target.replaceAll("#.*", "");
                        boolean elsewhere = URI.create(target).getScheme() != null || path.isEmpty();
                        if (!elsewhere && !Files.exists(page.resolveSibling(path))) {
                            broken.add("%s -> %s".formatted(SourceTree.relative(page), target));
                        }
                    });
        }
        assertThat(broken).isEmpty();
    }
}
