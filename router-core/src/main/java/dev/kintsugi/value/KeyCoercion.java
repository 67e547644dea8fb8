package dev.kintsugi.value;

import com.google.common.collect.ImmutableList;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// What a constant says about a sharding key, by the rules of the operators and casts that Postgres would choose.
///
/// `compared` answers for `key = constant`, `stored` for a constant assigned to the key column; the rest are short
/// cuts to them. Whatever depends on settings or is not known for certain is [KeyMatch.Unknown], which costs speed and
/// never rows.
public final class KeyCoercion {
    private KeyCoercion() {}

    /// What `key = literal` says.
    public static KeyMatch literal(KeyType key, SqlLiteral literal) {
        return compared(key, Constant.of(literal));
    }

    /// What `key = inner::typeName` says; the name is in lower case, and `hasModifier` tells
    /// `varchar(3)` from `varchar`.
    public static KeyMatch cast(KeyType key, String typeName, boolean hasModifier, SqlLiteral inner) {
        return compared(key, Constant.of(inner).cast(typeName, hasModifier));
    }

    /// What `key = $n` says.
    ///
    /// @throws dev.kintsugi.error.RouterException 22P03 if the bytes are no value of the type
    public static KeyMatch parameter(KeyType key, BindValue value) {
        return compared(key, Constant.of(value));
    }

    /// What a literal assigned to the key column stores.
    public static KeyMatch storedLiteral(KeyType key, SqlLiteral literal) {
        return stored(key, Constant.of(literal));
    }

    /// What a cast literal assigned to the key column stores.
    public static KeyMatch storedCast(KeyType key, String typeName, boolean hasModifier, SqlLiteral inner) {
        return stored(key, Constant.of(inner).cast(typeName, hasModifier));
    }

    /// What a parameter assigned to the key column stores.
    ///
    /// @throws dev.kintsugi.error.RouterException 22P03 if the bytes are no value of the type
    public static KeyMatch storedParameter(KeyType key, BindValue value) {
        return stored(key, Constant.of(value));
    }

    /// What `key = constant` says.
    public static KeyMatch compared(KeyType key, Constant constant) {
        return switch (constant) {
            case Constant.Null _ -> KeyMatch.Nothing.INSTANCE;
            case Constant.Opaque _ -> KeyMatch.Unknown.INSTANCE;
            case Constant.Untyped(String text) -> exactlyTyped(TextInput.read(ConstantType.of(key), text));
            case Constant.Floating(ConstantType type, double value) -> comparedFloat(key, type, value);
            case Constant.Typed typed -> comparedTyped(key, typed);
        };
    }

    /// What `key IN (constants)` says about each: a list is compared in one type for all, so that one constant of a
    /// type to which the key would be converted with loss makes every one of them unknown.
    public static ImmutableList<KeyMatch> comparedInList(KeyType key, ImmutableList<Constant> constants) {
        boolean widened = false;
        for (Constant constant : constants) {
            widened |= widens(key, constant);
        }
        ImmutableList.Builder<KeyMatch> matches = ImmutableList.builderWithExpectedSize(constants.size());
        for (Constant constant : constants) {
            matches.add(widened ? KeyMatch.Unknown.INSTANCE : compared(key, constant));
        }
        return matches.build();
    }

    private static boolean widens(KeyType key, Constant constant) {
        return switch (constant) {
            case Constant.Floating _, Constant.Opaque _ -> true;
            case Constant.Typed(ConstantType type, KeyValue _) ->
                type != ConstantType.of(key) && (type == ConstantType.BPCHAR || type == ConstantType.TIMESTAMPTZ);
            case Constant.Null _, Constant.Untyped _ -> false;
        };
    }

    /// What the key column holds after the constant was assigned to it: `Exactly` (NULL included) or `Unknown`.
    ///
    /// The column is taken to have no length, precision or scale; but a varchar that ends in blanks is unknown: a
    /// column with a length would cut them off in silence.
    public static KeyMatch stored(KeyType key, Constant constant) {
        return switch (ConstantCasts.cast(constant, ConstantType.of(key))) {
            case Constant.Null _ -> new KeyMatch.Exactly(KeyValue.Null.INSTANCE);
            case Constant.Typed(ConstantType type, KeyValue.Text(String text))
            when type == ConstantType.VARCHAR && text.endsWith(" ") -> KeyMatch.Unknown.INSTANCE;
            case Constant.Typed(ConstantType _, KeyValue value) -> new KeyMatch.Exactly(value);
            case Constant.Untyped _, Constant.Floating _, Constant.Opaque _ -> KeyMatch.Unknown.INSTANCE;
        };
    }

    /// The least key that `key > constant` or `key >= constant` can match, as an inclusive bound rounded down:
    /// `Nothing` for NULL, `Unknown` for no bound. Text has none, for its order is the column's collation.
    public static KeyMatch lowerBound(KeyType key, Constant constant) {
        return bound(key, constant, RoundingMode.FLOOR);
    }

    /// The greatest key that `key < constant` or `key <= constant` can match, likewise, rounded up.
    public static KeyMatch upperBound(KeyType key, Constant constant) {
        return bound(key, constant, RoundingMode.CEILING);
    }

