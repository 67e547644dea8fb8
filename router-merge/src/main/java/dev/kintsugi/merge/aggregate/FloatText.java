package dev.kintsugi.merge.aggregate;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// The text of float4 and float8 as Postgres prints it while `extra_float_digits` is at least 1: the fewest digits
/// that read back as the same value, plain or, for small and large exponents, scientific.
///
/// `Double.toString` gives the same digits but for two cases that are computed exactly here: it prefers two digits
/// to one, and it accepts a decimal that lies halfway between two doubles (which only an integer too large for the
/// mantissa can be).
final class FloatText {
    private static final int MIN_PLAIN_EXPONENT = -4;
    private static final int FLOAT4_PLAIN_DIGITS = 6;
    private static final int FLOAT8_PLAIN_DIGITS = 15;
    private static final float FLOAT4_EXACT_BELOW = 1 << 22;
    private static final double FLOAT8_EXACT_BELOW = 1L << 51;

    private FloatText() {}

    static String of(float value) {
        if (!Float.isFinite(value) || value == 0) {
            return special(value, 1 / value < 0);
        }
        float magnitude = Math.abs(value);
        BigDecimal digits = new BigDecimal(Float.toString(magnitude)).stripTrailingZeros();
        if (digits.precision() <= 2 || magnitude >= FLOAT4_EXACT_BELOW) {
            digits = shortest(magnitude, Math.nextDown(magnitude), Math.nextUp(magnitude), Math.ulp(magnitude));
        }
        return layout(digits, value < 0, FLOAT4_PLAIN_DIGITS);
    }

    static String of(double value) {
        if (!Double.isFinite(value) || value == 0) {
            return special(value, 1 / value < 0);
        }
        double magnitude = Math.abs(value);
        BigDecimal digits = new BigDecimal(Double.toString(magnitude)).stripTrailingZeros();
        if (digits.precision() <= 2 || magnitude >= FLOAT8_EXACT_BELOW) {
            digits = shortest(magnitude, Math.nextDown(magnitude), Math.nextUp(magnitude), Math.ulp(magnitude));
        }
        return layout(digits, value < 0, FLOAT8_PLAIN_DIGITS);
    }

    private static String special(double value, boolean negativeZero) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (value == 0) {
            return negativeZero ? "-0" : "0";
        }
        return value > 0 ? "Infinity" : "-Infinity";
    }

    /// The shortest decimal strictly between the midpoints to the neighbours, the nearest to `value` of those.
    private static BigDecimal shortest(double value, double below, double above, double ulp) {
        BigDecimal exact = new BigDecimal(value);
        BigDecimal half = new BigDecimal(0.5);
        BigDecimal low = exact.add(new BigDecimal(below)).multiply(half);
        // the neighbour of the greatest finite value is a step away as well, not infinity
        BigDecimal next = Double.isInfinite(above) ? exact.add(new BigDecimal(ulp)) : new BigDecimal(above);
        BigDecimal high = exact.add(next).multiply(half);
        for (int precision = 1; ; precision++) {
            BigDecimal floor = exact.round(new MathContext(precision, RoundingMode.FLOOR));
            BigDecimal ceiling = exact.round(new MathContext(precision, RoundingMode.CEILING));
            boolean floorFits = floor.compareTo(low) > 0;
            boolean ceilingFits = ceiling.compareTo(high) < 0;
            if (floorFits || ceilingFits) {
                boolean floorIsNearer = exact.subtract(floor).compareTo(ceiling.subtract(exact)) <= 0;
                BigDecimal chosen = floorFits && (floorIsNearer || !ceilingFits) ? floor : ceiling;
                return chosen.stripTrailingZeros();
            }
        }
    }

    private static String layout(BigDecimal stripped, boolean negative, int plainDigits) {
        int exponent = stripped.precision() - stripped.scale() - 1;
        StringBuilder text = new StringBuilder(24);
        if (negative) {
            text.append('-');
        }
        if (exponent >= MIN_PLAIN_EXPONENT && exponent < plainDigits) {
            return text.append(stripped.toPlainString()).toString();
        }
        String digits = stripped.unscaledValue().toString();
        text.append(digits.charAt(0));
        if (digits.length() > 1) {
            text.append('.').append(digits, 1, digits.length());
        }
        text.append('e').append(exponent < 0 ? '-' : '+');
        if (Math.abs(exponent) < 10) {
            text.append('0');
        }
        return text.append(Math.abs(exponent)).toString();
    }
}
