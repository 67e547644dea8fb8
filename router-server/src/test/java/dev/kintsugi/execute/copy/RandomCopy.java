package dev.kintsugi.execute.copy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A random COPY FROM STDIN: the statement, and data that is mostly as the statement says.
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record RandomCopy(String table, String sql, byte[] data, List<byte[]> pieces) {
    /// The formats that are tried.
    enum Format {
        TEXT,
        CSV,
        BINARY
    }

    private static final ImmutableMap<String, ImmutableList<String>> COLUMNS = ImmutableMap.of(
            "copy_n", ImmutableList.of("n int", "id bigint", "note text", "d numeric", "b bool"),
            "copy_t", ImmutableList.of("k text", "v int"),
            "copy_u", ImmutableList.of("x text", "u uuid"),
            "copy_p", ImmutableList.of("k2 bigint", "x int", "k1 text", "y text"),
            "copy_d", ImmutableList.of("d date", "x text"),
            "copy_r", ImmutableList.of("code int", "name text", "made timestamptz"));

    /// What the list of columns cannot do without.
    private static final ImmutableMap<String, ImmutableList<String>> NEEDED = ImmutableMap.of(
            "copy_n", ImmutableList.of("id bigint"),
            "copy_t", ImmutableList.of("k text"),
            "copy_u", ImmutableList.of("u uuid", "x text"),
            "copy_p", ImmutableList.of("k1 text", "k2 bigint"),
            "copy_d", ImmutableList.of("d date"),
            "copy_r", ImmutableList.of("made timestamptz", "code int"));

    boolean hasReturns() {
        return Bytes.indexOf(data, (byte) '\r') >= 0 || new String(data, ISO_8859_1).contains("\\.");
    }

    static RandomCopy next(Format format, Random random) {
        return new Maker(format, random).make();
    }

    private static final class Maker {
        private final Format format;
        private final Random random;
        private final String table;
        private final List<String> columns;
        private boolean listed = true;
        private char delimiter;
        private char quote = '"';
        private char escape = '"';
        private String nullText;
        private @Nullable String defaultText;
        private boolean header;
        private final List<String> options = new ArrayList<>();
        private final String lineEnd;

        Maker(Format format, Random random) {
            this.format = format;
            this.random = random;
            table = CopyTables.TABLES.get(random.nextInt(CopyTables.TABLES.size()));
            columns = new ArrayList<>(COLUMNS.getOrDefault(table, ImmutableList.of()));
            delimiter = format == Format.CSV ? ',' : '\t';
            nullText = format == Format.CSV ? "" : "\\N";
            lineEnd = pick("\n", "\n", "\r\n", "\r");
        }

        private ImmutableList<String> needed() {
            return NEEDED.getOrDefault(table, ImmutableList.of());
        }

        private String pick(String... choices) {
            return choices[random.nextInt(choices.length)];
        }

        private boolean oneIn(int times) {
            return random.nextInt(times) == 0;
        }

        RandomCopy make() {
            columns();
            String sql = statement();
            byte[] data = format == Format.BINARY ? binary() : text().getBytes(UTF_8);
            if (oneIn(4)) {
                byte[] damaged = damaged(data);
                // the line of a wrong encoding is where the server has read up to, which depends on what else it has
                // read
                data = format == Format.BINARY || isText(damaged) ? damaged : data;
            }
            return new RandomCopy(table, sql, data, pieces(data));
        }

        private void columns() {
            if (format == Format.BINARY) {
                columns.removeIf(column -> column.endsWith("numeric"));
            } else if (oneIn(2)) {
                listed = false;
                return;
            }
            columns.removeIf(column -> oneIn(3) && !needed().contains(column));
            Collections.shuffle(columns, random);
        }

        private String names() {
            return columns.stream().map(column -> column.split(" ")[0]).collect(Collectors.joining(", "));
        }

        private String statement() {
            String into = "COPY " + table + (listed ? " (" + names() + ")" : "") + " FROM STDIN";
            if (format == Format.BINARY) {
                return into + pick(" (FORMAT binary)", " (FORMAT 'binary')");
            }
            if (oneIn(4)) {
                delimiter = oneIn(2) ? ';' : '|';
                options.add("DELIMITER '" + delimiter + "'");
            }
            if (oneIn(4)) {
                nullText = pick("nil", "", "\\N", "-");
                options.add("NULL '" + nullText + "'");
            }
            header = oneIn(4);
            if (header) {
                options.add(oneIn(3) ? "HEADER match" : "HEADER");
            }
            if (oneIn(8) && !table.equals("copy_r")) {
                defaultText = "DFT";
                options.add("DEFAULT 'DFT'");
            }
            if (oneIn(8)) {
                options.add("ENCODING '" + pick("UTF8", "utf-8", "LATIN1") + "'");
            }
            if (oneIn(6)) {
                options.add("ON_ERROR " + pick("ignore", "stop"));
                if (oneIn(2)) {
                    options.add("LOG_VERBOSITY verbose");
                }
            }
            if (format == Format.CSV) {
                csvOptions();
            }
            String where = oneIn(8) && !table.equals("copy_r")
                    ? " WHERE " + columns.get(0).split(" ")[0] + " IS NOT NULL"
                    : "";
            return into + (options.isEmpty() ? "" : " (" + String.join(", ", options) + ")") + where;
        }

        private void csvOptions() {
            options.addFirst("FORMAT csv");
            if (oneIn(5)) {
                quote = '\'';
                escape = '\'';
                options.add("QUOTE ''''");
            }
            if (oneIn(5)) {
                escape = '\\';
                options.add("ESCAPE '\\'");
            }
            String some = columns.get(random.nextInt(columns.size())).split(" ")[0];
            if (oneIn(6)) {
                options.add("FORCE_NULL " + (oneIn(2) ? "(" + some + ")" : "(" + names() + ")"));
            } else if (oneIn(6)) {
                options.add("FORCE_NOT_NULL (" + some + ")");
            }
        }

        // Values

        private @Nullable String value(String column) {
            boolean isKey = needed().contains(column);
            if (oneIn(isKey ? 25 : 8)) {
                return null;
            }
            if (oneIn(80)) {
                return pick("", "bad", "\\", "1e400", "99999999999999999999", " 7 ", "0x1F", "1_000", "tomorrow", "ü");
            }
            return switch (column.substring(column.indexOf(' ') + 1)) {
                case "int" -> Integer.toString(random.nextInt(50));
                case "bigint" -> oneIn(3) ? Long.toString(random.nextLong()) : Integer.toString(random.nextInt(1000));
                case "numeric" -> random.nextInt(1000) + "." + random.nextInt(100);
                case "bool" -> pick("t", "f", "true", "off");
                case "uuid" -> uuid();
                case "date" -> LocalDate.ofEpochDay(random.nextInt(40_000)).toString();
                case "timestamptz" -> "2024-01-0" + (1 + random.nextInt(9)) + " 12:00:00+00";
                default -> words();
            };
        }

        private String uuid() {
            String uuid = new UUID(random.nextLong(), random.nextLong()).toString();
            return oneIn(5) ? uuid.toUpperCase(java.util.Locale.ROOT).replace("-", "") : uuid;
        }

        private String words() {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(5); i > 0; i--) {
                text.append(pick(
                        "word", "a b", "\t", "\n", "\r\n", ",", ";", "\"", "'", "\\", "\\.", "grüße", "nil", "漢字",
                        "x"));
            }
            return text.toString();
        }

        // Text and CSV

        private String text() {
            StringBuilder out = new StringBuilder();
            if (header) {
                String names = columns.stream()
                        .map(column -> column.split(" ")[0])
                        .collect(Collectors.joining(String.valueOf(delimiter)));
                out.append(oneIn(6) ? names + "x" : names).append(lineEnd);
            }
            int rows = oneIn(10) ? 0 : oneIn(20) ? 2500 : random.nextInt(12);
            for (int row = 0; row < rows; row++) {
                int at = row;
                out.append(columns.stream()
                        .map(column -> at == 0 || rows < 100 ? written(column) : plain(column, at))
                        .collect(Collectors.joining(String.valueOf(delimiter))));
                if (oneIn(60)) {
                    out.append(delimiter).append("extra");
                }
                out.append(row < rows - 1 || !oneIn(4) ? lineEnd : "");
            }
            if (oneIn(8)) {
                out.append("\\.").append(oneIn(3) ? "" : lineEnd).append(oneIn(2) ? "" : "more of it");
            }
            return out.toString();
        }

        /// Of the many rows of a long COPY at most a few are unusual.
        private String plain(String column, int row) {
            boolean odd = oneIn(4000);
            return column.endsWith("text") && !odd ? "text" + row : odd ? written(column) : valid(column);
        }

        private String valid(String column) {
            String value = value(column);
            return value == null || !value.matches("[0-9a-f.:+ -]+|t|f|true|off") || value.isBlank()
                    ? valid(column)
                    : value;
        }

        private String written(String column) {
            if (defaultText != null && oneIn(12) && !needed().contains(column)) {
                return defaultText;
            }
            String value = value(column);
            if (value == null) {
                return nullText;
            }
            return format == Format.CSV ? csv(value) : escaped(value);
        }

        private String escaped(String value) {
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                switch (c) {
                    case '\\' -> out.append("\\\\");
                    case '\n' -> out.append(oneIn(3) && lineEnd.equals("\n") ? "\\\n" : "\\n");
                    case '\r' -> out.append("\\r");
                    case '\t' -> out.append("\\t");
                    default -> {
                        if (c == delimiter || oneIn(30) && ".abfnrtvx01234567".indexOf(c) < 0) {
                            out.append('\\').append(c);
                        } else if (oneIn(60) && c < 0x80) {
                            out.append(oneIn(2) ? "\\%03o".formatted((int) c) : "\\x%02x".formatted((int) c));
                        } else {
                            out.append(c);
                        }
                    }
                }
            }
            return out.toString();
        }

        private String csv(String value) {
            boolean special = value.equals(nullText)
                    || value.equals("\\.")
                    || value.chars().anyMatch(c -> c == delimiter || c == quote || c == '\n' || c == '\r');
            if (!special && !oneIn(4)) {
                return value;
            }
            StringBuilder out = new StringBuilder().append(quote);
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c == quote || c == escape) {
                    out.append(escape);
                }
                out.append(c);
            }
            return out.append(quote).toString();
        }

        // Binary

        private byte[] binary() {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes("PGCOPY\n\377\r\n\0\0\0\0\0".getBytes(ISO_8859_1));
            int extension = oneIn(5) ? 3 : 0;
            out.writeBytes(ByteBuffer.allocate(4 + extension).putInt(extension).array());
            for (int row = oneIn(20) ? 2000 : random.nextInt(12); row > 0; row--) {
                out.writeBytes(
                        ByteBuffer.allocate(2).putShort((short) columns.size()).array());
                for (String column : columns) {
                    field(column, out);
                }
            }
            if (oneIn(2)) {
                out.write(0xff);
                out.write(0xff);
            }
            return out.toByteArray();
        }

        private void field(String column, ByteArrayOutputStream out) {
            if (oneIn(40)) {
                out.writeBytes(new byte[] {-1, -1, -1, -1});
                return;
            }
            byte[] value = switch (column.substring(column.indexOf(' ') + 1)) {
                case "int" ->
                    ByteBuffer.allocate(4).putInt(14 + random.nextInt(50)).array();
                case "bigint" ->
                    ByteBuffer.allocate(8).putLong(random.nextLong()).array();
                case "bool" -> new byte[] {(byte) random.nextInt(2)};
                case "uuid" ->
                    ByteBuffer.allocate(16)
                            .putLong(random.nextLong())
                            .putLong(random.nextLong())
                            .array();
                case "date" ->
                    ByteBuffer.allocate(4).putInt(random.nextInt(40_000)).array();
                case "timestamptz" ->
                    ByteBuffer.allocate(8).putLong(random.nextInt()).array();
                default -> words().getBytes(UTF_8);
            };
            if (oneIn(400)) {
                value = Arrays.copyOf(value, value.length + 1);
            }
            out.writeBytes(ByteBuffer.allocate(4).putInt(value.length).array());
            out.writeBytes(value);
        }

        // Damage and cuts

        private static boolean isText(byte[] data) {
            return Bytes.indexOf(data, (byte) 0) < 0 && Arrays.equals(new String(data, UTF_8).getBytes(UTF_8), data);
        }

        private byte[] damaged(byte[] data) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            int at = random.nextInt(data.length + 1);
            out.write(data, 0, at);
            int next = at;
            switch (random.nextInt(4)) {
                case 0 -> next = Math.min(data.length, at + 1 + random.nextInt(3));
                case 1 -> out.write("\\\"'\n\r,;\t.xN\0\377".charAt(random.nextInt(13)));
                case 2 -> {
                    out.write("\\\"'\n\r,;\t.xN\0\377".charAt(random.nextInt(13)));
                    next = Math.min(data.length, at + 1);
                }
                default -> next = oneIn(2) ? data.length : at;
            }
            out.write(data, next, data.length - next);
            return out.toByteArray();
        }

        private List<byte[]> pieces(byte[] data) {
            List<byte[]> pieces = new ArrayList<>();
            int longest = 1 + random.nextInt(oneIn(3) ? 10 : 4000);
            int at = 0;
            while (at < data.length) {
                int end = Math.min(data.length, at + random.nextInt(longest + 1));
                pieces.add(Arrays.copyOfRange(data, at, end));
                at = end;
            }
            return pieces;
        }
    }
}
