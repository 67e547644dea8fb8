package dev.kintsugi.proof;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;

/// What a generated expression's values are: a type, as far as statements treat it differently.
///
/// `HUGE` holds floats whose sums overflow in one order and not in another. `LOOSE` holds numerics that are equal and
/// look different, `WILD` floats whose sums depend on the order of the rows; `ICU` is text in a locale's collation.
enum Kind {
    INT("int4", "1|0|2|3|5|-1|36|NULL"),
    BIG("int8", "1|2|5|12|17|33|0|9000000000|-1|NULL"),
    SMALL("int2", "1|0|2"),
    NUM("numeric", "1|0.25|2.500|10|7.125|-1"),
    LOOSE("numeric", "1|2.50|NaN|0.0|Infinity"),
    FLOAT("float8", "0|1.25|-2.5|NaN|Infinity"),
    WILD("float8", "1"),
    HUGE("float8", "1e308|0.1"),
    REAL("float4", "0.5|-7.25|NaN"),
    TEXT("text", "ab|b|é|tag2|Tag é5|Z|?|NULL"),
    ICU("text", "ab|Ab|é|e"),
    CHAR("bpchar", "a|ab|b  |"),
    BOOL("bool", "t|f|NULL"),
    DATE("date", "2024-01-05|2024-01-10|2024-02-01"),
    TS("timestamp", "2024-01-03 10:00|2024-03-01|infinity"),
    TZ("timestamptz", "2024-03-31 02:30+02|2024-10-27 00:40+00"),
    IV("interval", "1 day|2 mons|-03:00"),
    UUID("uuid", "cfcd2084-95d5-65ef-66e7-dff9f98764da|c4ca4238-a0b9-2382-0dcc-509a6f75849b"),
    BYTEA("bytea", "\\x00|\\x01|\\xcfcd2084"),
    MOOD("mood", "ok|happy|sad|Elated"),
    INTS("int4[]", "{1,2}|{}|{0,NULL,1}"),
    TEXTS("text[]", "{x}|{}"),
    JSON("jsonb", "{\"a\": 1}|[1]|null"),
    RANGE("int4range", "[1,3)|empty|[2,)"),
    CASH("money", "1.25|0|10"),
    TIMETZ("timetz", "10:00+02|12:00:00+02"),
    INET("inet", "10.0.0.1/24|10.0.0.2"),
    BITS("varbit", "001|100");

    private final String type;
    private final ImmutableList<String> samples;

    Kind(String type, String samples) {
        this.type = type;
        this.samples = ImmutableList.copyOf(Splitter.on('|').split(samples));
    }

    /// The SQL name of the type.
    String type() {
        return type;
    }

    /// Values in text form, or `NULL`.
    ImmutableList<String> samples() {
        return samples;
    }

    /// Whether equal values may look different, or be different in their last digits.
    boolean isLoose() {
        return switch (this) {
            case LOOSE, FLOAT, WILD, REAL -> true;
            default -> false;
        };
    }

    /// Whether Postgres has `min` and `max` of it.
    boolean hasLeast() {
        return switch (this) {
            case BOOL, UUID, BYTEA, JSON, RANGE, WILD, BITS -> false;
            default -> true;
        };
    }

    /// Whether it may be compared, ordered, grouped and made distinct with a determined result.
    boolean isOrdered() {
        return this != WILD;
    }
}
