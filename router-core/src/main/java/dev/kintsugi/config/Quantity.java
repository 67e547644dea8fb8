package dev.kintsugi.config;

import com.google.common.collect.ImmutableMap;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads and prints a whole number with its unit: durations (`5s`) and sizes (`64MiB`).
final class Quantity {
    static final String DURATION_UNITS = "ms, s, min, h, d";
    static final String SIZE_UNITS = "B, KiB, MiB, GiB, TiB";

    private static final Pattern FORM = Pattern.compile("([0-9]{1,15}) ?([A-Za-z]+)");
    private static final ImmutableMap<String, Long> MILLIS =
            ImmutableMap.of("ms", 1L, "s", 1_000L, "min", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
    private static final ImmutableMap<String, Long> BYTES =
            ImmutableMap.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);

    private Quantity() {}

    /// Empty unless the text is a number and one of [#DURATION_UNITS].
    static Optional<Duration> duration(String text) {
        OptionalLong millis = parse(text, MILLIS);
        return millis.isPresent() ? Optional.of(Duration.ofMillis(millis.getAsLong())) : Optional.empty();
    }

    /// In bytes; empty unless the text is a number and one of [#SIZE_UNITS].
    static OptionalLong size(String text) {
        return parse(text, BYTES);
    }

    /// The shortest form that [#duration] reads as the same.
    static String print(Duration duration) {
        return print(duration.toMillis(), MILLIS, "ms");
    }

    /// The shortest form that [#size] reads as the same.
    static String print(long bytes) {
        return print(bytes, BYTES, "B");
    }

    private static OptionalLong parse(String text, ImmutableMap<String, Long> units) {
        Matcher matcher = FORM.matcher(text);
        Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
        if (unit == null) {
            return OptionalLong.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        // more than any limit allows: to be reported as out of range, not as malformed
        return OptionalLong.of(number > Long.MAX_VALUE / unit ? Long.MAX_VALUE : number * unit);
    }

    private static String print(long amount, ImmutableMap<String, Long> units, String smallest) {
        String text = amount + smallest;
        for (var unit : units.entrySet()) {
            if (amount != 0 && amount % unit.getValue() == 0) {
                text = amount / unit.getValue() + unit.getKey();
            }
        }
        return text;
    }
}
