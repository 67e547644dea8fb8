package dev.kintsugi.config;

import static com.google.common.base.Preconditions.checkArgument;
import static dev.kintsugi.config.FileProblems.quote;

import com.google.common.collect.ImmutableList;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlEntry;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/// Reads the values of one TOML table with their types and bounds; a value with a problem is reported and then treated
/// as absent, so that reading goes on.
///
/// `title` names the table in messages: `[listen]`, `table "orders"`; it is empty for a whole file.
final class TableReader {
    private final String title;
    private final TomlTable table;
    private final TomlPosition position;
    private final ImmutableList<String> known;
    private final FileProblems problems;

    private TableReader(
            String title, TomlTable table, TomlPosition position, ImmutableList<String> known, FileProblems problems) {
        this.title = title;
        this.table = table;
        this.position = position;
        this.known = known;
        this.problems = problems;
    }

    /// Reads a whole file.
    static TableReader root(TomlTable table, KnownKeys known, FileProblems problems) {
        return of("", table, FileProblems.START, known, problems);
    }

    /// A table that may have the keys `known`; others are reported at once.
    private static TableReader of(
            String title, TomlTable table, TomlPosition position, KnownKeys known, FileProblems problems) {
        TableReader reader = new TableReader(title, table, position, known.names(), problems);
        reader.reportUnknownKeys();
        return reader;
    }

    private void reportUnknownKeys() {
        for (String key : keys()) {
            if (!known.contains(key)) {
                String message = "unknown key " + quote(key) + (title.isEmpty() ? "" : " in " + title);
                problems.conclude(positionOf(key), message, NearestName.hint(key, known, "keys"));
            }
        }
    }

    private String what(String key) {
        return title.isEmpty() ? key : title + " " + key;
    }

    String title() {
        return title;
    }

    TomlPosition position() {
        return position;
    }

    /// The keys in the order of the file.
    Set<String> keys() {
        return table.keySet();
    }

    boolean has(String key) {
        return table.contains(List.of(key));
    }

    /// Whether a list is absent or empty.
    boolean hasNoneOf(String key) {
        return !has(key)
                || value(key)
                        .filter(v -> v.value() instanceof TomlArray list && list.isEmpty())
                        .isPresent();
    }

    /// Where the key stands, or the table's own position if it has no such key.
    TomlPosition positionOf(String key) {
        TomlPosition found = table.inputPositionOf(List.of(key));
        return found == null ? position : found;
    }

    /// The text of a key; reported unless it is a string without NUL and not empty.
    Optional<Located<String>> text(String key) {
        return value(key).flatMap(value -> textOf(value, what(key)));
    }

    /// As [#text], and reported if absent.
    Optional<Located<String>> requiredText(String key, String hint) {
        if (!has(key)) {
            problems.conclude(position, title + " has no " + quote(key), hint);
        }
        return text(key);
    }

    /// One string or a list of strings; empty if absent or if one of them is wrong.
    Optional<ImmutableList<Located<String>>> texts(String key) {
        Optional<Located<Object>> value = value(key);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        String what = what(key);
        if (!(value.get().value() instanceof TomlArray)) {
            return textOf(value.get(), what).map(ImmutableList::of);
        }
        ImmutableList<Located<Object>> elements = list(key);
        ImmutableList<Located<String>> texts = elements.stream()
                .flatMap(element -> textOf(element, what).stream())
                .collect(ImmutableList.toImmutableList());
        if (elements.isEmpty()) {
            problems.at(value.get().position(), what + " is an empty list", "name at least one");
        }
        return texts.isEmpty() || texts.size() < elements.size() ? Optional.empty() : Optional.of(texts);
    }

    /// A whole number between two bounds; `fallback` if absent or wrong.
    long number(String key, long min, long max, long fallback) {
        Optional<Located<Object>> value = value(key);
        if (value.isEmpty()) {
            return fallback;
        }
        String range = "a whole number from " + min + " to " + max;
        if (value.get().value() instanceof Long number) {
            if (number >= min && number <= max) {
                return number;
            }
            problems.at(value.get().position(), what(key) + " is out of range: " + number, "give " + range);
            return fallback;
        }
        wrongType(key, value.get(), range, "give a number without quotes");
        return fallback;
    }

    /// A time span such as `"5s"` between 1 ms and a day.
    Duration duration(String key, Duration fallback) {
        Optional<Located<String>> text = quantityText(key, "5s");
        if (text.isEmpty()) {
            return fallback;
        }
        Optional<Duration> duration = Quantity.duration(text.get().value());
        if (duration.isPresent()
                && duration.get().isPositive()
                && duration.get().compareTo(Duration.ofDays(1)) <= 0) {
            return duration.get();
        }
        String problem = duration.isPresent() ? " is out of range: " : " is not a duration: ";
        problems.at(
                text.get().position(),
                what(key) + problem + quote(text.get().value()),
                "give a duration from 1ms to 1d such as \"5s\"; units are " + Quantity.DURATION_UNITS);
        return fallback;
    }

