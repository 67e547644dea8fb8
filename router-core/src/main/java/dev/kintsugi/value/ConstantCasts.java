package dev.kintsugi.value;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/// Casts between the types of constants, as Postgres' explicit and assignment casts compute them.
///
/// A cast that depends on a setting, that loses digits in a way not repeated here, or that Postgres refuses gives
/// [Constant.Opaque].
final class ConstantCasts {
    /// Whole numbers below these are exact in a float.
    static final long EXACT_IN_FLOAT8 = 1L << 53;

    static final long EXACT_IN_FLOAT4 = 1L << 24;

    /// The first timestamp that Postgres cannot hold, in days since 2000-01-01 (294277-01-01).
    private static final int TIMESTAMP_END_DAY = 106_751_983;

    /// The first day of timestamps, 4714-11-24 BC.
    private static final int TIMESTAMP_FIRST_DAY = -2_451_545;

    private ConstantCasts() {}

    static Constant cast(Constant constant, ConstantType target) {
        return switch (constant) {
            case Constant.Null _, Constant.Opaque _ -> constant;
            case Constant.Untyped(String text) -> TextInput.read(target, text);
            case Constant.Floating(ConstantType type, double value) -> castFloat(constant, type, value, target);
            case Constant.Typed(ConstantType type, KeyValue value) when type == target -> typed(target, value);
            case Constant.Typed typed -> castTyped(typed, target);
        };
    }

    private static Constant castFloat(Constant constant, ConstantType type, double value, ConstantType target) {
        return switch (target) {
            case INT2, INT4, INT8 -> {
                double rounded = Math.rint(value); // to even, unlike numeric
                yield Math.abs(rounded) < EXACT_IN_FLOAT8 && target.holds((long) rounded)
                        ? typed(target, new KeyValue.Int((long) rounded))
                        : Constant.Opaque.INSTANCE;
            }
            case FLOAT8 -> new Constant.Floating(target, value);
            case FLOAT4 -> type == target ? constant : Constant.Opaque.INSTANCE;
            case NUMERIC, TEXT, VARCHAR, BPCHAR, UUID, DATE, TIMESTAMP, TIMESTAMPTZ, BOOL, BYTEA ->
                Constant.Opaque.INSTANCE;
        };
    }

    private static Constant castTyped(Constant.Typed source, ConstantType target) {
        return switch (target) {
            case INT2, INT4, INT8 -> toInteger(source, target);
            case NUMERIC ->
                source.value() instanceof KeyValue.Int(long number) ? wholeNumeric(number) : fromText(source, target);
            case FLOAT4 -> toFloat(source, target, EXACT_IN_FLOAT4);
            case FLOAT8 -> toFloat(source, target, EXACT_IN_FLOAT8);
            case TEXT, VARCHAR, BPCHAR -> toText(source, target);
            case DATE -> toDate(source);
            case TIMESTAMP -> toTimestamp(source);
            case UUID, TIMESTAMPTZ, BOOL, BYTEA -> fromText(source, target);
        };
    }

    private static Constant toInteger(Constant.Typed source, ConstantType target) {
        return switch (source.value()) {
            case KeyValue.Int(long number) ->
                target.holds(number) ? typed(target, source.value()) : Constant.Opaque.INSTANCE;
            case KeyValue.Numeric(PgNumeric.Finite(BigDecimal number)) ->
                integerIn(number.setScale(0, RoundingMode.HALF_UP))
                        .filter(target::holds)
                        .<Constant>map(rounded -> typed(target, new KeyValue.Int(rounded)))
                        .orElse(Constant.Opaque.INSTANCE);
            default -> fromText(source, target);
        };
    }

    private static Constant toFloat(Constant.Typed source, ConstantType target, long exactBelow) {
        Optional<Long> whole = switch (source.value()) {
            case KeyValue.Int(long number) -> Optional.of(number);
            case KeyValue.Numeric(PgNumeric.Finite(BigDecimal number)) -> integerIn(number);
            default -> Optional.empty();
        };
        return whole.filter(number -> number > -exactBelow && number < exactBelow)
                .<Constant>map(number -> new Constant.Floating(target, number.doubleValue()))
                .orElseGet(() -> fromText(source, target));
    }

    private static Constant toText(Constant.Typed source, ConstantType target) {
        return source.value() instanceof KeyValue.Int(long number)
                ? typed(target, new KeyValue.Text(Long.toString(number)))
                : fromText(source, target);
    }

    private static Constant toDate(Constant.Typed source) {
        return source.type() == ConstantType.TIMESTAMP && source.value() instanceof KeyValue.Timestamp(long micros)
                ? typed(ConstantType.DATE, new KeyValue.Date(dayOf(micros)))
                : fromText(source, ConstantType.DATE);
    }

    private static Constant toTimestamp(Constant.Typed source) {
        return source.value() instanceof KeyValue.Date(int days)
                ? midnight(days)
                        .<Constant>map(micros -> typed(ConstantType.TIMESTAMP, new KeyValue.Timestamp(micros)))
                        .orElse(Constant.Opaque.INSTANCE)
                : fromText(source, ConstantType.TIMESTAMP);
    }

    /// Text types go through the target's input function.
    private static Constant fromText(Constant.Typed source, ConstantType target) {
        return source.value() instanceof KeyValue.Text(String text)
                ? TextInput.read(target, text)
                : Constant.Opaque.INSTANCE;
    }

    /// The day that holds a timestamp; the infinities stay infinite.
    static int dayOf(long micros) {
        if (micros == Long.MAX_VALUE) {
            return Integer.MAX_VALUE;
        }
        return micros == Long.MIN_VALUE ? Integer.MIN_VALUE : (int) Math.floorDiv(micros, DateTimeInput.MICROS_PER_DAY);
    }

    /// The timestamp at which a day begins, or empty if timestamps do not reach that far.
    static Optional<Long> midnight(int days) {
        if (days == Integer.MAX_VALUE || days == Integer.MIN_VALUE) {
            return Optional.of(days > 0 ? Long.MAX_VALUE : Long.MIN_VALUE);
        }
        return days >= TIMESTAMP_FIRST_DAY && days < TIMESTAMP_END_DAY
                ? Optional.of(days * DateTimeInput.MICROS_PER_DAY)
                : Optional.empty();
    }

    static Constant wholeNumeric(long number) {
        return NumberInput.numeric(new PgNumeric.Finite(BigDecimal.valueOf(number)));
    }

    /// The number as a long, or empty if it has a fraction or does not fit.
    static Optional<Long> integerIn(BigDecimal number) {
        try {
            return Optional.of(number.longValueExact());
        } catch (ArithmeticException _) {
            return Optional.empty();
        }
    }

    private static Constant typed(ConstantType type, KeyValue value) {
        return new Constant.Typed(type, value);
    }
}
