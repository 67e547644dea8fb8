package dev.kintsugi.backend;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Interner;
import com.google.common.collect.Interners;
import java.util.Map;

/// Run-time parameters that are set on a connection: name to the SQL statement that sets it.
///
/// Two connections with equal settings behave alike; the difference between two is again SQL.
public record ServerSettings(ImmutableMap<String, String> statements) {
    public static final ServerSettings NONE = new ServerSettings(ImmutableMap.of());

    /// Equal settings that are compared at each lease are one object, so that comparing them is fast.
    private static final Interner<ServerSettings> KNOWN = Interners.newWeakInterner();

    /// The object that stands for all settings equal to these.
    public ServerSettings interned() {
        return statements.isEmpty() ? NONE : KNOWN.intern(this);
    }

    /// The same settings with one more, or another statement for the same name.
    public ServerSettings with(String name, String statement) {
        ImmutableMap.Builder<String, String> builder = ImmutableMap.builder();
        statements.forEach((other, sql) -> {
            if (!other.equals(name)) {
                builder.put(other, sql);
            }
        });
        return new ServerSettings(builder.put(name, statement).buildOrThrow());
    }

    public ServerSettings without(String name) {
        if (!statements.containsKey(name)) {
            return this;
        }
        ImmutableMap.Builder<String, String> builder = ImmutableMap.builder();
        statements.forEach((other, sql) -> {
            if (!other.equals(name)) {
                builder.put(other, sql);
            }
        });
        return new ServerSettings(builder.buildOrThrow());
    }

    /// These settings on top of `base`.
    public ServerSettings over(ServerSettings base) {
        if (base.statements.isEmpty()) {
            return this;
        }
        if (statements.isEmpty()) {
            return base;
        }
        return new ServerSettings(ImmutableMap.<String, String>builder()
                .putAll(base.statements)
                .putAll(statements)
                .buildKeepingLast());
    }

    /// The statements, separated by semicolons, that turn a connection with these settings into one with `wanted`.
    public String changesTo(ServerSettings wanted) {
        StringBuilder sql = new StringBuilder();
        for (String name : statements.keySet()) {
            if (!wanted.statements.containsKey(name)) {
                sql.append("RESET ").append(quoted(name)).append(';');
            }
        }
        for (Map.Entry<String, String> entry : wanted.statements.entrySet()) {
            if (!entry.getValue().equals(statements.get(entry.getKey()))) {
                sql.append(entry.getValue()).append(';');
            }
        }
        return sql.toString();
    }

    /// Any name as a quoted identifier.
    public static String quotedIdentifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /// A parameter name as an identifier; dotted names are quoted part by part.
    public static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"").replace(".", "\".\"") + '"';
    }
}
