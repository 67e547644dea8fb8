package dev.kintsugi.demo;

import com.google.common.hash.Hashing;
import com.google.common.io.Resources;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;

/// The directory that holds `initdb` and `postgres`.
record PostgresBinaries(Path bin) {
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
    private static final Pattern JAR_VERSION = Pattern.compile("linux-amd64-([0-9.]+[0-9])");

    /// Looks at `$KINTSUGI_PG_BIN`, at the archive on the class path (unpacked once into the user's cache), and at
    /// `/usr/lib/postgresql`, in this order.
    ///
    /// @throws IOException when there is none; the message says what to do
    static PostgresBinaries find(Unprivileged unprivileged) throws IOException {
        String chosen = System.getenv("KINTSUGI_PG_BIN");
        if (chosen != null && !chosen.isEmpty()) {
            return named(Path.of(chosen));
        }
        @Nullable URL archive = PostgresBinaries.class.getResource(ARCHIVE);
        if (archive != null && runsHere()) {
            return unpacked(archive, unprivileged);
        }
        return system(Path.of("/usr/lib/postgresql"))
                .orElseThrow(
                        () -> new IOException("no Postgres binaries for %s %s: they are delivered for Linux x86_64; "
                                        .formatted(System.getProperty("os.name"), System.getProperty("os.arch"))
                                + "set KINTSUGI_PG_BIN to the directory of initdb and postgres"));
    }

    private static boolean runsHere() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
    }

    private static PostgresBinaries named(Path bin) throws IOException {
        if (!complete(bin)) {
            throw new IOException("KINTSUGI_PG_BIN=%s holds no initdb and postgres".formatted(bin));
        }
        return new PostgresBinaries(bin);
    }

    private static boolean complete(Path bin) {
        return Files.isExecutable(bin.resolve("initdb")) && Files.isExecutable(bin.resolve("postgres"));
    }

    private static Optional<PostgresBinaries> system(Path versions) throws IOException {
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.list(versions)) {
            return found.filter(version -> complete(version.resolve("bin")))
                    .max(Comparator.comparingInt(PostgresBinaries::majorVersion))
                    .map(version -> new PostgresBinaries(version.resolve("bin")));
        }
    }

    private static int majorVersion(Path directory) {
        String version = directory.getFileName().toString();
        return version.matches("[0-9]{1,4}") ? Integer.parseInt(version) : 0;
    }

    private static PostgresBinaries unpacked(URL archive, Unprivileged unprivileged) throws IOException {
        Matcher version = JAR_VERSION.matcher(archive.toString());
        String sha = Resources.asByteSource(archive).hash(Hashing.sha256()).toString();
        String name = "postgres-%s-%s".formatted(version.find() ? version.group(1) : "bundled", sha.substring(0, 12));
        Path target = cache(unprivileged).resolve(name);
        if (!complete(target.resolve("bin"))) {
            unpack(archive, target);
        }
        return new PostgresBinaries(target.resolve("bin"));
    }

    /// The first cache directory that we can write and that the servers' user can read.
    private static Path cache(Unprivileged unprivileged) throws IOException {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path caches = configured != null && Path.of(configured).isAbsolute()
                ? Path.of(configured)
                : Path.of(System.getProperty("user.home"), ".cache");
        Path own = caches.resolve("kintsugi");
        if (usable(own, unprivileged)) {
            return own;
        }
        int uid = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        Path shared = Path.of(System.getProperty("java.io.tmpdir"), "kintsugi-cache-" + uid);
        // a name that others can foresee: programs are run from it only if nobody else could have put them there
        if (usable(shared, unprivileged)
                && Files.getAttribute(shared, "unix:uid").equals(uid)
                && !Files.getPosixFilePermissions(shared).contains(PosixFilePermission.OTHERS_WRITE)
                && !Files.getPosixFilePermissions(shared).contains(PosixFilePermission.GROUP_WRITE)) {
            return shared;
        }
        throw new IOException(
                "neither %s nor %s can hold the Postgres binaries; set XDG_CACHE_HOME to a directory that can"
                        .formatted(own, shared));
    }

    private static boolean usable(Path directory, Unprivileged unprivileged) {
        try {
            Files.createDirectories(directory);
        } catch (IOException _) {
            return false;
        }
        return Files.isWritable(directory) && unprivileged.canEnter(directory);
    }

    /// Unpacks beside the target and renames, so that two processes can do it at the same time.
    private static void unpack(URL archive, Path target) throws IOException {
        Path partial = Files.createTempDirectory(target.getParent(), ".unpacking-");
        Files.setPosixFilePermissions(partial, permissions(0755));
        try (InputStream stream = archive.openStream();
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(stream)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                write(tar, entry, partial);
            }
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException lost) {
            if (!complete(target.resolve("bin"))) {
                throw lost;
            }
        } finally {
            FileTree.delete(partial);
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path root) throws IOException {
        Path path = root.resolve(entry.getName()).normalize();
        if (!path.startsWith(root)) {
            throw new IOException("archive entry outside the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(path, root.resolve(entry.getLinkName()).normalize());
        } else {
            Files.copy(tar, path);
            // readable by whoever the servers run as
            Files.setPosixFilePermissions(path, permissions(entry.getMode() | 0444));
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        EnumSet<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        List<PosixFilePermission> all = List.of(PosixFilePermission.values()); // owner r, w, x, group …, others …
        for (int bit = 0; bit < all.size(); bit++) {
            if ((mode & (0400 >> bit)) != 0) {
                permissions.add(all.get(bit));
            }
        }
        return permissions;
    }
}
