package dev.kintsugi.value;

import com.google.common.collect.ImmutableList;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;

/// What the elements of an array say about a key in `key = ANY (array)`: one match for each element.
///
/// A NULL array gives one `Nothing`; an array that the router does not take apart (nested, malformed, of a foreign
/// type) gives one `Unknown`.
public final class KeyArrays {
    private static final ImmutableList<KeyMatch> NOTHING = ImmutableList.of(KeyMatch.Nothing.INSTANCE);
    private static final ImmutableList<KeyMatch> UNKNOWN = ImmutableList.of(KeyMatch.Unknown.INSTANCE);
    private static final String ARRAY_SUFFIX = "[]";

    private KeyArrays() {}

    /// The elements of a parameter.
    ///
    /// @throws dev.kintsugi.error.RouterException 22P03 if the bytes are not a binary array
    public static ImmutableList<KeyMatch> elements(KeyType key, BindValue value) {
        byte[] bytes = value.bytes();
        if (bytes == null) {
            return NOTHING;
        }
        return switch (value.format()) {
            case BINARY -> ofBinary(key, value.typeOid(), bytes);
            case TEXT ->
                Utf8.decode(bytes, 0, bytes.length)
                        .map(text -> ofParameterText(key, value.typeOid(), text))
                        .orElse(UNKNOWN);
        };
    }

    /// The elements of an array literal such as `'{1,2}'`, whose elements have the key's type.
    public static ImmutableList<KeyMatch> literal(KeyType key, SqlLiteral literal) {
        return switch (literal) {
            case SqlLiteral.Quoted(String text) -> ofText(key, text, Constant.Untyped::new);
            case SqlLiteral.Null() -> NOTHING;
            case SqlLiteral.Number _, SqlLiteral.Bool _ -> UNKNOWN;
        };
    }

    /// The elements of an array literal with a cast, such as `'{1,2}'::bigint[]`.
    public static ImmutableList<KeyMatch> cast(KeyType key, String typeName, boolean hasModifier, SqlLiteral literal) {
        if (literal instanceof SqlLiteral.Null) {
            return NOTHING;
        }
        Optional<ConstantType> type = elementType(typeName, hasModifier);
        return type.isPresent() && literal instanceof SqlLiteral.Quoted(String text)
                ? ofText(key, text, element -> TextInput.read(type.get(), element))
                : UNKNOWN;
    }

    /// The elements of a parameter with a cast, such as `$1::uuid[]`, if the cast only says what the parameter is.
    ///
    /// @throws dev.kintsugi.error.RouterException 22P03 if the bytes are not a binary array
    public static ImmutableList<KeyMatch> cast(KeyType key, String typeName, boolean hasModifier, BindValue value) {
        byte[] bytes = value.bytes();
        if (bytes == null) {
            return NOTHING;
        }
        Optional<ConstantType> type = elementType(typeName, hasModifier);
        if (type.isEmpty()) {
            return UNKNOWN;
        }
        if (type.equals(ConstantType.ofArrayOid(value.typeOid()))) {
            return elements(key, value);
        }
        return isUntyped(value.typeOid()) && value.format() == Format.TEXT
                ? Utf8.decode(bytes, 0, bytes.length)
                        .map(text -> ofText(key, text, element -> TextInput.read(type.get(), element)))
                        .orElse(UNKNOWN)
                : UNKNOWN;
    }

    private static Optional<ConstantType> elementType(String typeName, boolean hasModifier) {
        return hasModifier || !typeName.endsWith(ARRAY_SUFFIX)
                ? Optional.empty()
                : ConstantType.named(typeName.substring(0, typeName.length() - ARRAY_SUFFIX.length())
                        .strip());
    }

    private static boolean isUntyped(int typeOid) {
        return typeOid == Oids.UNSPECIFIED || typeOid == Oids.UNKNOWN;
    }

    private static ImmutableList<KeyMatch> ofParameterText(KeyType key, int typeOid, String text) {
        if (isUntyped(typeOid)) {
            return ofText(key, text, Constant.Untyped::new);
        }
        return ConstantType.ofArrayOid(typeOid)
                .map(type -> ofText(key, text, element -> TextInput.read(type, element)))
                .orElse(UNKNOWN);
    }

    private static ImmutableList<KeyMatch> ofText(KeyType key, String text, Function<String, Constant> read) {
        return ArrayText.elements(text)
                .map(elements -> elements.stream()
                        .map(element -> element.<Constant>map(read).orElse(Constant.Null.INSTANCE))
                        .map(constant -> KeyCoercion.compared(key, constant))
                        .collect(ImmutableList.toImmutableList()))
                .orElse(UNKNOWN);
    }

    /// The server insists that the element type in the bytes is the one of the parameter, so the bytes are
    /// believed.
    private static ImmutableList<KeyMatch> ofBinary(KeyType key, int typeOid, byte[] bytes) {
        if (!isUntyped(typeOid) && ConstantType.ofArrayOid(typeOid).isEmpty()) {
            return UNKNOWN;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            int dimensions = buffer.getInt();
            buffer.getInt(); // whether there are NULLs: the elements tell
            Optional<ConstantType> type = ConstantType.ofOid(buffer.getInt());
            if (dimensions == 0) {
                return ImmutableList.of();
            }
            if (dimensions < 0) {
                throw BinaryValues.malformed();
            }
            return dimensions > 1 || type.isEmpty() ? UNKNOWN : elements(key, type.get(), bytes, buffer);
        } catch (BufferUnderflowException _) {
            throw BinaryValues.malformed();
        }
    }

    private static ImmutableList<KeyMatch> elements(KeyType key, ConstantType type, byte[] bytes, ByteBuffer buffer) {
        int count = buffer.getInt();
        buffer.getInt(); // the lower bound
        if (count < 0 || count > buffer.remaining() / Integer.BYTES) {
            throw BinaryValues.malformed();
        }
        ImmutableList.Builder<KeyMatch> matches = ImmutableList.builderWithExpectedSize(count);
        for (int i = 0; i < count; i++) {
            int length = buffer.getInt();
            if (length < -1 || length > buffer.remaining()) {
                throw BinaryValues.malformed();
            }
            if (length == -1) {
                matches.add(KeyMatch.Nothing.INSTANCE);
            } else {
                Constant element = BinaryValues.constant(type, bytes, buffer.position(), length);
                matches.add(KeyCoercion.compared(key, element));
                buffer.position(buffer.position() + length);
            }
        }
        if (buffer.hasRemaining()) {
            throw BinaryValues.malformed();
        }
        return matches.build();
    }
}
