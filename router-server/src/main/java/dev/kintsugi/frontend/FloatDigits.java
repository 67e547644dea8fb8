package dev.kintsugi.frontend;

import dev.kintsugi.backend.ServerSettings;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether a session prints floats with the fewest digits that read back the same: `extra_float_digits` of 1 or more,
/// the default since PostgreSQL 12.
final class FloatDigits {
    private static final Pattern NUMBER = Pattern.compile("(-?[0-9]+)[^0-9]*$");

    private FloatDigits() {}

    static boolean shortest(ServerSettings settings) {
        String statement = settings.statements().get("extra_float_digits");
        if (statement == null) {
            return true;
        }
        Matcher number = NUMBER.matcher(statement);
        return number.find() && number.group(1).matches("[1-9][0-9]?");
    }
}
