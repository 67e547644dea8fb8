package dev.kintsugi.merge.aggregate;

import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.merge.compare.BigEndian;
import dev.kintsugi.value.BinaryValues;
import dev.kintsugi.value.PgNumeric;
import java.math.BigDecimal;

/// Reads partial results from rows and adds them up as Postgres does.
final class Partials {
    /// A numeric has at most this many digits before its decimal point (`NUMERIC_WEIGHT_MAX`).
    private static final int MAX_INTEGER_DIGITS = 131_072;

    private Partials() {}

    static boolean bool(Fields row, int column) {
        BigEndian.requireLength(row.length(column), 1);
        return row.bytes()[row.start(column)] != 0;
    }

    static long int8(Fields row, int column) {
        BigEndian.requireLength(row.length(column), Long.BYTES);
        return BigEndian.int8(row.bytes(), row.start(column));
    }

    static float float4(Fields row, int column) {
        BigEndian.requireLength(row.length(column), Float.BYTES);
        return Float.intBitsToFloat(BigEndian.int4(row.bytes(), row.start(column)));
    }

    static double float8(Fields row, int column) {
        BigEndian.requireLength(row.length(column), Double.BYTES);
        return Double.longBitsToDouble(BigEndian.int8(row.bytes(), row.start(column)));
    }

    static PgNumeric numeric(Fields row, int column) {
        return BinaryValues.numeric(row.bytes(), row.start(column), row.length(column));
    }

    /// @throws RouterException 22003 "bigint out of range"
    static long addBigint(long left, long right) {
        long sum = left + right;
        if (((left ^ sum) & (right ^ sum)) < 0) {
            throw new RouterException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "bigint out of range");
        }
        return sum;
    }

    /// As `float4pl`: an infinite sum of finite values is an overflow.
    ///
    /// @throws RouterException 22003 "value out of range: overflow"
    static float addReal(float left, float right) {
        float sum = left + right;
        if (Float.isInfinite(sum) && Float.isFinite(left) && Float.isFinite(right)) {
            throw floatOverflow();
        }
        return sum;
    }

    /// As `float8pl`.
    ///
    /// @throws RouterException 22003 "value out of range: overflow"
    static double addDouble(double left, double right) {
        double sum = left + right;
        if (Double.isInfinite(sum) && Double.isFinite(left) && Double.isFinite(right)) {
            throw floatOverflow();
        }
        return sum;
    }

    /// As `numeric_add`: the larger display scale is kept, infinities of both signs make NaN.
    ///
    /// @throws RouterException 22003 "value overflows numeric format"
    static PgNumeric addNumeric(PgNumeric left, PgNumeric right) {
        return switch (left) {
            case PgNumeric.NaN nan -> nan;
            case PgNumeric.Infinity infinity -> addToInfinity(infinity, right);
            case PgNumeric.Finite(BigDecimal value) ->
                switch (right) {
                    case PgNumeric.NaN nan -> nan;
                    case PgNumeric.Infinity infinity -> infinity;
                    case PgNumeric.Finite(BigDecimal addend) -> finite(value.add(addend));
                };
        };
    }

    private static PgNumeric addToInfinity(PgNumeric.Infinity left, PgNumeric right) {
        return switch (right) {
            case PgNumeric.NaN nan -> nan;
            case PgNumeric.Infinity other -> left.equals(other) ? left : PgNumeric.NaN.INSTANCE;
            case PgNumeric.Finite _ -> left;
        };
    }

    private static PgNumeric finite(BigDecimal value) {
        if (value.precision() - value.scale() > MAX_INTEGER_DIGITS) {
            throw new RouterException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value overflows numeric format");
        }
        return new PgNumeric.Finite(value);
    }

    private static RouterException floatOverflow() {
        return new RouterException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value out of range: overflow");
    }
}
