package dev.kintsugi.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.catalog.Catalog;
import dev.kintsugi.config.ConfigLoader;
import dev.kintsugi.config.RouterConfig;
import dev.kintsugi.plan.PlanPrinter;
import dev.kintsugi.plan.Planner;
import dev.kintsugi.sql.TokenList;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The tutorial's files are loaded, and its plans are the planner's.
class TutorialTest {
    private static final String PAGE = Repository.read("docs/tutorial/first-cluster.md");
    private static final Pattern TOML = Pattern.compile("(?s)```toml\n(.*?)```");
    private static final Pattern PLAN =
            Pattern.compile("(?s)\\$ \\./kintsugi plan --config conf '([^']+)'\n(.*?)(?=\\$ |```)");

    @Test
    void itsConfigurationGivesItsPlans(@TempDir Path conf) throws Exception {
        List<String> files =
                TOML.matcher(PAGE).results().map(found -> found.group(1)).toList();
        assertThat(files).hasSize(3);
        write(conf.resolve(ConfigLoader.SETTINGS_FILE), files.get(0));
        write(conf.resolve("shardmap.toml"), files.get(1));
        write(conf.resolve("users.toml"), files.get(2));
        RouterConfig config = ConfigLoader.load(conf);
        Planner planner = new Planner(config.shardMap(), Catalog.EMPTY, ImmutableList.of("public"));
        var plans = PLAN.matcher(PAGE).results().toList();
        assertThat(plans).hasSizeGreaterThan(2).allSatisfy(shown -> {
            byte[] sql = shown.group(1).getBytes(StandardCharsets.UTF_8);
            var plan = planner.plan(TokenList.scan(sql, true));
            assertThat(shown.group(2)).isEqualTo(PlanPrinter.print(plan, config.shardMap()));
        });
    }

    private static void write(Path file, String text) throws Exception {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }
}
