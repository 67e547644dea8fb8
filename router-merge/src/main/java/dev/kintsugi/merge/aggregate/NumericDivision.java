package dev.kintsugi.merge.aggregate;

import dev.kintsugi.value.PgNumeric;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/// Division of numerics with the display scale that Postgres chooses (`select_div_scale`): at least 16 significant
/// digits and never fewer decimals than an operand has, rounded half away from zero.
final class NumericDivision {
    private static final int MIN_SIGNIFICANT_DIGITS = 16;
    private static final int MAX_DISPLAY_SCALE = 1000;
    private static final int DIGITS_OF_BASE = 4;

    private NumericDivision() {}

    /// The average of `count` values with this sum.
    ///
    /// @param count positive
    static PgNumeric divide(PgNumeric sum, long count) {
        return switch (sum) {
            case PgNumeric.Finite(BigDecimal value) -> new PgNumeric.Finite(divide(value, BigDecimal.valueOf(count)));
            case PgNumeric.NaN nan -> nan;
            case PgNumeric.Infinity infinity -> infinity;
        };
    }

    static BigDecimal divide(BigDecimal dividend, BigDecimal divisor) {
        return dividend.divide(divisor, scale(dividend, divisor), RoundingMode.HALF_UP);
    }

    private static int scale(BigDecimal dividend, BigDecimal divisor) {
        Leading left = Leading.of(dividend);
        Leading right = Leading.of(divisor);
        int quotientWeight = left.weight - right.weight;
        if (left.digit <= right.digit) {
            quotientWeight--;
        }
        int scale = MIN_SIGNIFICANT_DIGITS - quotientWeight * DIGITS_OF_BASE;
        return Math.clamp(Math.max(scale, Math.max(dividend.scale(), divisor.scale())), 0, MAX_DISPLAY_SCALE);
    }

    /// The first base-10000 digit that is not zero, and its weight; both 0 for zero.
    private record Leading(int weight, int digit) {
        static Leading of(BigDecimal value) {
            if (value.signum() == 0) {
                return new Leading(0, 0);
            }
            int decimalExponent = value.precision() - value.scale() - 1;
            int weight = Math.floorDiv(decimalExponent, DIGITS_OF_BASE);
            int decimals = decimalExponent - weight * DIGITS_OF_BASE + 1;
            BigInteger digit = value.abs()
                    .round(new MathContext(decimals, RoundingMode.DOWN))
                    .movePointLeft(weight * DIGITS_OF_BASE)
                    .toBigInteger();
            return new Leading(weight, digit.intValueExact());
        }
    }
}
