package dev.kintsugi.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a refused configuration is told: problems of the files as such, and all at once.
class ConfigProblemsTest {
    @TempDir
    Path path;

    private ConfigDirectory directory;

    @BeforeEach
    void create() {
        directory = new ConfigDirectory(path);
    }

    @Test
    void theExamplesOfTheTestsAreFine() {
        assertThat(directory.problems()).isEmpty();
    }

    @Test
    void tenMistakesAreTenProblems() {
        directory.settings("""
            [listen]
            hots = "127.0.0.1"
            port = 70000
            [router]
            database = "shop"
            [pool]
            wait_timeout = "5x"
            [[shards]]
            name = "s0"
            host = "127.0.0.1"
            port = "5501"
            [[shards]]
            name = "s0"
            host = "127.0.0.1"
            port = 5502
            """).shardMap("""
                [groups.customer]
                key = ["bigit"]
                [groups.region]
                key = ["date"]
                  slots = { s0 = ["0-4000"] }
                [tables]
                a = { group = "regoin", key = "id" }
                b = { group = "region", reference = true }
                """).users("""
                    [[users]]
                    name = "app"
                    """);

        assertThat(directory.messages())
                .containsExactly(
                        "kintsugi.toml:2:1: unknown key \"hots\" in [listen]",
                        "kintsugi.toml:3:8: [listen] port is out of range: 70000",
                        "kintsugi.toml:7:16: [pool] wait_timeout is not a duration: \"5x\"",
                        "kintsugi.toml:11:8: [[shards]] port must be a whole number from 1 to 65535, not a string",
                        "kintsugi.toml:12:1: a second shard with the name \"s0\"",
                        "shardmap.toml:2:8: \"bigit\" cannot be the type of a sharding key",
                        "shardmap.toml:5:3: no shard owns slots 4001-4095",
                        "shardmap.toml:7:15: unknown group \"regoin\"",
                        "shardmap.toml:8:1: table \"b\" has \"group\" and \"reference\"",
                        "users.toml:1:1: [[users]] has neither \"password\" nor \"auth\"");
        assertThat(directory.problems())
                .extracting(ConfigProblem::hint)
                .doesNotContain("")
                .contains("did you mean \"host\"?", "did you mean \"bigint\"?", "did you mean \"region\"?")
                .contains("rename it; the first is in line 8");
    }

    @Test
    void problemsPrintAsOneLineEach() {
        directory
                .settings("[router]\ndatabase = 5\n" + shardsOf(ConfigDirectory.SETTINGS))
                .users("");

        assertThat(catchThrowable(directory::load))
                .isInstanceOf(ConfigException.class)
                .hasMessage("kintsugi.toml:2:12: [router] database must be a string, not a whole number"
                        + " (hint: put it in double quotes)\n"
                        + "users.toml: the file is empty"
                        + " (hint: docs/reference/configuration.md shows the form of the file)");
    }

    private static String shardsOf(String settings) {
        return settings.substring(settings.indexOf("[[shards]]"));
    }

    @Test
    void missingFiles() throws IOException {
        for (String file : List.of("kintsugi.toml", "shardmap.toml", "users.toml")) {
            Files.delete(path.resolve(file));
        }

        assertThat(directory.messages())
                .containsExactly(
                        "kintsugi.toml: the file is missing",
                        "shardmap.toml: the file is missing",
                        "users.toml: the file is missing");
    }

    @Test
    void emptyFiles() {
        directory.settings("").shardMap("\n\n# nothing\n").users(" ");

        assertThat(directory.messages())
                .containsExactly(
                        "kintsugi.toml: the file is empty",
                        "shardmap.toml: the file is empty",
                        "users.toml: the file is empty");
    }

    @Test
    void aDirectoryInPlaceOfAFile() throws IOException {
        Files.delete(path.resolve("users.toml"));
        Files.createDirectory(path.resolve("users.toml"));
        directory.mode("users.toml", "rwx------");

        assertThat(directory.messages()).containsExactly("users.toml: is not a regular file");
    }

    @Test
    void aFileThatIsTooLong() {
        directory.write("shardmap.toml", "#".repeat((16 << 20) + 1).getBytes(StandardCharsets.UTF_8));

        assertThat(directory.messages()).containsExactly("shardmap.toml: is longer than 16MiB");
    }

    @Test
    void bytesThatAreNotUtf8() {
        directory.write("shardmap.toml", "[tables]\n\"caf\u00e9\" = 1\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(directory.messages()).containsExactly("shardmap.toml:2:5: is not valid UTF-8");
    }

    @Test
    void syntaxErrorsAreAllReportedAndHideWhatFollowsFromThem() {
        directory.settings("""
            [router
            database = "shop"
            [pool]
            size = many
            wait_timeout = 5
            """).shardMap("""
                [tables]
                a = { single = "s0" }
                a = { reference = true }
                """);

        assertThat(directory.messages())
                .containsExactly(
                        "kintsugi.toml:1:8: unexpected end of line, expected ]",
                        "kintsugi.toml:4:8: unexpected 'm', expected a value",
                        "kintsugi.toml:5:16: [pool] wait_timeout must be a string, not a whole number",
                        "shardmap.toml:3:1: a previously defined at line 2, column 1");
    }

    @Test
    void syntaxErrorsShowNoPieceOfAPassword() {
        directory
                .settings(ConfigDirectory.SETTINGS + "password = \"ab\" canary\n")
                .users("""
                    [[users]]
                    name = "app"
                    password = "it"canary
                    [[users]]
                    name = "b"
                    password = 'it's canary'
                    """);

        assertThat(directory.messages())
                .containsExactly(
                        "kintsugi.toml:11:17: unexpected '…', expected a newline or end-of-input",
                        "users.toml:3:16: unexpected '…', expected a newline or end-of-input",
                        "users.toml:6:16: unexpected '…', expected a newline or end-of-input");
        assertThat(directory.problems().toString()).doesNotContain("canary");
    }

    @Test
    void namesFromTheFilesAreEscapedAndCut() {
        directory.shardMap("\"a\\u001b[2J\\n\" = 1\n" + "b".repeat(100) + " = 1\n[tables]\n");

        assertThat(directory.messages())
                .containsExactly(
                        "shardmap.toml:1:1: unknown key \"a\\u001b[2J\\u000a\"",
                        "shardmap.toml:2:1: unknown key \"" + "b".repeat(60) + "…\"");
    }

    @Test
    void whatMakesTheParserFailIsAProblemOfTheLinesBefore() {
        directory.shardMap("""
            [groups.g]
            key = ["date"]
            function = "range"
            ranges = [ { to = "2024-01-01", shard = "s0" }, { from = "2024-01-01", shard = "s1" , ]
            [groups.h]
            key = ["text"]
            [tables]
            """);

        assertThat(directory.messages())
                .containsExactly(
                        "shardmap.toml:4:87: unexpected ']', expected a key, }, or a newline",
                        "shardmap.toml:5:1: unexpected end of input, expected };"
                                + " the inline table opened at line 4, column 49 is unclosed");
    }
}
