package dev.kintsugi.frontend;

import com.google.common.collect.ImmutableMap;
import dev.kintsugi.execute.ClientOutput;
import dev.kintsugi.wire.BackendEncoder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The run-time parameters that a client has been told, by name.
final class ToldParameters {
    private ImmutableMap<String, String> told = ImmutableMap.of();

    /// The value that the client has last been told, or null.
    @Nullable
    String get(String name) {
        return told.get(name);
    }

    /// Tells the client which of these have other values than it last heard.
    void tell(ImmutableMap<String, String> parameters, ClientOutput output) {
        boolean changed = false;
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            if (!parameter.getValue().equals(told.get(parameter.getKey()))) {
                BackendEncoder.parameterStatus(parameter.getKey(), parameter.getValue(), output.buffer());
                changed = true;
            }
        }
        if (changed) {
            told = with(parameters);
        }
    }

    /// What was told and the new values; a server's own map as a rule, of which idle sessions need no copy.
    private ImmutableMap<String, String> with(ImmutableMap<String, String> parameters) {
        return parameters.keySet().containsAll(told.keySet())
                ? parameters
                : ImmutableMap.<String, String>builder()
                        .putAll(told)
                        .putAll(parameters)
                        .buildKeepingLast();
    }
}
