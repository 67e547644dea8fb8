package dev.kintsugi.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Mistakes in `shardmap.toml`.
class ShardMapFileTest {
    @TempDir
    Path path;

    private List<String> messages(String shardMap) {
        return new ConfigDirectory(path).shardMap(shardMap).messages();
    }

    @Test
    void tablesAreRequired() {
        assertThat(messages("epoch = 0\n"))
                .containsExactly(
                        "shardmap.toml:1:1: the table [tables] is missing",
                        "shardmap.toml:1:9: epoch is out of range: 0");
        assertThat(messages("[tables]\n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "key = 'bigint(8)' | 1:7: \"bigint(8)\" cannot be the type of a sharding key",
                "key = [] | 1:7: [groups.g] key is an empty list",
                "key = ['int4', 5] | 1:16: [groups.g] key must be a string, not a whole number",
                "function = 'hash' | 0:1: [groups.g] has no \"key\"",
            })
    void keysOfAGroup(String line, String problem) {
        int colon = problem.indexOf(':');
        int lineNumber = Integer.parseInt(problem.substring(0, colon)) + 2;
        assertThat(messages("[tables]\n[groups.g]\n" + line + "\n"))
                .containsExactly("shardmap.toml:" + lineNumber + problem.substring(colon));
    }

    @Test
    void functionsAndTheirKeys() {
        assertThat(messages("""
            [tables]
            [groups.a]
            key = "text"
            function = "modulo"
            [groups.b]
            key = "text"
            function = "range"
            slots = { s0 = ["0-4095"] }
            [groups.c]
            key = "text"
            default = "s0"
            [groups.d]
            key = ["text", "text"]
            function = "list"
            values = {}
            """))
                .containsExactly(
                        "shardmap.toml:4:12: unknown sharding function \"modulo\"",
                        "shardmap.toml:5:1: [groups.b] has no \"ranges\"",
                        "shardmap.toml:8:1: [groups.b] has \"slots\", but its function is \"range\"",
                        "shardmap.toml:11:1: [groups.c] has \"default\", but its function is \"hash\"",
                        "shardmap.toml:13:1: a list function has one key column, not 2");
    }

    @Test
    void slots() {
        assertThat(messages("""
            [tables]
            [groups.a]
            key = "text"
            [groups.a.slots]
            s0 = ["0-9", "11"]
            s1 = ["5-4090"]
            s2 = ["4092"]
            [groups.b]
            key = "text"
            slots = { s0 = ["x", "4096", "9-8", 1.5], s1 = "0-4095" }
            """))
                .containsExactly(
                        "shardmap.toml:4:1: no shard owns slots 4091, 4093-4095",
                        "shardmap.toml:6:7: slots 5-9, 11 already given to \"s0\"",
                        "shardmap.toml:7:1: unknown shard \"s2\"",
                        "shardmap.toml:10:17: not a slot or a range of slots: \"x\"",
                        "shardmap.toml:10:22: not a slot or a range of slots: \"4096\"",
                        "shardmap.toml:10:30: not a slot or a range of slots: \"9-8\"",
                        "shardmap.toml:10:37: not a slot or a range of slots: a decimal number",
                        "shardmap.toml:10:48: [groups.b] slots s1 must be a list, not a string");
    }

    @Test
    void ranges() {
        assertThat(messages("""
            [tables]
            [groups.a]
            key = "date"
            function = "range"
            ranges = [
              { from = "2024-02-01", shard = "s9" },
              { to = "2024-02-02", shard = "s0" },
              { from = "2024-01-01", to = "2024-01-01", shard = "s0" },
              { from = "soon", shard = "s0" },
              { from = 5.5 },
              { form = 1, shard = "s0", to = "2023-01-01" },
            ]
            [groups.b]
            key = "int"
            function = "range"
            ranges = [ { from = 1, to = 100, shard = "s0" }, { from = 5, to = 6, shard = "s1" },
              { from = 99, shard = "s1" } ]
            """))
                .containsExactly(
                        "shardmap.toml:6:34: unknown shard \"s9\"",
                        "shardmap.toml:7:3: the range overlaps the one in line 6 column 3",
                        "shardmap.toml:8:3: the range is empty: \"from\" is not less than \"to\"",
                        "shardmap.toml:9:12: \"soon\" is not a value of type date",
                        "shardmap.toml:10:3: [[ranges]] has no \"shard\"",
                        "shardmap.toml:10:12: a key value cannot be a decimal number",
                        "shardmap.toml:11:3: the range overlaps the one in line 7 column 3",
                        "shardmap.toml:11:5: unknown key \"form\" in [[ranges]]",
                        "shardmap.toml:16:50: the range overlaps the one in line 16 column 12",
                        "shardmap.toml:17:3: the range overlaps the one in line 16 column 12");
    }

    @Test
    void lists() {
        assertThat(messages("""
            [tables]
            [groups.a]
            key = "numeric"
            function = "list"
            values = { s0 = ["1.0"], s1 = ["1.00", "x", 2024-01-01], s9 = ["3"] }
            default = "s8"
            [groups.b]
            key = "text"
            function = "list"
            values = { s0 = [5, "a", "a"] }
            """))
                .containsExactly(
                        "shardmap.toml:5:32: the value \"1.00\" is listed twice",
                        "shardmap.toml:5:40: \"x\" is not a value of type numeric",
                        "shardmap.toml:5:45: \"2024-01-01\" is not a value of type numeric",
                        "shardmap.toml:5:58: unknown shard \"s9\"",
                        "shardmap.toml:6:11: unknown shard \"s8\"",
                        "shardmap.toml:10:18: \"5\" is not a value of type text",
                        "shardmap.toml:10:26: the value \"a\" is listed twice");
    }

    @Test
    void tables() {
        assertThat(messages("""
            [groups.g]
            key = ["bigint", "text"]
            [tables]
            a = { group = "g", key = "id" }
            b = { group = "g" }
            c = { reference = false }
            d = { single = "S1" }
            e = {}
            f = 5
            h = { single = "s0", key = "id" }
            "public.h" = { reference = true }
            "x.y.z" = { reference = true }
            "pg_catalog.pg_class" = { reference = true }
            sales.orders = { reference = true }
            i = { group = "g", key = ["id", "id"] }
            "%s" = { reference = true }
            j = { refrence = true }
            """.formatted("t".repeat(64))))
                .containsExactly(
                        "shardmap.toml:4:20: table \"a\" has 1 column in its key, its group \"g\" has 2 columns",
                        "shardmap.toml:5:1: table \"b\" has no \"key\"",
                        "shardmap.toml:6:19: table \"c\" reference can only be true",
                        "shardmap.toml:7:16: unknown shard \"S1\"",
                        "shardmap.toml:8:1: table \"e\" has no group, reference or single",
                        "shardmap.toml:9:5: table \"f\" must be a table, not a whole number",
                        "shardmap.toml:10:22: table \"h\" has a \"key\", but is not in a group",
                        "shardmap.toml:11:1: the table public.h is there twice",
                        "shardmap.toml:12:1: not a table name: \"x.y.z\"",
                        "shardmap.toml:13:1: a system table has no place in the shard map: \"pg_catalog.pg_class\"",
                        "shardmap.toml:14:1: a table name with a schema stands in quotes",
                        "shardmap.toml:15:27: a column is in the key twice",
                        "shardmap.toml:16:1: the table name is longer than 63 bytes: \"" + "t".repeat(60) + "…\"",
                        "shardmap.toml:17:1: table \"j\" has no group, reference or single",
                        "shardmap.toml:17:7: unknown key \"refrence\" in table \"j\"");
    }

    @Test
    void aTableIsNotBlamedForItsGroupsMistakes() {
        assertThat(messages("[groups.g]\nkey = \"geometry\"\n[tables]\na = { group = \"g\", key = [\"a\", \"b\"] }\n"))
                .containsExactly("shardmap.toml:2:7: \"geometry\" cannot be the type of a sharding key");
    }

    @Test
    void aShardIsNotUnknownWhileTheShardsAre() {
        ConfigDirectory directory = new ConfigDirectory(path)
                .settings("[router]\ndatabase = \"shop\"\n[[shards]]\nhost = \"h\"\nport = 1\n")
                .shardMap("[tables]\na = { single = \"s0\" }\n");

        assertThat(directory.messages()).containsExactly("kintsugi.toml:3:1: [[shards]] has no \"name\"");
    }
}
