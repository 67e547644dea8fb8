package dev.kintsugi.wire;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Ints;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.PgError.Severity;
import dev.kintsugi.error.SqlState;
import io.netty.buffer.ByteBuf;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The fields of ErrorResponse and NoticeResponse (PostgreSQL manual, section 55.8).
final class ErrorFields {
    private static final char SEVERITY_LOCALIZED = 'S';
    private static final char SEVERITY = 'V';
    private static final char CODE = 'C';
    private static final char MESSAGE = 'M';
    private static final char DETAIL = 'D';
    private static final char HINT = 'H';
    private static final char POSITION = 'P';

    /// The order in which Postgres sends what comes between hint and position, and behind it.
    private static final String BEFORE_POSITION = "Wstcdn";

    private static final String AFTER_POSITION = "pqFLR";
    private static final String OWN = "SVCMDHP";

    private ErrorFields() {}

    /// Reads leniently: whatever a server says about a failure must get through. `otherwise` is the severity of an
    /// error that names none or one in a foreign language.
    static PgError decode(BodyReader reader, Severity otherwise) {
        Map<Character, String> fields = new LinkedHashMap<>();
        for (byte field = reader.int8(); field != 0; field = reader.int8()) {
            fields.put((char) (field & 0xff), reader.lenientString());
        }
        var severity = severity(fields, otherwise);
        var code = fields.getOrDefault(CODE, SqlState.INTERNAL_ERROR.code());
        var message = fields.getOrDefault(MESSAGE, "");
        var detail = Optional.ofNullable(fields.get(DETAIL));
        var hint = Optional.ofNullable(fields.get(HINT));
        var position = position(fields.get(POSITION));
        fields.keySet().removeIf(field -> OWN.indexOf(field) >= 0);
        return new PgError(severity, code, message, detail, hint, position, ImmutableMap.copyOf(fields));
    }

    static void encode(PgError error, ByteBuf out) {
        put(SEVERITY_LOCALIZED, error.severity().name(), out);
        put(SEVERITY, error.severity().name(), out);
        put(CODE, error.code(), out);
        put(MESSAGE, error.message(), out);
        error.detail().ifPresent(detail -> put(DETAIL, detail, out));
        error.hint().ifPresent(hint -> put(HINT, hint, out));
        putOthers(BEFORE_POSITION, error, out);
        error.position().ifPresent(position -> put(POSITION, Integer.toString(position), out));
        putOthers(AFTER_POSITION, error, out);
        error.others().forEach((field, text) -> {
            if ((OWN + BEFORE_POSITION + AFTER_POSITION).indexOf(field) < 0) {
                put(field, text, out);
            }
        });
        out.writeByte(0);
    }

    private static void putOthers(String fields, PgError error, ByteBuf out) {
        for (int i = 0; i < fields.length(); i++) {
            var text = error.others().get(fields.charAt(i));
            if (text != null) {
                put(fields.charAt(i), text, out);
            }
        }
    }

    /// A NUL would end the field early and turn the rest into fields of its own.
    private static void put(char field, String text, ByteBuf out) {
        out.writeByte(field);
        MessageWriter.string(text.replace('\0', '\uFFFD'), out);
    }

    private static Severity severity(Map<Character, String> fields, Severity otherwise) {
        var name = fields.getOrDefault(SEVERITY, fields.get(SEVERITY_LOCALIZED));
        for (var severity : Severity.values()) {
            if (severity.name().equals(name)) {
                return severity;
            }
        }
        return otherwise;
    }

    private static OptionalInt position(@Nullable String text) {
        var number = text == null ? null : Ints.tryParse(text);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }
}
