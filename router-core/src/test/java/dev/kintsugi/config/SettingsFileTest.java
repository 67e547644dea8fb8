package dev.kintsugi.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Mistakes in `kintsugi.toml`.
class SettingsFileTest {
    @TempDir
    Path path;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[listen] | port = -1 | [listen] port is out of range: -1",
                "[listen] | port = 65536 | [listen] port is out of range: 65536",
                "[listen] | port = true | [listen] port must be a whole number from 0 to 65535, not true or false",
                "[listen] | host = '*' | [listen] host is not a host: \"*\"",
                "[listen] | host = '' | [listen] host is empty",
                "[listen] | host = '/tmp' | [listen] host is not a host: \"/tmp\"",
                "[listen] | host = 1.5 | [listen] host must be a string, not a decimal number",
                "[listen] | host = \"a\\u0000\" | [listen] host contains a NUL character",
                "[pool] | size = 0 | [pool] size is out of range: 0",
                "[pool] | connect_timeout = '5' | [pool] connect_timeout is not a duration: \"5\"",
                "[pool] | connect_timeout = '5m' | [pool] connect_timeout is not a duration: \"5m\"",
                "[pool] | connect_timeout = '-5s' | [pool] connect_timeout is not a duration: \"-5s\"",
                "[pool] | connect_timeout = '0s' | [pool] connect_timeout is out of range: \"0s\"",
                "[pool] | connect_timeout = '25h' | [pool] connect_timeout is out of range: \"25h\"",
                "[pool] | wait_timeout = '999999999999d' | [pool] wait_timeout is out of range: \"999999999999d\"",
                "[pool] | wait_timeout = 10:00:00 | [pool] wait_timeout must be a string, not a date or time",
                "[limits] | max_message = '64MB' | [limits] max_message is not a size: \"64MB\"",
                "[limits] | max_message = '2GiB' | [limits] max_message is out of range: \"2GiB\"",
                "[limits] | max_message = '99999999TiB' | [limits] max_message is out of range: \"99999999TiB\"",
                "[limits] | plan_cache = 5 | [limits] plan_cache must be a string, not a whole number",
                "[pool] | size = [] | [pool] size must be a whole number from 1 to 10000, not a list",
            })
    void aValueThatDoesNotFit(String table, String line, String message) {
        ConfigDirectory directory =
                new ConfigDirectory(path).settings(table + "\n" + line + "\n" + ConfigDirectory.SETTINGS);

        int column = line.indexOf('=') + 3;
        assertThat(directory.messages()).containsExactly("kintsugi.toml:2:" + column + ": " + message);
    }

    @Test
    void whatIsRequired() {
        ConfigDirectory directory = new ConfigDirectory(path).settings("[router]\nworkers = 1\n[[shards]]\n");

        assertThat(directory.messages())
                .containsExactly(
                        "kintsugi.toml:1:1: [router] has no \"database\"",
                        "kintsugi.toml:3:1: [[shards]] has no \"host\"",
                        "kintsugi.toml:3:1: [[shards]] has no \"name\"",
                        "kintsugi.toml:3:1: [[shards]] has no \"port\"");
        assertThat(directory.settings("[pool]\n").messages())
                .containsExactly(
                        "kintsugi.toml:1:1: the table [router] is missing", "kintsugi.toml:1:1: there are no shards");
    }

    @Test
    void tablesOfTheWrongForm() {
        ConfigDirectory directory = new ConfigDirectory(path)
                .settings("listen = 5\nshards = { name = \"s0\" }\n[router]\ndatabase = \"d\"\n");

        assertThat(directory.messages())
                .containsExactly(
                        "kintsugi.toml:1:10: [listen] must be a table, not a whole number",
                        "kintsugi.toml:2:10: shards must be a list of tables, not a table");
        assertThat(directory
                        .settings("shards = [1]\n[router]\ndatabase = \"d\"\n")
                        .messages())
                .containsExactly("kintsugi.toml:1:11: shards must be a list of tables, not a whole number");
    }

    @Test
    void aDatabaseOfTwoShards() {
        ConfigDirectory directory = new ConfigDirectory(path).settings("""
            [router]
            database = "shop"
            [[shards]]
            name = "s0"
            host = "db"
            port = 5501
            [[shards]]
            name = "s1"
            host = "DB"
            port = 5501
            database = "shop"
            """);

        assertThat(directory.messages())
                .containsExactly("kintsugi.toml:7:1: shard \"s1\" is the same database as shard \"s0\"");
    }

    @Test
    void namesThatCannotBe() {
        ConfigDirectory directory = new ConfigDirectory(path)
                .settings(ConfigDirectory.SETTINGS
                        .replace("\"shop\"", "\"pgbouncer\"")
                        .replace("\"s1\"", "\"s 1\"")
                        .concat("user = \"%s\"\n".formatted("é".repeat(32))));

        assertThat(directory.messages())
                .containsExactly(
                        "kintsugi.toml:2:12: the database cannot be named \"pgbouncer\": that is the admin database",
                        "kintsugi.toml:8:8: not a shard name: \"s 1\"",
                        "kintsugi.toml:11:8: the user name is longer than 63 bytes: \"" + "é".repeat(32) + "\"");
    }

    @Test
    void aPasswordInAFileThatAnyoneCanRead() {
        ConfigDirectory directory = new ConfigDirectory(path)
                .settings(ConfigDirectory.SETTINGS + "password = \"canary\"\n")
                .mode("kintsugi.toml", "rw-r--r--");

        assertThat(directory.problems())
                .containsExactly(new ConfigProblem(
                        "kintsugi.toml",
                        11,
                        12,
                        "holds secrets, but every user of this machine can read it",
                        "run: chmod 600 " + path.resolve("kintsugi.toml")));
        assertThat(directory.mode("kintsugi.toml", "rw-r-----").problems()).isEmpty();
    }
}
