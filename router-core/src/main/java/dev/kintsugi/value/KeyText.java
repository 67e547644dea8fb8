package dev.kintsugi.value;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/// Prints key values for messages and plans: text that Postgres reads back as the same value, except far-off years.
public final class KeyText {
    private static final LocalDate EPOCH = LocalDate.of(2000, 1, 1);
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

    private KeyText() {}

    /// The value as text; timestamps of both kinds without a zone (timestamptz in UTC), NULL as `null`.
    public static String print(KeyValue value) {
        return switch (value) {
            case KeyValue.Int(long number) -> Long.toString(number);
            case KeyValue.Text(String text) -> text;
            case KeyValue.Uuid(long high, long low) -> new UUID(high, low).toString();
            case KeyValue.Date(int days) when days == Integer.MAX_VALUE -> "infinity";
            case KeyValue.Date(int days) when days == Integer.MIN_VALUE -> "-infinity";
            case KeyValue.Date(int days) -> EPOCH.plusDays(days).toString();
            case KeyValue.Timestamp(long micros) when micros == Long.MAX_VALUE -> "infinity";
            case KeyValue.Timestamp(long micros) when micros == Long.MIN_VALUE -> "-infinity";
            case KeyValue.Timestamp(long micros) -> timestamp(micros);
            case KeyValue.Numeric(PgNumeric.Finite(BigDecimal number)) -> number.toPlainString();
            case KeyValue.Numeric(PgNumeric.NaN()) -> "NaN";
            case KeyValue.Numeric(PgNumeric.Infinity(boolean negative)) -> negative ? "-Infinity" : "Infinity";
            case KeyValue.Bool(boolean bool) -> bool ? "t" : "f";
            case KeyValue.Bytes bytes -> bytes.toString();
            case KeyValue.Null() -> "null";
        };
    }

    private static String timestamp(long micros) {
        LocalDateTime time = EPOCH.atStartOfDay().plus(micros, ChronoUnit.MICROS);
        return TIMESTAMP.format(time);
    }
}
