package dev.kintsugi.config;

import com.google.common.primitives.Ints;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseOptions;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;
import org.tomlj.TomlVersion;

/// Gets one file from disk to a TOML table, reporting what is wrong with its bytes and its syntax.
final class TomlFile {
    private static final int LARGEST = 16 << 20;
    private static final String SEE = "docs/reference/configuration.md shows the form of the file";
    private static final Pattern QUOTED = Pattern.compile("'.*'", Pattern.DOTALL);

    // no file of ours nests deeper than five; the bound keeps the parser's recursion flat
    private static final TomlParseOptions OPTIONS =
            TomlParseOptions.sourceless().withVersion(TomlVersion.V1_1_0).withMaxNestingDepth(16);

    private final Path path;
    private final FileProblems problems;

    private TomlFile(Path path, FileProblems problems) {
        this.path = path;
        this.problems = problems;
    }

    /// The file's content, or what could be read of it when the syntax is broken; empty if it cannot be read at
    /// all. A problem has been reported unless the content is whole.
    static Optional<TomlTable> read(Path path, FileProblems problems) {
        TomlFile file = new TomlFile(path, problems);
        return file.bytes().flatMap(file::text).flatMap(file::parse);
    }

    /// Reports a file with secrets that users outside its owner and group can read or write.
    static void requirePrivate(Path path, FileProblems problems, TomlPosition position) {
        othersMay(path)
                .ifPresent(what -> problems.at(
                        position,
                        "holds secrets, but every user of this machine can " + what + " it",
                        "run: chmod 600 " + path));
    }

    private static Optional<String> othersMay(Path path) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
            return permissions.contains(PosixFilePermission.OTHERS_READ)
                    ? Optional.of("read")
                    : Optional.of("write").filter(_ -> permissions.contains(PosixFilePermission.OTHERS_WRITE));
        } catch (IOException | UnsupportedOperationException _) {
            return Optional.empty(); // unreadable is reported by the reader; other file systems have no such bits
        }
    }

    private Optional<byte[]> bytes() {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            problems.ofFile("is not a regular file", SEE);
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                problems.ofFile("is longer than " + Quantity.print(LARGEST), SEE);
                return Optional.empty();
            }
            return Optional.of(bytes);
        } catch (NoSuchFileException _) {
            problems.ofFile("the file is missing", "create " + path + "; " + SEE);
        } catch (AccessDeniedException _) {
            problems.ofFile("the file cannot be read: permission denied", "make " + path + " readable for the router");
        } catch (IOException e) {
            problems.ofFile("the file cannot be read: " + e.getMessage(), "make " + path + " readable for the router");
        }
        return Optional.empty();
    }

    private Optional<String> text(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            problems.ofSyntax(endOf(text), "is not valid UTF-8", "save the file in the encoding UTF-8");
            return Optional.empty();
        }
        return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
    }

    private static TomlPosition endOf(String text) {
        int lines = Ints.saturatedCast(text.chars().filter(c -> c == '\n').count());
        return TomlPosition.positionAt(lines + 1, text.length() - text.lastIndexOf('\n'));
    }

    private Optional<TomlTable> parse(String text) {
        TomlParseResult result = toml(text).orElseGet(() -> beforeCollapse(text));
        result.errors().forEach(error -> report(error, text));
        if (result.isEmpty() && !problems.damaged()) {
            problems.ofFile("the file is empty", SEE);
            return Optional.empty();
        }
        return Optional.of(result);
    }

    /// Empty if the parser itself fails, as it does on some broken inline tables (tomlj 2.2.0).
    private static Optional<TomlParseResult> toml(String text) {
        try {
            return Optional.of(Toml.parse(text, OPTIONS));
        } catch (RuntimeException _) {
            return Optional.empty();
        }
    }

    /// The lines that the parser can take, found by halving; the next line is reported if these have no error to
    /// show.
    private TomlParseResult beforeCollapse(String text) {
        List<String> lines = text.lines().toList();
        int taken = 0;
        int failing = lines.size();
        while (failing - taken > 1) {
            int middle = (taken + failing) >>> 1;
            if (toml(start(lines, middle)).isPresent()) {
                taken = middle;
            } else {
                failing = middle;
            }
        }
        TomlParseResult result = toml(start(lines, taken)).orElseThrow();
        if (!result.hasErrors()) {
            problems.ofSyntax(TomlPosition.positionAt(failing, 1), "is not TOML up to the end of this line", SEE);
        }
        return result;
    }

    private static String start(List<String> lines, int count) {
        return String.join("\n", lines.subList(0, count)) + "\n";
    }

    private void report(TomlParseError error, String text) {
        String line =
                text.lines().skip(error.position().line() - 1L).findFirst().orElse("");
        String message = String.valueOf(error.getMessage());
        if (problems.file().equals(ConfigLoader.USERS_FILE) || line.contains("password")) {
            // the parser quotes what it did not expect, which may be a piece of a password
            message = QUOTED.matcher(message).replaceAll("'…'");
        }
        String hint = line.contains("=") ? "strings stand in double quotes, one key to a line" : SEE;
        problems.ofSyntax(error.position(), Character.toLowerCase(message.charAt(0)) + message.substring(1), hint);
    }
}
