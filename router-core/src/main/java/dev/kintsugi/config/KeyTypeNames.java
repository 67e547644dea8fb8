package dev.kintsugi.config;

import static dev.kintsugi.config.FileProblems.quote;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.kintsugi.value.KeyType;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The names that the type of a sharding key may be written with.
final class KeyTypeNames {
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final ImmutableMap<String, KeyType> TYPES = ImmutableMap.<String, KeyType>builder()
            .put("smallint", KeyType.INT2)
            .put("int2", KeyType.INT2)
            .put("integer", KeyType.INT4)
            .put("int", KeyType.INT4)
            .put("int4", KeyType.INT4)
            .put("bigint", KeyType.INT8)
            .put("int8", KeyType.INT8)
            .put("text", KeyType.TEXT)
            .put("character varying", KeyType.VARCHAR)
            .put("varchar", KeyType.VARCHAR)
            .put("character", KeyType.BPCHAR)
            .put("char", KeyType.BPCHAR)
            .put("bpchar", KeyType.BPCHAR)
            .put("uuid", KeyType.UUID)
            .put("date", KeyType.DATE)
            .put("timestamp without time zone", KeyType.TIMESTAMP)
            .put("timestamp", KeyType.TIMESTAMP)
            .put("timestamp with time zone", KeyType.TIMESTAMPTZ)
            .put("timestamptz", KeyType.TIMESTAMPTZ)
            .put("numeric", KeyType.NUMERIC)
            .put("decimal", KeyType.NUMERIC)
            .put("boolean", KeyType.BOOL)
            .put("bool", KeyType.BOOL)
            .put("bytea", KeyType.BYTEA)
            .buildOrThrow();

    private KeyTypeNames() {}

    static ImmutableSet<String> names() {
        return TYPES.keySet();
    }

    /// The named type; an unknown name is reported.
    static Optional<KeyType> type(Located<String> name, FileProblems problems) {
        String folded =
                BLANKS.matcher(name.value().strip().toLowerCase(Locale.ROOT)).replaceAll(" ");
        KeyType type = TYPES.get(folded);
        if (type == null) {
            String hint = folded.contains("(")
                    ? "write the type without a length: it does not matter for the key"
                    : NearestName.hint(folded, TYPES.keySet(), "types of keys");
            problems.at(name.position(), quote(name.value()) + " cannot be the type of a sharding key", hint);
        }
        return Optional.ofNullable(type);
    }
}
