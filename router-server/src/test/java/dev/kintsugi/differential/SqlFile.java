package dev.kintsugi.differential;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import dev.kintsugi.differential.Expectation.Order;
import dev.kintsugi.differential.Expectation.Refusal;
import dev.kintsugi.differential.Expectation.Where;
import dev.kintsugi.value.Format;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A file of statements: paragraphs are separated by empty lines, statements end with `;` at the end of a line.
///
/// A line that begins with `---` is a remark. One that begins with `--` speaks of the statement below it:
/// `ordered` (the rows' order is total), `ordered: 2,1` (only these columns' values are), `refused: part of the
/// message` (on several shards), `refused on 4: …`, `refused always: …`, `refused extended: …`, `refused text: …`,
/// `refused binary: …`, `fails: SQLSTATE`, `bind: value::type | value::type`, and `together` (the paragraph is one
/// message).
public record SqlFile(String name, ImmutableList<Paragraph> paragraphs) {
    private static final Pattern REFUSED = Pattern.compile("refused(?: (on \\d|always|extended|text|binary))?: (.+)");
    private static final Splitter BAR = Splitter.on(" | ");
    private static final Splitter COMMA = Splitter.on(',').trimResults();

    /// All files, in the order of their names.
    static ImmutableList<SqlFile> all() throws IOException, URISyntaxException {
        Path directory = Path.of(Resources.getResource("sql").toURI());
        try (Stream<Path> files = Files.list(directory)) {
            ImmutableList.Builder<SqlFile> all = ImmutableList.builder();
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".sql")).sorted().toList()) {
                all.add(read(file.getFileName().toString(), Files.readString(file, StandardCharsets.UTF_8)));
            }
            return all.build();
        }
    }

    public static SqlFile read(String name, String text) {
        return new Reader(name).read(text);
    }

    public long statements() {
        return paragraphs.stream().mapToLong(p -> p.statements().size()).sum();
    }

    /// Reads one file, line by line.
    private static final class Reader {
        private final String file;
        private final ImmutableList.Builder<Paragraph> paragraphs = ImmutableList.builder();
        private final List<Statement> statements = new ArrayList<>();
        private final StringBuilder sql = new StringBuilder();
        private ImmutableList<String> parameters = ImmutableList.of();
        private Expectation expectation = Expectation.PLAIN;
        private boolean together;
        private int line;
        private int start;

        Reader(String file) {
            this.file = file;
        }

        SqlFile read(String text) {
            text.lines().forEach(this::line);
            endParagraph();
            return new SqlFile(file, paragraphs.build());
        }

        private void line(String text) {
            line++;
            if (sql.isEmpty() && text.isBlank()) {
                endParagraph();
            } else if (sql.isEmpty() && text.startsWith("---")) {
                return;
            } else if (sql.isEmpty() && text.startsWith("--")) {
                remark(text.substring(2).strip());
            } else {
                start = sql.isEmpty() ? line : start;
                sql.append(text);
                if (text.endsWith(";")) {
                    endStatement();
                } else {
                    sql.append('\n');
                }
            }
        }

        private void remark(String text) {
            Matcher refused = REFUSED.matcher(text);
            if (text.equals("ordered")) {
                expectation = expectation.withOrder(new Order.Total());
            } else if (text.startsWith("ordered: ")) {
                expectation = expectation.withOrder(new Order.By(columns(text.substring(9))));
            } else if (refused.matches()) {
                expectation = expectation.withRefusal(new Refusal(refused.group(2), where(refused.group(1))));
            } else if (text.startsWith("fails: ")) {
                expectation = expectation.withFailure(text.substring(7));
            } else if (text.startsWith("bind: ")) {
                parameters = ImmutableList.copyOf(BAR.split(text.substring(6)));
            } else if (text.equals("together")) {
                together = true;
            } else {
                throw new IllegalArgumentException("%s:%d: unknown remark: %s".formatted(file, line, text));
            }
        }

        private static Where where(@Nullable String words) {
            return switch (words) {
                case null -> new Where.SeveralShards();
                case "always" -> new Where.Always();
                case "extended" -> new Where.Extended();
                case "text" -> new Where.Results(Format.TEXT);
                case "binary" -> new Where.Results(Format.BINARY);
                default -> new Where.Shards(words.charAt(words.length() - 1) - '0');
            };
        }

        private static ImmutableList<Integer> columns(String list) {
            return COMMA.splitToStream(list)
                    .map(number -> Integer.parseInt(number) - 1)
                    .collect(ImmutableList.toImmutableList());
        }

        private void endStatement() {
            sql.setLength(sql.length() - 1);
            statements.add(new Statement(file + ":" + start, sql.toString(), parameters, expectation));
            sql.setLength(0);
            parameters = ImmutableList.of();
            expectation = Expectation.PLAIN;
        }

        private void endParagraph() {
            if (!sql.isEmpty()) {
                throw new IllegalArgumentException("%s:%d: the statement does not end".formatted(file, start));
            }
            if (!statements.isEmpty()) {
                paragraphs.add(new Paragraph(ImmutableList.copyOf(statements), together));
            }
            statements.clear();
            together = false;
        }
    }
}
