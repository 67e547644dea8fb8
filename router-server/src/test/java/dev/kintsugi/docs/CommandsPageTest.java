package dev.kintsugi.docs;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.server.KintsugiMain;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// commands.md against the commands themselves.
class CommandsPageTest {
    private static final Pattern SECTION = Pattern.compile("(?ms)^## kintsugi (\\w+)$(.*?)(?=^## |\\z)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(--[a-z]+(?: [A-Z]+)?)` \\|(.*?)\\| .+ \\|$");
    private static final List<String> COMMON = List.of("--help", "--version");
    private static final String PAGE = Repository.read("docs/reference/commands.md");

    @Test
    void listsEveryCommandWithItsOptionsAndDefaults() {
        Map<String, Set<String>> documented = new TreeMap<>();
        SECTION.matcher(PAGE)
                .results()
                .forEach(section -> documented.put(
                        section.group(1),
                        ROW.matcher(section.group(2))
                                .results()
                                .map(row -> row.group(1) + " "
                                        + row.group(2).replace("`", "").strip())
                                .map(String::strip)
                                .collect(toCollection(TreeSet::new))));
        Map<String, Set<String>> actual = new TreeMap<>();
        KintsugiMain.commandLine().getSubcommands().forEach((name, command) -> actual.put(name, options(command)));
        assertThat(documented).isEqualTo(actual);
    }

    private static Set<String> options(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .filter(option -> !COMMON.contains(option.longestName()))
                .map(CommandsPageTest::row)
                .collect(toCollection(TreeSet::new));
    }

    private static String row(OptionSpec option) {
        boolean takesValue = option.arity().max() > 0;
        String value = option.required() ? "required" : takesValue ? option.defaultValueString() : "";
        return (option.longestName() + (takesValue ? " " + option.paramLabel() : "") + " " + value).strip();
    }
}
