package dev.kintsugi.value;

import java.util.Optional;

/// A constant of a statement with the type Postgres gives it: what is known before it meets the key.
public sealed interface Constant {
    /// NULL of any type.
    record Null() implements Constant {
        public static final Null INSTANCE = new Null();
    }

    /// A quoted literal or a parameter of unspecified type: text that the context will type.
    record Untyped(String text) implements Constant {}

    /// A value of a type; bpchar has lost its trailing blanks.
    record Typed(ConstantType type, KeyValue value) implements Constant {}

    /// A float4 or float8.
    record Floating(ConstantType type, double value) implements Constant {}

    /// A constant whose value or type the router cannot tell, or that Postgres will refuse.
    record Opaque() implements Constant {
        public static final Opaque INSTANCE = new Opaque();
    }

    /// A literal of the statement's text.
    static Constant of(SqlLiteral literal) {
        return switch (literal) {
            case SqlLiteral.Quoted(String text) -> new Untyped(text);
            case SqlLiteral.Number(String digits) -> NumberInput.literal(digits);
            case SqlLiteral.Bool(boolean value) -> new Typed(ConstantType.BOOL, new KeyValue.Bool(value));
            case SqlLiteral.Null() -> Null.INSTANCE;
        };
    }

    /// A bound parameter. One of unspecified type is known in text format only: its bytes mean nothing without a
    /// type.
    ///
    /// @throws dev.kintsugi.error.RouterException 22P03 if the bytes are no value of the type
    static Constant of(BindValue parameter) {
        byte[] bytes = parameter.bytes();
        if (bytes == null) {
            return Null.INSTANCE;
        }
        return switch (parameter.format()) {
            case TEXT -> {
                Optional<String> text = Utf8.decode(bytes, 0, bytes.length);
                yield text.map(string -> ofText(parameter.typeOid(), string)).orElse(Opaque.INSTANCE);
            }
            case BINARY ->
                ConstantType.ofOid(parameter.typeOid())
                        .map(type -> BinaryValues.constant(type, bytes, 0, bytes.length))
                        .orElse(Opaque.INSTANCE);
        };
    }

    /// The constant after an explicit cast to the named type, by Postgres' own casts.
    default Constant cast(String typeName, boolean hasModifier) {
        if (this instanceof Null || hasModifier) {
            return this instanceof Null ? this : Opaque.INSTANCE;
        }
        return ConstantType.named(typeName)
                .map(type -> ConstantCasts.cast(this, type))
                .orElse(Opaque.INSTANCE);
    }

    private static Constant ofText(int typeOid, String text) {
        if (typeOid == Oids.UNSPECIFIED || typeOid == Oids.UNKNOWN) {
            return new Untyped(text);
        }
        return ConstantType.ofOid(typeOid)
                .map(type -> TextInput.read(type, text))
                .orElse(Opaque.INSTANCE);
    }
}