    private static KeyMatch bound(KeyType key, Constant constant, RoundingMode rounding) {
        return switch (key) {
            case TEXT, VARCHAR, BPCHAR ->
                constant instanceof Constant.Null ? KeyMatch.Nothing.INSTANCE : KeyMatch.Unknown.INSTANCE;
            case INT2, INT4, INT8 ->
                switch (constant) {
                    case Constant.Typed(ConstantType _, KeyValue.Int value) -> new KeyMatch.Exactly(value);
                    case Constant.Typed(ConstantType _, KeyValue.Numeric(PgNumeric.Finite(BigDecimal number))) ->
                        ConstantCasts.integerIn(number.setScale(0, rounding))
                                .<KeyMatch>map(whole -> new KeyMatch.Exactly(new KeyValue.Int(whole)))
                                .orElse(KeyMatch.Unknown.INSTANCE);
                    case Constant.Typed _, Constant.Floating _ -> KeyMatch.Unknown.INSTANCE;
                    case Constant.Null _, Constant.Untyped _, Constant.Opaque _ -> compared(key, constant);
                };
            case DATE ->
                constant instanceof Constant.Typed(ConstantType type, KeyValue.Timestamp(long micros))
                                && type == ConstantType.TIMESTAMP
                        ? new KeyMatch.Exactly(new KeyValue.Date(ConstantCasts.dayOf(micros)))
                        : compared(key, constant);
            case TIMESTAMP, TIMESTAMPTZ, NUMERIC, UUID, BOOL, BYTEA -> compared(key, constant);
        };
    }

    private static KeyMatch comparedTyped(KeyType key, Constant.Typed constant) {
        ConstantType type = constant.type();
        return switch (key) {
            case INT2, INT4, INT8 -> comparedInteger(key, constant.value());
            case NUMERIC ->
                constant.value() instanceof KeyValue.Int(long number)
                        ? exactlyTyped(ConstantCasts.wholeNumeric(number))
                        : exactlyIf(type == ConstantType.NUMERIC, constant.value());
            // Against bpchar the trailing blanks of stored values stop to count, so there many keys can match.
            case TEXT, VARCHAR ->
                exactlyIf(type == ConstantType.TEXT || type == ConstantType.VARCHAR, constant.value());
            case BPCHAR ->
                constant.value() instanceof KeyValue.Text(String text)
                        ? exactly(new KeyValue.Text(TextInput.withoutTrailingBlanks(text)))
                        : KeyMatch.Unknown.INSTANCE;
            case DATE -> comparedDate(type, constant.value());
            case TIMESTAMP -> comparedTimestamp(type, constant.value());
            case UUID, TIMESTAMPTZ, BOOL, BYTEA -> exactlyIf(type == ConstantType.of(key), constant.value());
        };
    }

    private static KeyMatch comparedInteger(KeyType key, KeyValue value) {
        return switch (value) {
            case KeyValue.Int(long number) -> inRange(key, number);
            case KeyValue.Numeric(PgNumeric.Finite(BigDecimal number)) ->
                ConstantCasts.integerIn(number)
                        .map(whole -> inRange(key, whole))
                        .orElse(KeyMatch.Nothing.INSTANCE);
            case KeyValue.Numeric _ -> KeyMatch.Nothing.INSTANCE;
            case KeyValue.Text _,
                    KeyValue.Uuid _,
                    KeyValue.Date _,
                    KeyValue.Timestamp _,
                    KeyValue.Bool _,
                    KeyValue.Bytes _,
                    KeyValue.Null _ -> KeyMatch.Unknown.INSTANCE;
        };
    }

    private static KeyMatch inRange(KeyType key, long number) {
        return ConstantType.of(key).holds(number) ? exactly(new KeyValue.Int(number)) : KeyMatch.Nothing.INSTANCE;
    }

    private static KeyMatch comparedFloat(KeyType key, ConstantType type, double value) {
        return switch (key) {
            case INT2, INT4, INT8 -> {
                long exactBelow =
                        type == ConstantType.FLOAT4 ? ConstantCasts.EXACT_IN_FLOAT4 : ConstantCasts.EXACT_IN_FLOAT8;
                if (!(Math.abs(value) < exactBelow)) {
                    yield KeyMatch.Unknown.INSTANCE; // several integers are equal to it as floats
                }
                long whole = (long) value;
                yield whole == value ? inRange(key, whole) : KeyMatch.Nothing.INSTANCE;
            }
            case TEXT, VARCHAR, BPCHAR, UUID, DATE, TIMESTAMP, TIMESTAMPTZ, NUMERIC, BOOL, BYTEA ->
                KeyMatch.Unknown.INSTANCE;
        };
    }

    private static KeyMatch comparedDate(ConstantType type, KeyValue value) {
        if (type == ConstantType.TIMESTAMP && value instanceof KeyValue.Timestamp(long micros)) {
            int day = ConstantCasts.dayOf(micros);
            return ConstantCasts.midnight(day)
                            .filter(midnight -> midnight == micros)
                            .isPresent()
                    ? exactly(new KeyValue.Date(day))
                    : KeyMatch.Nothing.INSTANCE;
        }
        return exactlyIf(type == ConstantType.DATE, value);
    }

    private static KeyMatch comparedTimestamp(ConstantType type, KeyValue value) {
        if (value instanceof KeyValue.Date(int days)) {
            return ConstantCasts.midnight(days)
                    .<KeyMatch>map(micros -> exactly(new KeyValue.Timestamp(micros)))
                    .orElse(KeyMatch.Unknown.INSTANCE);
        }
        return exactlyIf(type == ConstantType.TIMESTAMP, value);
    }

    private static KeyMatch exactlyTyped(Constant constant) {
        return constant instanceof Constant.Typed typed ? exactly(typed.value()) : KeyMatch.Unknown.INSTANCE;
    }

    private static KeyMatch exactlyIf(boolean sameType, KeyValue value) {
        return sameType ? exactly(value) : KeyMatch.Unknown.INSTANCE;
    }

    private static KeyMatch exactly(KeyValue value) {
        return new KeyMatch.Exactly(value);
    }
}
