package dev.kintsugi.differential;

import dev.kintsugi.value.BindValue;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.Oids;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A parameter as a test file writes it: `42::bigint`, `NULL::uuid`; `text` is absent for NULL.
///
/// `oid` and `binary` come from the oracle, which knows every type's binary form.
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Parameter(Optional<String> text, String type, int oid, byte @Nullable [] binary) {
    /// Text travels without a type, as most drivers send it; binary values say what they are.
    BindValue value(Format format) {
        if (format == Format.BINARY) {
            return new BindValue(oid, format, binary);
        }
        byte[] bytes = text.map(t -> t.getBytes(StandardCharsets.UTF_8)).orElse(null);
        return new BindValue(Oids.UNSPECIFIED, format, bytes);
    }

    @Override
    public String toString() {
        return text.orElse("NULL") + "::" + type;
    }
}
