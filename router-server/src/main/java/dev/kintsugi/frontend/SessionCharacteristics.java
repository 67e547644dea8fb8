package dev.kintsugi.frontend;

import com.google.common.collect.ImmutableMap;
import dev.kintsugi.backend.ServerSettings;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The defaults for new transactions that SET SESSION CHARACTERISTICS sets, as the settings behind them: name to value.
///
/// They are kept as settings of their own, because those can be reset one by one (PostgreSQL manual, SET TRANSACTION).
record SessionCharacteristics(ImmutableMap<String, String> defaults) {
    private static final Pattern MODE = Pattern.compile("isolation level "
            + "(?<level>serializable|repeatable read|read committed|read uncommitted)"
            + "|read (?<access>only|write)|(?<not>not )?(?<deferrable>deferrable)");

    /// Reads the transaction modes, which may be separated by commas.
    ///
    /// @throws RouterException 0A000 for what is none of them
    static SessionCharacteristics parse(String options) {
        Map<String, String> defaults = new LinkedHashMap<>();
        String text = options.toLowerCase(Locale.ROOT).replace(',', ' ').strip().replaceAll("\\s+", " ");
        Matcher mode = MODE.matcher(text);
        int at = 0;
        while (mode.find(at) && mode.start() == at) {
            if (mode.group("level") != null) {
                defaults.put("default_transaction_isolation", "'" + mode.group("level") + "'");
            } else if (mode.group("access") != null) {
                defaults.put(
                        "default_transaction_read_only", mode.group("access").equals("only") ? "on" : "off");
            } else {
                defaults.put("default_transaction_deferrable", mode.group("not") == null ? "on" : "off");
            }
            at = Math.min(mode.end() + 1, text.length());
        }
        if (at < text.length() || defaults.isEmpty()) {
            throw new RouterException(PgError.unsupported(
                    "SET SESSION CHARACTERISTICS AS TRANSACTION " + options,
                    "set default_transaction_isolation, default_transaction_read_only or"
                            + " default_transaction_deferrable"));
        }
        return new SessionCharacteristics(ImmutableMap.copyOf(defaults));
    }

    ServerSettings addTo(ServerSettings settings) {
        ServerSettings result = settings;
        for (Map.Entry<String, String> entry : defaults.entrySet()) {
            result = result.with(entry.getKey(), "SET " + entry.getKey() + " TO " + entry.getValue());
        }
        return result;
    }
}
