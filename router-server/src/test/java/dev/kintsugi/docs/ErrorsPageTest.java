package dev.kintsugi.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.error.SqlState;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// errors.md against the codes that the router can raise.
class ErrorsPageTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([0-9A-Z]{5})` \\| `([A-Z_]+)` \\| (.+) \\|$");
    private static final String UNUSED = "not raised by the router today";
    private static final String PAGE = Repository.read("docs/reference/errors.md");

    @Test
    void listsEveryCodeOnceInOrderAndNoOther() {
        List<String> listed = ROW.matcher(PAGE)
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();
        List<String> raised = Arrays.stream(SqlState.values())
                .map(state -> state.code() + " " + state.name())
                .sorted()
                .toList();
        assertThat(listed).isEqualTo(raised);
    }

    @Test
    void saysWhichCodesAreNotUsed() {
        String sources = String.join(
                "\n", Repository.mainSources().stream().map(Repository::read).toList());
        ROW.matcher(PAGE).results().forEach(row -> {
            Pattern use = Pattern.compile("SqlState\\." + row.group(2) + "\\b");
            assertThat(use.matcher(sources).find())
                    .as("%s is raised", row.group(2))
                    .isNotEqualTo(row.group(3).equals(UNUSED));
        });
    }
}
