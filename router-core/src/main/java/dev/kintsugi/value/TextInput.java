package dev.kintsugi.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/// The input functions of Postgres' types, as far as they depend on nothing but the text.
///
/// What depends on a setting (DateStyle, TimeZone, the current day), and what Postgres will refuse, comes out as
/// [Constant.Opaque].
final class TextInput {
    /// `isspace` of the C locale.
    private static final CharMatcher BLANK = CharMatcher.anyOf(" \t\n\u000B\f\r");

    private static final CharMatcher TRAILING = CharMatcher.is(' ');

    private TextInput() {}

    static Constant read(ConstantType type, String text) {
        return switch (type) {
            case INT2, INT4, INT8 -> NumberInput.readInteger(type, text);
            case NUMERIC -> NumberInput.readNumeric(text);
            case FLOAT4, FLOAT8 -> NumberInput.readFloat(type, text);
            case TEXT, VARCHAR ->
                Utf8.isStorable(text) ? typed(type, new KeyValue.Text(text)) : Constant.Opaque.INSTANCE;
            case BPCHAR ->
                Utf8.isStorable(text)
                        ? typed(type, new KeyValue.Text(withoutTrailingBlanks(text)))
                        : Constant.Opaque.INSTANCE;
            case UUID -> typed(type, uuid(text));
            case DATE -> typed(type, DateTimeInput.date(trim(text)));
            case TIMESTAMP -> typed(type, DateTimeInput.timestamp(trim(text)));
            case TIMESTAMPTZ -> typed(type, DateTimeInput.timestampWithZone(trim(text)));
            case BOOL -> typed(type, bool(trim(text)));
            case BYTEA -> typed(type, bytea(text));
        };
    }

    static String trim(String text) {
        return BLANK.trimFrom(text);
    }

    static String withoutTrailingBlanks(String text) {
        return TRAILING.trimTrailingFrom(text);
    }

    static boolean isBlank(char c) {
        return BLANK.matches(c);
    }

    private static Constant typed(ConstantType type, KeyValue value) {
        return new Constant.Typed(type, value);
    }

    private static Constant typed(ConstantType type, Optional<KeyValue> value) {
        return value.<Constant>map(present -> typed(type, present)).orElse(Constant.Opaque.INSTANCE);
    }

    /// Sixteen pairs of hexadecimal digits; braces around them, and a dash after any four digits, are optional.
    private static Optional<KeyValue> uuid(String text) {
        boolean braces = text.startsWith("{");
        int at = braces ? 1 : 0;
        long[] halves = new long[2];
        for (int digit = 0; digit < 32; digit++) {
            int value = at < text.length() ? hexDigit(text.charAt(at)) : -1;
            if (value < 0) {
                return Optional.empty();
            }
            halves[digit / 16] = halves[digit / 16] << 4 | value;
            at++;
            if (digit % 4 == 3 && digit < 31 && at < text.length() && text.charAt(at) == '-') {
                at++;
            }
        }
        return text.substring(at).equals(braces ? "}" : "")
                ? Optional.of(new KeyValue.Uuid(halves[0], halves[1]))
                : Optional.empty();
    }

    /// A full word, or the start of one that starts no other.
    private static Optional<KeyValue> bool(String text) {
        return switch (Ascii.toLowerCase(text)) {
            case "t", "tr", "tru", "true", "y", "ye", "yes", "on", "1" -> Optional.of(new KeyValue.Bool(true));
            case "f", "fa", "fal", "fals", "false", "n", "no", "of", "off", "0" ->
                Optional.of(new KeyValue.Bool(false));
            default -> Optional.empty();
        };
    }

    private static Optional<KeyValue> bytea(String text) {
        if (!Utf8.isStorable(text)) {
            return Optional.empty();
        }
        return text.startsWith("\\x") ? hexBytes(text) : escapedBytes(text.getBytes(UTF_8));
    }

    private static Optional<KeyValue> hexBytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() / 2);
        int at = 2;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
                at++;
                continue;
            }
            int high = hexDigit(c);
            int low = at + 1 < text.length() ? hexDigit(text.charAt(at + 1)) : -1;
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            bytes.write(high << 4 | low);
            at += 2;
        }
        return Optional.of(new KeyValue.Bytes(bytes.toByteArray()));
    }

    /// The old form: `\\` is a backslash, `\ooo` the byte of that octal number, anything else stands for itself.
    private static Optional<KeyValue> escapedBytes(byte[] text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length);
        int at = 0;
        while (at < text.length) {
            if (text[at] != '\\') {
                bytes.write(text[at++]);
            } else if (at + 1 < text.length && text[at + 1] == '\\') {
                bytes.write('\\');
                at += 2;
            } else if (at + 3 < text.length
                    && isOctal(text[at + 1], '3')
                    && isOctal(text[at + 2], '7')
                    && isOctal(text[at + 3], '7')) {
                bytes.write((text[at + 1] - '0') << 6 | (text[at + 2] - '0') << 3 | (text[at + 3] - '0'));
                at += 4;
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(new KeyValue.Bytes(bytes.toByteArray()));
    }

    private static boolean isOctal(byte digit, char max) {
        return digit >= '0' && digit <= max;
    }

    private static int hexDigit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        char lower = Ascii.toLowerCase(c);
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
