package dev.kintsugi.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The files of the repository, as they lie on disk.
final class SourceTree {
    private static final Set<String> NOT_OURS = Set.of("target", ".git", ".idea", "node_modules");

    private SourceTree() {}

    static Path root() {
        return Path.of(System.getProperty("kintsugi.root", ".."))
                .toAbsolutePath()
                .normalize();
    }

    /// All files whose name ends so, outside build directories, in a stable order.
    static List<Path> files(String suffix) {
        try (Stream<Path> all = Files.walk(root())) {
            return all.filter(path -> path.toString().endsWith(suffix) && Files.isRegularFile(path))
                    .filter(path -> Stream.iterate(path, Path::getParent)
                            .takeWhile(parent -> !parent.equals(root()))
                            .noneMatch(
                                    part -> NOT_OURS.contains(part.getFileName().toString())))
                    .sorted()
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static String relative(Path file) {
        return root().relativize(file).toString();
    }
}
