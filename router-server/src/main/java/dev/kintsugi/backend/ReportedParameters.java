package dev.kintsugi.backend;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a server has said of its run-time parameters, by name. Used on the connection's event loop.
final class ReportedParameters {
    static final String SEARCH_PATH = "search_path";

    private final String searchPathAtLogin;
    private ImmutableMap<String, String> values;

    /// `atLogin` with the search path, which servers before version 18 have to be asked for.
    ReportedParameters(Map<String, String> atLogin) {
        searchPathAtLogin = atLogin.getOrDefault(SEARCH_PATH, "public");
        Map<String, String> reported = new LinkedHashMap<>(atLogin);
        if (!atLogin.getOrDefault("server_version", "").matches("(1[89]|[2-9][0-9]).*")) {
            reported.remove(SEARCH_PATH); // not a parameter that this server reports
        }
        values = ImmutableMap.copyOf(reported);
    }

    String searchPathAtLogin() {
        return searchPathAtLogin;
    }

    ImmutableMap<String, String> values() {
        return values;
    }

    void put(String name, String value) {
        values = ImmutableMap.<String, String>builder()
                .putAll(values)
                .put(name, value)
                .buildKeepingLast();
    }
}