    /// A number of bytes such as `"64MiB"` between two bounds.
    long size(String key, long min, long max, long fallback) {
        Optional<Located<String>> text = quantityText(key, "64MiB");
        if (text.isEmpty()) {
            return fallback;
        }
        OptionalLong size = Quantity.size(text.get().value());
        if (size.isPresent() && size.getAsLong() >= min && size.getAsLong() <= max) {
            return size.getAsLong();
        }
        String problem = size.isPresent() ? " is out of range: " : " is not a size: ";
        String bounds = Quantity.print(min) + " to " + Quantity.print(max);
        problems.at(
                text.get().position(),
                what(key) + problem + quote(text.get().value()),
                "give a size from " + bounds + " such as \"64MiB\"; units are " + Quantity.SIZE_UNITS);
        return fallback;
    }

    private Optional<Located<String>> quantityText(String key, String example) {
        Optional<Located<Object>> value = value(key);
        if (value.isPresent() && !(value.get().value() instanceof String)) {
            wrongType(
                    key, value.get(), "a string", "give a number with its unit in quotes, such as \"" + example + "\"");
            return Optional.empty();
        }
        return text(key);
    }

    /// A key that can only say `true`; says whether it does.
    boolean flag(String key) {
        Optional<Located<Object>> value = value(key);
        if (value.isEmpty() || value.get().value().equals(true)) {
            return value.isPresent();
        }
        problems.at(
                value.get().position(), what(key) + " can only be true", "write " + key + " = true or leave it out");
        return false;
    }

    /// The elements of a list; none if absent, reported if it is something else.
    ImmutableList<Located<Object>> list(String key) {
        Optional<Located<Object>> value = value(key);
        if (value.isEmpty()) {
            return ImmutableList.of();
        }
        if (!(value.get().value() instanceof TomlArray array)) {
            wrongType(key, value.get(), "a list", "put it in [ ]");
            return ImmutableList.of();
        }
        ImmutableList.Builder<Located<Object>> elements = ImmutableList.builder();
        for (int i = 0; i < array.size(); i++) {
            elements.add(located(array.entry(i)));
        }
        return elements.build();
    }

    /// A table within this one.
    Optional<TableReader> table(String key, KnownKeys knownWithin, String titleOfTable) {
        return tableValue(key, titleOfTable)
                .map(inner -> of(titleOfTable, inner, positionOf(key), knownWithin, problems));
    }

    /// A table within this one whose keys are names of the user's own.
    Optional<TableReader> names(String key, String titleOfTable) {
        return tableValue(key, titleOfTable)
                .map(inner -> new TableReader(
                        titleOfTable, inner, positionOf(key), ImmutableList.copyOf(inner.keySet()), problems));
    }

    private Optional<TomlTable> tableValue(String key, String titleOfTable) {
        Optional<Located<Object>> value = value(key);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.get().value() instanceof TomlTable inner) {
            return Optional.of(inner);
        }
        problems.at(
                value.get().position(),
                titleOfTable + " must be a table, not " + kindOf(value.get().value()),
                "write its keys in { } or under a [header] of its own");
        return Optional.empty();
    }

    /// The tables of a list of tables, in order; none if absent.
    ImmutableList<TableReader> tables(String key, KnownKeys knownWithin) {
        String each = "[[" + key + "]]";
        Optional<Located<Object>> value = value(key);
        if (value.isPresent() && !(value.get().value() instanceof TomlArray)) {
            wrongType(key, value.get(), "a list of tables", "start each one with " + each);
            return ImmutableList.of();
        }
        ImmutableList.Builder<TableReader> readers = ImmutableList.builder();
        for (Located<Object> element : list(key)) {
            if (element.value() instanceof TomlTable inner) {
                readers.add(of(each, inner, element.position(), knownWithin, problems));
            } else {
                wrongType(key, element, "a list of tables", "start each one with " + each);
            }
        }
        return readers.build();
    }

    /// The value of a key whatever its type.
    Optional<Located<Object>> value(String key) {
        checkArgument(known.contains(key), "%s is not in KnownKeys", key);
        return Optional.ofNullable(table.entry(List.of(key))).map(this::located);
    }

    private Optional<Located<String>> textOf(Located<Object> value, String what) {
        if (!(value.value() instanceof String text)) {
            problems.at(
                    value.position(),
                    what + " must be a string, not " + kindOf(value.value()),
                    "put it in double quotes");
        } else if (text.isEmpty()) {
            problems.at(value.position(), what + " is empty", "give a text that is not empty");
        } else if (text.indexOf('\0') >= 0) {
            problems.at(
                    value.position(),
                    what + " contains a NUL character",
                    "remove the \\u0000: Postgres has no such text");
        } else {
            return Optional.of(new Located<>(text, value.position()));
        }
        return Optional.empty();
    }

    private void wrongType(String key, Located<Object> value, String wanted, String hint) {
        String message = what(key) + " must be " + wanted + ", not " + kindOf(value.value());
        problems.at(value.position(), message, hint);
    }

    private Located<Object> located(TomlEntry entry) {
        @Nullable TomlPosition found = entry.value().position();
        TomlPosition key = entry.position();
        return new Located<>(entry.value().get(), found != null ? found : key != null ? key : position);
    }

    /// What a value is, for messages; never the value itself, which may be a secret.
    static String kindOf(Object value) {
        return switch (value) {
            case String _ -> "a string";
            case Long _ -> "a whole number";
            case Double _ -> "a decimal number";
            case Boolean _ -> "true or false";
            case TomlArray _ -> "a list";
            case TomlTable _ -> "a table";
            default -> "a date or time";
        };
    }
}
