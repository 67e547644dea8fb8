package dev.kintsugi.value;

import com.google.common.base.Ascii;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Dates and timestamps in the ISO forms that mean the same under every DateStyle and TimeZone.
///
/// Expects text without blanks around it. Years have four digits; BC, day names, `now`, zone names and the rest are
/// left to the shards.
final class DateTimeInput {
    static final long MICROS_PER_DAY = 86_400_000_000L;
    private static final long MICROS_PER_SECOND = 1_000_000;

    private static final LocalDate POSTGRES_EPOCH = LocalDate.of(2000, 1, 1);

    private static final String DAY = "(?:(?<year>[0-9]{4})-(?<month>[0-9]{1,2})-(?<day>[0-9]{1,2})"
            + "|(?<yearOfEight>[0-9]{4})(?<monthOfEight>[0-9]{2})(?<dayOfEight>[0-9]{2}))";

    private static final Pattern DATE = Pattern.compile(DAY);

    private static final Pattern TIMESTAMP = Pattern.compile(DAY
            + "(?:(?:T| +)(?<hour>[0-9]{2}):(?<minute>[0-9]{2})(?::(?<second>[0-9]{2})(?<fraction>\\.[0-9]{1,9})?)?"
            + "(?: ?(?<zone>Z|UTC|(?<sign>[+-])(?<zoneHour>[0-9]{2})(?::?(?<zoneMinute>[0-9]{2}))?))?)?");

    private DateTimeInput() {}

    /// Days since 2000-01-01.
    static Optional<KeyValue> date(String text) {
        return switch (Ascii.toLowerCase(text)) {
            case "infinity" -> Optional.of(new KeyValue.Date(Integer.MAX_VALUE));
            case "-infinity" -> Optional.of(new KeyValue.Date(Integer.MIN_VALUE));
            default -> {
                Matcher matcher = DATE.matcher(text);
                yield matcher.matches()
                        ? day(matcher).map(days -> new KeyValue.Date(days.intValue()))
                        : Optional.empty();
            }
        };
    }

    /// Microseconds since 2000-01-01; a zone is read and ignored, as Postgres does.
    static Optional<KeyValue> timestamp(String text) {
        return infinite(text).or(() -> {
            Matcher matcher = TIMESTAMP.matcher(text);
            return matcher.matches() ? local(matcher).map(micros -> new KeyValue.Timestamp(micros)) : Optional.empty();
        });
    }

    /// Microseconds since 2000-01-01 UTC; without an explicit offset the value depends on TimeZone.
    static Optional<KeyValue> timestampWithZone(String text) {
        return infinite(text).or(() -> {
            Matcher matcher = TIMESTAMP.matcher(text);
            if (!matcher.matches() || matcher.group("zone") == null) {
                return Optional.empty();
            }
            OptionalLong offset = offset(matcher);
            return offset.isEmpty()
                    ? Optional.empty()
                    : local(matcher).map(micros -> new KeyValue.Timestamp(micros - offset.getAsLong()));
        });
    }

    private static Optional<KeyValue> infinite(String text) {
        return switch (Ascii.toLowerCase(text)) {
            case "infinity" -> Optional.of(new KeyValue.Timestamp(Long.MAX_VALUE));
            case "-infinity" -> Optional.of(new KeyValue.Timestamp(Long.MIN_VALUE));
            default -> Optional.empty();
        };
    }

    private static Optional<Long> day(Matcher matcher) {
        String suffix = matcher.group("year") == null ? "OfEight" : "";
        try {
            LocalDate date = LocalDate.of(
                    number(matcher, "year" + suffix),
                    number(matcher, "month" + suffix),
                    number(matcher, "day" + suffix));
            return date.getYear() == 0
                    ? Optional.empty()
                    : Optional.of(date.toEpochDay() - POSTGRES_EPOCH.toEpochDay());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static Optional<Long> local(Matcher matcher) {
        if (matcher.group("zone") != null && offset(matcher).isEmpty()) {
            return Optional.empty();
        }
        int hour = number(matcher, "hour");
        int minute = number(matcher, "minute");
        int second = number(matcher, "second");
        if (hour > 23 || minute > 59 || second > 59) {
            return Optional.empty(); // Postgres reads 24:00:00 and :60 too, in its own way
        }
        long seconds = (hour * 60L + minute) * 60 + second;
        return day(matcher).map(days -> days * MICROS_PER_DAY + seconds * MICROS_PER_SECOND + fraction(matcher));
    }

    /// Computed in floating point, because Postgres rounds that way.
    private static long fraction(Matcher matcher) {
        String fraction = matcher.group("fraction");
        return fraction == null ? 0 : (long) Math.rint(Double.parseDouble(fraction) * MICROS_PER_SECOND);
    }

    /// Microseconds east of UTC.
    private static OptionalLong offset(Matcher matcher) {
        String sign = matcher.group("sign");
        if (sign == null) {
            return OptionalLong.of(0);
        }
        int hour = number(matcher, "zoneHour");
        int minute = number(matcher, "zoneMinute");
        if (hour > 14 || minute > 59) {
            return OptionalLong.empty();
        }
        long micros = (hour * 60L + minute) * 60 * MICROS_PER_SECOND;
        return OptionalLong.of(sign.equals("-") ? -micros : micros);
    }

    private static int number(Matcher matcher, String group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
