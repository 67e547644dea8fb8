package dev.kintsugi.docs;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Reads pages and sources of the repository by their path in it.
final class Repository {
    private static final Path ROOT =
            Path.of(System.getProperty("kintsugi.root", "..")).toAbsolutePath().normalize();

    private Repository() {}

    static Path file(String path) {
        return ROOT.resolve(path);
    }

    static String read(String path) {
        return read(file(path));
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// The files below `directory` whose name ends with `suffix`, in a stable order.
    static ImmutableList<Path> files(String directory, String suffix) {
        try (Stream<Path> all = Files.walk(ROOT.resolve(directory))) {
            return all.filter(path -> path.toString().endsWith(suffix) && Files.isRegularFile(path))
                    .sorted()
                    .collect(ImmutableList.toImmutableList());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// The main sources of all modules.
    static ImmutableList<Path> mainSources() {
        return Stream.of("router-core", "router-merge", "router-server")
                .flatMap(module -> files(module + "/src/main/java", ".java").stream())
                .collect(ImmutableList.toImmutableList());
    }
}
