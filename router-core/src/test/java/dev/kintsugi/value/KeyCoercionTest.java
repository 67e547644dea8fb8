package dev.kintsugi.value;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Matches are written as the printed value, `nothing`, or `unknown`; `~` stands for a blank.
class KeyCoercionTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "INT8, 5, 5",
                "INT8, -, unknown",
                "INT8, -999999999999999999, -999999999999999999",
                "INT8, ~5~, 5",
                "INT8, +5, 5",
                "INT8, -0012, -12",
                "INT8, 0x1F, 31",
                "INT8, -0b101, -5",
                "INT8, 0o17, 15",
                "INT8, 1_000, 1000",
                "INT8, 1__000, unknown",
                "INT8, _1, unknown",
                "INT8, 5.0, unknown",
                "INT8, 9223372036854775807, 9223372036854775807",
                "INT8, 9223372036854775808, unknown",
                "INT2, 32768, unknown",
                "INT4, \"\", unknown",
                "TEXT, abc~~, abc~~",
                "VARCHAR, \"\", \"\"",
                "BPCHAR, ~abc~~, ~abc",
                "UUID, {550E8400-E29B-41D4-A716-446655440000}, 550e8400-e29b-41d4-a716-446655440000",
                "UUID, 550e8400e29b41d4a716446655440000, 550e8400-e29b-41d4-a716-446655440000",
                "UUID, 550e-8400-e29b-41d4-a716-4466-5544-0000, 550e8400-e29b-41d4-a716-446655440000",
                "UUID, 550e8400-e29b-41d4-a716-446655440000~, unknown",
                "UUID, 550e8400-e29b-41d4-a716-44665544000, unknown",
                "UUID, {550e8400-e29b-41d4-a716-446655440000, unknown",
                "UUID, 550e8400-e29b-41d4-a716-446655440000-, unknown",
                "BOOL, t, t",
                "BOOL, ~TRUE~, t",
                "BOOL, ye, t",
                "BOOL, on, t",
                "BOOL, 1, t",
                "BOOL, of, f",
                "BOOL, no, f",
                "BOOL, o, unknown",
                "BOOL, 2, unknown",
                "BYTEA, \\x00fF, \\x00ff",
                "BYTEA, \\x 00 ff, \\x00ff",
                "BYTEA, \\x0, unknown",
                "BYTEA, a\\\\b\\001, \\x615c6201",
                "BYTEA, \\400, unknown",
                "BYTEA, é, \\xc3a9",
                "NUMERIC, 1.50, 1.5",
                "NUMERIC, ~-.5e2~, -50",
                "NUMERIC, 1e-3, 0.001",
                "NUMERIC, nan, NaN",
                "NUMERIC, -inf, -Infinity",
                "NUMERIC, 0x10, unknown",
                "NUMERIC, 1e5000, unknown",
                "DATE, 2024-01-31, 2024-01-31",
                "DATE, 2024-1-5, 2024-01-05",
                "DATE, 20240131, 2024-01-31",
                "DATE, Infinity, infinity",
                "DATE, 2023-02-29, unknown",
                "DATE, 01/02/2024, unknown",
                "DATE, 2024-01-05 BC, unknown",
                "DATE, 0000-01-01, unknown",
                "DATE, today, unknown",
                "TIMESTAMP, 2024-01-31, 2024-01-31 00:00:00.000000",
                "TIMESTAMP, 2024-01-31T10:20:30.5, 2024-01-31 10:20:30.500000",
                "TIMESTAMP, 2024-01-31 10:20, 2024-01-31 10:20:00.000000",
                "TIMESTAMP, 2024-01-31 10:20:30+05, 2024-01-31 10:20:30.000000",
                "TIMESTAMP, 2024-01-31 23:59:59.9999999, 2024-02-01 00:00:00.000000",
                "TIMESTAMP, 2024-01-31 00:00:00.0000005, 2024-01-31 00:00:00.000000",
                "TIMESTAMP, 2024-01-31 24:00:00, unknown",
                "TIMESTAMP, now, unknown",
                "TIMESTAMP, -infinity, -infinity",
                "TIMESTAMPTZ, 2024-01-31 10:20:30+05:30, 2024-01-31 04:50:30.000000",
                "TIMESTAMPTZ, 2024-01-31 10:20:30 -0200, 2024-01-31 12:20:30.000000",
                "TIMESTAMPTZ, 2024-01-31T10:20:30Z, 2024-01-31 10:20:30.000000",
                "TIMESTAMPTZ, 2024-01-31 10:20:30 UTC, 2024-01-31 10:20:30.000000",
                "TIMESTAMPTZ, 2024-01-31 10:20:30, unknown",
                "TIMESTAMPTZ, 2024-01-31, unknown",
                "TIMESTAMPTZ, 2024-01-31 10:20:30 Europe/Berlin, unknown",
            })
    void readsQuotedLiteralsAsTheKeysInputFunction(KeyType key, String text, String expected) {
        assertThat(print(KeyCoercion.literal(key, quoted(text)))).isEqualTo(expected.replace('~', ' '));
    }

    @ParameterizedTest
    @CsvSource({
        "INT4, 5, 5",
        "INT4, 5.0, 5",
        "INT4, 5.5, nothing",
        "INT4, 1e3, 1000",
        "INT4, 0x1F, 31",
        "INT4, 1_000.5, nothing",
        "INT4, 2147483648, nothing",
        "INT2, -32769, nothing",
        "INT8, 9223372036854775808, nothing",
        "INT8, -9223372036854775808, -9223372036854775808",
        "NUMERIC, 5, 5",
        "NUMERIC, 5.50, 5.5",
        "NUMERIC, 123456789012345678901234567890, 123456789012345678901234567890",
        "TEXT, 5, unknown",
        "UUID, 5, unknown",
        "DATE, 5, unknown",
        "BOOL, 1, unknown",
    })
    void comparesNumbers(KeyType key, String digits, String expected) {
        assertThat(print(KeyCoercion.literal(key, new SqlLiteral.Number(digits))))
                .isEqualTo(expected);
    }

    @Test
    void comparesBooleansAndNull() {
        assertThat(print(KeyCoercion.literal(KeyType.BOOL, new SqlLiteral.Bool(true))))
                .isEqualTo("t");
        assertThat(print(KeyCoercion.literal(KeyType.INT4, new SqlLiteral.Bool(true))))
                .isEqualTo("unknown");
        for (KeyType key : KeyType.values()) {
            assertThat(print(KeyCoercion.literal(key, SqlLiteral.Null.INSTANCE)))
                    .isEqualTo("nothing");
            assertThat(print(KeyCoercion.cast(key, "numeric", true, SqlLiteral.Null.INSTANCE)))
                    .isEqualTo("nothing");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "INT8, int8, 5, 5",
        "INT8, smallint, 5, 5",
        "INT8, pg_catalog.int4, 5, 5",
        "INT4, bigint, 5000000000, nothing",
        "INT4, smallint, 40000, unknown",
        "INT4, numeric, 5.0, 5",
        "INT4, numeric, 5.5, nothing",
        "INT4, numeric, NaN, nothing",
        "INT4, float8, 5, 5",
        "INT4, float8, 5.5, nothing",
        "INT8, double precision, 9007199254740993, unknown",
        "INT8, real, 16777217, unknown",
        "INT8, text, 5, unknown",
        "INT8, mytype, 5, unknown",
        "NUMERIC, int4, 5, 5",
        "NUMERIC, float8, 5, unknown",
        "TEXT, varchar, abc, abc",
        "TEXT, character varying, abc, abc",
        "TEXT, bpchar, abc, unknown",
        "VARCHAR, bpchar, abc, unknown",
        "TEXT, name, abc, unknown",
        "TEXT, char, abc, unknown",
        "BPCHAR, text, abc~, abc",
        "BPCHAR, bpchar, abc~, abc",
        "UUID, uuid, 550E8400E29B41D4A716446655440000, 550e8400-e29b-41d4-a716-446655440000",
        "UUID, text, 550E8400E29B41D4A716446655440000, unknown",
        "DATE, date, 2024-01-31, 2024-01-31",
        "DATE, timestamp, 2024-01-31, 2024-01-31",
        "DATE, timestamp without time zone, 2024-01-31 10:00, nothing",
        "DATE, timestamp, infinity, infinity",
        "DATE, timestamptz, 2024-01-31 00:00Z, unknown",
        "TIMESTAMP, date, 2024-01-31, 2024-01-31 00:00:00.000000",
        "TIMESTAMP, timestamp with time zone, 2024-01-31 00:00Z, unknown",
        "TIMESTAMPTZ, timestamp with time zone, 2024-01-31 00:00Z, 2024-01-31 00:00:00.000000",
        "TIMESTAMPTZ, timestamp, 2024-01-31, unknown",
        "TIMESTAMPTZ, date, 2024-01-31, unknown",
        "BOOL, boolean, yes, t",
        "BYTEA, bytea, abc, \\x616263",
    })
    void comparesCastLiterals(KeyType key, String type, String text, String expected) {
        assertThat(print(KeyCoercion.cast(key, type, false, quoted(text)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "INT8, int, 2.5, 3",
        "INT8, int, -2.5, -3",
        "INT8, int, 2.4, 2",
        "INT8, int2, 40000, unknown",
        "INT8, float8, 7, 7",
        "TEXT, text, 0x10, 16",
        "TEXT, text, 5.50, unknown",
        "NUMERIC, numeric, 5, 5",
    })
    void comparesCastNumbers(KeyType key, String type, String digits, String expected) {
        assertThat(print(KeyCoercion.cast(key, type, false, new SqlLiteral.Number(digits))))
                .isEqualTo(expected);
    }

    @Test
    void doesNotTrustModifiers() {
        assertThat(print(KeyCoercion.cast(KeyType.TEXT, "varchar", true, quoted("abcdef"))))
                .isEqualTo("unknown");
    }

    @Test
    void foldsCastsFromTheInsideOut() {
        Constant rounded = Constant.of(new SqlLiteral.Number("2.5")).cast("int4", false);
        assertThat(print(KeyCoercion.compared(KeyType.TEXT, rounded.cast("text", false))))
                .isEqualTo("3");
        Constant even = Constant.of(quoted("2.5")).cast("float8", false).cast("int8", false);
        assertThat(print(KeyCoercion.compared(KeyType.INT8, even))).isEqualTo("2");
        Constant day =
                Constant.of(quoted("2024-01-31 10:00")).cast("timestamp", false).cast("date", false);
        assertThat(print(KeyCoercion.compared(KeyType.DATE, day))).isEqualTo("2024-01-31");
    }

    @ParameterizedTest
    @CsvSource({
        "INT8, 5.5, 6",
        "INT8, -5.5, -6",
        "INT2, 40000, unknown",
        "NUMERIC, 5, 5",
        "TEXT, 5, 5",
        "VARCHAR, -5, -5",
        "TEXT, 5.0, unknown",
        "UUID, 5, unknown",
        "BOOL, 1, unknown",
    })
    void storesNumbersByAssignment(KeyType key, String digits, String expected) {
        assertThat(print(KeyCoercion.storedLiteral(key, new SqlLiteral.Number(digits))))
                .isEqualTo(expected);
    }

    @Test
    void storesTextAndNull() {
        assertThat(print(KeyCoercion.storedLiteral(KeyType.INT8, SqlLiteral.Null.INSTANCE)))
                .isEqualTo("null");
        assertThat(print(KeyCoercion.storedLiteral(KeyType.INT8, quoted(" 7 "))))
                .isEqualTo("7");
        assertThat(print(KeyCoercion.storedLiteral(KeyType.INT8, quoted("7.0"))))
                .isEqualTo("unknown");
        assertThat(print(KeyCoercion.storedLiteral(KeyType.TEXT, quoted("a~")))).isEqualTo("a ");
        assertThat(print(KeyCoercion.storedLiteral(KeyType.BPCHAR, quoted("a~"))))
                .isEqualTo("a");
        // a varchar(n) might cut the blank off
        assertThat(print(KeyCoercion.storedLiteral(KeyType.VARCHAR, quoted("a~"))))
                .isEqualTo("unknown");
        assertThat(print(KeyCoercion.storedCast(KeyType.TEXT, "bpchar", false, quoted("a~"))))
                .isEqualTo("a");
        assertThat(print(KeyCoercion.storedCast(KeyType.DATE, "timestamp", false, quoted("2024-01-31 10:00"))))
                .isEqualTo("2024-01-31");
        assertThat(print(KeyCoercion.storedCast(KeyType.INT8, "float8", false, quoted("2.5"))))
                .isEqualTo("2");
    }

    @Test
    void oneWideTypeInAListMakesTheListUnknown() {
        Constant whole = Constant.of(new SqlLiteral.Number("9007199254740993"));
        Constant floating = Constant.of(quoted("1")).cast("float8", false);
        assertThat(KeyCoercion.comparedInList(KeyType.INT8, ImmutableList.of(whole, floating)))
                .containsOnly(KeyMatch.Unknown.INSTANCE);
        Constant blank = Constant.of(quoted("a")).cast("bpchar", false);
        assertThat(KeyCoercion.comparedInList(KeyType.TEXT, ImmutableList.of(Constant.of(quoted("a~")), blank)))
                .containsOnly(KeyMatch.Unknown.INSTANCE);
        assertThat(KeyCoercion.comparedInList(
                        KeyType.INT8, ImmutableList.of(whole, Constant.of(new SqlLiteral.Number("2.5")))))
                .extracting(KeyCoercionTest::print)
                .containsExactly("9007199254740993", "nothing");
    }

    @ParameterizedTest
    @CsvSource({
        "INT8, 5.5, 5, 6",
        "INT8, -5.5, -6, -5",
        "INT2, 70000, 70000, 70000",
        "INT8, 1e30, unknown, unknown",
        "NUMERIC, 5.5, 5.5, 5.5",
        "TEXT, 5, unknown, unknown",
    })
    void boundsAreRoundedOutwards(KeyType key, String digits, String low, String high) {
        Constant constant = Constant.of(new SqlLiteral.Number(digits));
        assertThat(print(KeyCoercion.lowerBound(key, constant))).isEqualTo(low);
        assertThat(print(KeyCoercion.upperBound(key, constant))).isEqualTo(high);
    }

    @Test
    void boundsOfTextAreUnknownAndOfNullNothing() {
        assertThat(print(KeyCoercion.lowerBound(KeyType.TEXT, Constant.of(quoted("a")))))
                .isEqualTo("unknown");
        assertThat(print(KeyCoercion.upperBound(KeyType.TEXT, Constant.Null.INSTANCE)))
                .isEqualTo("nothing");
        assertThat(print(KeyCoercion.upperBound(KeyType.UUID, Constant.Null.INSTANCE)))
                .isEqualTo("nothing");
        Constant noon = Constant.of(quoted("2024-01-31 12:00")).cast("timestamp", false);
        assertThat(print(KeyCoercion.upperBound(KeyType.DATE, noon))).isEqualTo("2024-01-31");
    }

    @Test
    void numericKeysAreEqualWhateverTheirScale() {
        assertThat(new KeyValue.Numeric(new PgNumeric.Finite(new BigDecimal("1.500"))))
                .isEqualTo(new KeyValue.Numeric(new PgNumeric.Finite(new BigDecimal("1.5"))));
        assertThat(new KeyValue.Numeric(new PgNumeric.Finite(new BigDecimal("1E+2"))))
                .isEqualTo(new KeyValue.Numeric(new PgNumeric.Finite(new BigDecimal("100.0"))));
    }

    static String print(KeyMatch match) {
        return switch (match) {
            case KeyMatch.Exactly(KeyValue value) -> KeyText.print(value);
            case KeyMatch.Nothing _ -> "nothing";
            case KeyMatch.Unknown _ -> "unknown";
        };
    }

    private static SqlLiteral quoted(String text) {
        return new SqlLiteral.Quoted(text.replace('~', ' '));
    }
}
