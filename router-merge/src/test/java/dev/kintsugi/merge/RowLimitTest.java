package dev.kintsugi.merge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.sql.ValueSource;
import dev.kintsugi.value.BindValue;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.Oids;
import dev.kintsugi.value.SqlLiteral;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// LIMIT and OFFSET are read as Postgres reads them.
class RowLimitTest {
    static Optional<ValueSource> number(long value) {
        return Optional.of(new ValueSource.Literal(new SqlLiteral.Number(Long.toString(value))));
    }

    @Test
    void readsLiterals() {
        assertThat(count(literal(new SqlLiteral.Number("10")))).hasValue(10);
        assertThat(count(literal(new SqlLiteral.Number("2.5")))).hasValue(3);
        assertThat(count(literal(new SqlLiteral.Number("1e3")))).hasValue(1000);
        assertThat(count(literal(new SqlLiteral.Number("9223372036854775807")))).hasValue(Long.MAX_VALUE);
        assertThat(count(literal(new SqlLiteral.Quoted(" +7 ")))).hasValue(7);
        assertThat(count(literal(SqlLiteral.Null.INSTANCE))).isEmpty();
    }

    @Test
    void readsCasts() {
        ValueSource half = new ValueSource.Literal(new SqlLiteral.Number("2.5"));
        assertThat(count(new ValueSource.Cast(half, "integer", false))).hasValue(3);
        assertThat(count(new ValueSource.Cast(literal(new SqlLiteral.Quoted("5")), "int8", false)))
                .hasValue(5);
        assertError(
                "22003",
                "integer out of range",
                new ValueSource.Cast(literal(new SqlLiteral.Number("2147483648")), "int4", false));
        assertError(
                "0A000",
                "a cast to float8 as LIMIT or OFFSET over several shards is not supported",
                new ValueSource.Cast(half, "float8", false));
    }

    @Test
    void readsParameters() {
        assertThat(count(
                        Oids.INT8,
                        Format.BINARY,
                        ByteBuffer.allocate(8).putLong(5).array()))
                .hasValue(5);
        assertThat(count(
                        Oids.INT4,
                        Format.BINARY,
                        ByteBuffer.allocate(4).putInt(5).array()))
                .hasValue(5);
        assertThat(count(
                        Oids.INT2,
                        Format.BINARY,
                        ByteBuffer.allocate(2).putShort((short) 5).array()))
                .hasValue(5);
        assertThat(count(Oids.INT8, Format.TEXT, "5".getBytes(UTF_8))).hasValue(5);
        assertThat(count(Oids.INT8, Format.TEXT, null)).isEmpty();
        assertThatThrownBy(() -> count(Oids.INT8, Format.BINARY, new byte[4]))
                .isInstanceOfSatisfying(
                        RouterException.class, e -> assertThat(e.error().code()).isEqualTo("22P03"));
    }

    @Test
    void refusesWhatPostgresRefuses() {
        assertError("2201W", "LIMIT must not be negative", literal(new SqlLiteral.Number("-1")));
        assertError("22P02", "invalid input syntax for type bigint: \"x\"", literal(new SqlLiteral.Quoted("x")));
        assertError("22003", "bigint out of range", literal(new SqlLiteral.Number("9223372036854775808")));
        assertError(
                "22003",
                "value \"99999999999999999999\" is out of range for type bigint",
                literal(new SqlLiteral.Quoted("99999999999999999999")));
        assertThatThrownBy(() -> RowLimit.of(number(-1), number(-1), BindValues.NONE))
                .isInstanceOfSatisfying(
                        RouterException.class,
                        e -> assertThat(e.error().code() + " " + e.error().message())
                                .isEqualTo("2201X OFFSET must not be negative"));
    }

    private static ValueSource literal(SqlLiteral literal) {
        return new ValueSource.Literal(literal);
    }

    private static OptionalLong count(ValueSource source) {
        return RowLimit.of(Optional.of(source), Optional.empty(), BindValues.NONE)
                .count();
    }

    private static OptionalLong count(int typeOid, Format format, byte @Nullable [] bytes) {
        BindValues values = new BindValues(ImmutableList.of(new BindValue(typeOid, format, bytes)));
        return RowLimit.of(Optional.of(new ValueSource.Parameter(1)), Optional.empty(), values)
                .count();
    }

    private static void assertError(String code, String message, ValueSource source) {
        assertThatThrownBy(() -> count(source))
                .isInstanceOfSatisfying(
                        RouterException.class, e -> assertThat(e.error().code()).isEqualTo(code))
                .hasMessage(message);
    }
}
