package dev.kintsugi.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// A configuration directory on disk for a test: files that are fine until a test breaks one.
final class ConfigDirectory {
    static final String SETTINGS = """
        [router]
        database = "shop"
        [[shards]]
        name = "s0"
        host = "127.0.0.1"
        port = 5501
        [[shards]]
        name = "s1"
        host = "127.0.0.1"
        port = 5502
        """;
    static final String SHARD_MAP = """
        [groups.customer]
        key = ["bigint"]
        [tables]
        customers = { group = "customer", key = "id" }
        """;
    static final String USERS = """
        [[users]]
        name = "app"
        password = "hush"
        """;

    private final Path path;

    ConfigDirectory(Path path) {
        this.path = path;
        settings(SETTINGS);
        shardMap(SHARD_MAP);
        users(USERS);
    }

    Path path() {
        return path;
    }

    ConfigDirectory settings(String toml) {
        return write(ConfigLoader.SETTINGS_FILE, toml.getBytes(UTF_8));
    }

    ConfigDirectory shardMap(String toml) {
        return write(ConfigLoader.SHARD_MAP_FILE, toml.getBytes(UTF_8));
    }

    ConfigDirectory users(String toml) {
        write(ConfigLoader.USERS_FILE, toml.getBytes(UTF_8));
        return mode(ConfigLoader.USERS_FILE, "rw-------");
    }

    ConfigDirectory write(String file, byte[] bytes) {
        try {
            Files.write(path.resolve(file), bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ConfigDirectory mode(String file, String mode) {
        try {
            Files.setPosixFilePermissions(path.resolve(file), PosixFilePermissions.fromString(mode));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RouterConfig load() throws ConfigException {
        return ConfigLoader.load(path);
    }

    /// None if the configuration is accepted.
    ImmutableList<ConfigProblem> problems() {
        try {
            load();
            return ImmutableList.of();
        } catch (ConfigException e) {
            return e.problems();
        }
    }

    /// The problems without their hints: `file:line:column: message`.
    List<String> messages() {
        return problems().stream()
                .map(problem -> {
                    String text = problem.toString();
                    return text.substring(
                            0,
                            text.length() - " (hint: ".length() - problem.hint().length() - 1);
                })
                .toList();
    }
}
