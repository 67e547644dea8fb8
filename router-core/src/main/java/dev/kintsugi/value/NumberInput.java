package dev.kintsugi.value;

import com.google.common.base.Ascii;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads numbers as Postgres' scanner and the input functions of its number types do.
final class NumberInput {
    /// Keys of more digits than this are left to the shards: their arithmetic costs more than asking everybody.
    private static final int MAX_DIGITS = 1000;

    private static final int MAX_PLAIN_DIGITS = 18;

    private static final Pattern INTEGER = Pattern.compile("([+-]?)(?:"
            + "(?<decimal>[0-9]+(?:_[0-9]+)*)"
            + "|0[xX](?<hex>(?:_?[0-9a-fA-F])+)"
            + "|0[oO](?<octal>(?:_?[0-7])+)"
            + "|0[bB](?<binary>(?:_?[01])+))");

    private static final Pattern DECIMAL =
            Pattern.compile("([+-]?)((?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?)");

    private NumberInput() {}

    /// A number constant of SQL text: int4, int8 or numeric.
    static Constant literal(String digits) {
        if (isPlain(digits)) {
            return integerConstant(Long.parseLong(digits));
        }
        Optional<BigInteger> integer = integer(digits);
        if (integer.isEmpty()) {
            return decimal(digits.replace("_", ""))
                    .<Constant>map(number -> numeric(new PgNumeric.Finite(number)))
                    .orElse(Constant.Opaque.INSTANCE);
        }
        BigInteger value = integer.get();
        if (value.bitLength() > 63) {
            return numeric(new PgNumeric.Finite(new BigDecimal(value)));
        }
        return integerConstant(value.longValueExact());
    }

    private static Constant integerConstant(long number) {
        ConstantType type = ConstantType.INT4.holds(number) ? ConstantType.INT4 : ConstantType.INT8;
        return new Constant.Typed(type, new KeyValue.Int(number));
    }

    /// The input function of an integer type.
    static Constant readInteger(ConstantType type, String text) {
        if (isPlain(text)) {
            long number = Long.parseLong(text);
            return type.holds(number) ? new Constant.Typed(type, new KeyValue.Int(number)) : Constant.Opaque.INSTANCE;
        }
        return integer(TextInput.trim(text))
                .filter(value -> value.bitLength() <= 63 && type.holds(value.longValueExact()))
                .<Constant>map(value -> new Constant.Typed(type, new KeyValue.Int(value.longValueExact())))
                .orElse(Constant.Opaque.INSTANCE);
    }

    /// The input function of numeric; forms that only newer servers read are left to them.
    static Constant readNumeric(String text) {
        String trimmed = TextInput.trim(text);
        return switch (Ascii.toLowerCase(trimmed)) {
            case "nan" -> numeric(PgNumeric.NaN.INSTANCE);
            case "inf", "+inf", "infinity", "+infinity" -> numeric(new PgNumeric.Infinity(false));
            case "-inf", "-infinity" -> numeric(new PgNumeric.Infinity(true));
            default ->
                decimal(trimmed)
                        .<Constant>map(number -> numeric(new PgNumeric.Finite(number)))
                        .orElse(Constant.Opaque.INSTANCE);
        };
    }

    /// The input function of float4 and float8, for finite decimal forms.
    static Constant readFloat(ConstantType type, String text) {
        String trimmed = TextInput.trim(text);
        if (!DECIMAL.matcher(trimmed).matches()) {
            return Constant.Opaque.INSTANCE;
        }
        double value = type == ConstantType.FLOAT4 ? Float.parseFloat(trimmed) : Double.parseDouble(trimmed);
        return Double.isInfinite(value) ? Constant.Opaque.INSTANCE : new Constant.Floating(type, value);
    }

    static Constant numeric(PgNumeric number) {
        return new Constant.Typed(ConstantType.NUMERIC, new KeyValue.Numeric(number));
    }

    /// Whether the text is the usual case, read without a regular expression: digits that surely fit a long, maybe
    /// a minus before them.
    private static boolean isPlain(String text) {
        int first = text.startsWith("-") ? 1 : 0;
        if (text.length() == first || text.length() > first + MAX_PLAIN_DIGITS) {
            return false;
        }
        for (int i = first; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /// Whether a number is short enough to compute with.
    static boolean isSmall(BigDecimal number) {
        return Math.abs((long) number.scale()) <= MAX_DIGITS && number.precision() <= MAX_DIGITS;
    }

    private static Optional<BigInteger> integer(String text) {
        if (text.length() > MAX_DIGITS) {
            return Optional.empty();
        }
        Matcher matcher = INTEGER.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        BigInteger magnitude;
        if (matcher.group("decimal") != null) {
            magnitude = digits(matcher.group("decimal"), 10);
        } else if (matcher.group("hex") != null) {
            magnitude = digits(matcher.group("hex"), 16);
        } else if (matcher.group("octal") != null) {
            magnitude = digits(matcher.group("octal"), 8);
        } else {
            magnitude = digits(matcher.group("binary"), 2);
        }
        return Optional.of(matcher.group(1).equals("-") ? magnitude.negate() : magnitude);
    }

    private static BigInteger digits(String digits, int radix) {
        return new BigInteger(digits.replace("_", ""), radix);
    }

    private static Optional<BigDecimal> decimal(String text) {
        if (text.length() > MAX_DIGITS || !DECIMAL.matcher(text).matches()) {
            return Optional.empty();
        }
        return Optional.of(new BigDecimal(text)).filter(NumberInput::isSmall);
    }
}
