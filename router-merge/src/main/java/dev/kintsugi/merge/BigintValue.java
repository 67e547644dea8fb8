package dev.kintsugi.merge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableMap;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.merge.compare.BigEndian;
import dev.kintsugi.sql.ValueSource;
import dev.kintsugi.value.BindValue;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Oids;
import dev.kintsugi.value.SqlLiteral;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads a value as bigint the way Postgres coerces the argument of LIMIT.
final class BigintValue {
    private static final IntegerType BIGINT = new IntegerType("bigint", Long.MIN_VALUE, Long.MAX_VALUE);
    private static final IntegerType INTEGER = new IntegerType("integer", Integer.MIN_VALUE, Integer.MAX_VALUE);
    private static final IntegerType SMALLINT = new IntegerType("smallint", Short.MIN_VALUE, Short.MAX_VALUE);

    private static final ImmutableMap<String, IntegerType> INTEGER_TYPES = ImmutableMap.of(
            "int2",
            SMALLINT,
            "smallint",
            SMALLINT,
            "int4",
            INTEGER,
            "int",
            INTEGER,
            "integer",
            INTEGER,
            "int8",
            BIGINT,
            "bigint",
            BIGINT);

    private BigintValue() {}

    /// The value, or empty for NULL.
    ///
    /// @throws RouterException 22003 if it is out of range, 22P02 if its text is no number, 22P03 if its bytes are
    /// none, 0A000 if it is of a type that is not read here
    static OptionalLong of(ValueSource source, BindValues values) {
        Optional<Number> number = number(source, values);
        return number.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(number.get().as(BIGINT));
    }

    private static Optional<Number> number(ValueSource source, BindValues values) {
        return switch (source) {
            case ValueSource.Literal(SqlLiteral literal) -> literal(literal);
            case ValueSource.Slot slot -> throw new IllegalStateException(slot + " has no value");
            case ValueSource.Parameter(int number) -> parameter(values.parameter(number));
            case ValueSource.Cast(ValueSource inner, String typeName, boolean hasModifier) -> {
                IntegerType type = INTEGER_TYPES.get(typeName.toLowerCase(Locale.ROOT));
                if (type == null || hasModifier) {
                    throw unsupported("a cast to " + typeName);
                }
                yield number(inner, values).map(number -> new Number.Exact(BigDecimal.valueOf(number.as(type))));
            }
        };
    }

    private static Optional<Number> literal(SqlLiteral literal) {
        return switch (literal) {
            case SqlLiteral.Number(String digits) -> Optional.of(new Number.Exact(decimal(digits)));
            case SqlLiteral.Quoted(String text) -> Optional.of(new Number.Text(text));
            case SqlLiteral.Null _ -> Optional.empty();
            case SqlLiteral.Bool _ -> throw unsupported("a boolean");
        };
    }

    private static BigDecimal decimal(String digits) {
        try {
            return new BigDecimal(digits.replace("_", ""));
        } catch (NumberFormatException _) {
            throw unsupported("the constant " + digits);
        }
    }

    private static Optional<Number> parameter(BindValue value) {
        byte[] bytes = value.bytes();
        if (bytes == null) {
            return Optional.empty();
        }
        return Optional.of(
                switch (value.format()) {
                    case TEXT -> textParameter(value.typeOid(), new String(bytes, UTF_8));
                    case BINARY -> new Number.Exact(BigDecimal.valueOf(binaryParameter(value.typeOid(), bytes)));
                });
    }

    private static Number textParameter(int typeOid, String text) {
        return switch (typeOid) {
            case Oids.INT2, Oids.INT4, Oids.INT8, Oids.UNSPECIFIED, Oids.UNKNOWN -> new Number.Text(text);
            default -> throw unsupported("a parameter of the type with OID " + Integer.toUnsignedString(typeOid));
        };
    }

    private static long binaryParameter(int typeOid, byte[] bytes) {
        return switch (typeOid) {
            case Oids.INT2 -> BigEndian.int2(sized(bytes, Short.BYTES), 0);
            case Oids.INT4 -> BigEndian.int4(sized(bytes, Integer.BYTES), 0);
            case Oids.INT8, Oids.UNSPECIFIED -> BigEndian.int8(sized(bytes, Long.BYTES), 0);
            default -> throw unsupported("a parameter of the type with OID " + Integer.toUnsignedString(typeOid));
        };
    }

    private static byte[] sized(byte[] bytes, int expected) {
        if (bytes.length != expected) {
            throw new RouterException(
                    SqlState.INVALID_BINARY_REPRESENTATION, "incorrect binary data format in bind parameter");
        }
        return bytes;
    }

    private static RouterException unsupported(String what) {
        return new RouterException(PgError.unsupported(
                what + " as LIMIT or OFFSET over several shards is not supported",
                "Write an integer, or pass a parameter of type bigint."));
    }

    /// An integer type with the range it accepts.
    private record IntegerType(String name, long min, long max) {
        long within(BigDecimal integer, String complaint) {
            if (integer.compareTo(BigDecimal.valueOf(min)) < 0 || integer.compareTo(BigDecimal.valueOf(max)) > 0) {
                throw new RouterException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, complaint);
            }
            return integer.longValueExact();
        }
    }

    /// A number on its way to bigint.
    private sealed interface Number {
        /// Numeric or integer: rounded half away from zero.
        record Exact(BigDecimal value) implements Number {}

        /// An untyped text: read by the integer type's input function.
        record Text(String text) implements Number {}

        default long as(IntegerType type) {
            return switch (this) {
                case Exact(BigDecimal value) ->
                    type.within(value.setScale(0, RoundingMode.HALF_UP), type.name + " out of range");
                case Text(String text) ->
                    type.within(parse(text, type), "value \"" + text + "\" is out of range for type " + type.name);
            };
        }

        private static BigDecimal parse(String text, IntegerType type) {
            String digits = text.strip();
            boolean signed = digits.startsWith("-") || digits.startsWith("+");
            String unsigned = signed ? digits.substring(1) : digits;
            if (unsigned.isEmpty() || !unsigned.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw new RouterException(
                        SqlState.INVALID_TEXT_REPRESENTATION,
                        "invalid input syntax for type " + type.name + ": \"" + text + "\"");
            }
            return new BigDecimal(digits);
        }
    }
}
