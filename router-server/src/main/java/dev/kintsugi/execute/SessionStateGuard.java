package dev.kintsugi.execute;

import com.google.common.collect.ImmutableMap;
import dev.kintsugi.error.PgError;
import dev.kintsugi.sql.TokenList;
import java.util.Optional;

/// Refuses statements that would leave state behind on a shared server connection, which the router does not carry over
/// yet.
///
/// It looks at words, so a column of such a name followed by a parenthesis is refused, too: too much rather than too
/// little.
final class SessionStateGuard {
    private static final String PIN_HINT = "connect to a shard directly for this";

    /// Functions whose effect outlives the statement on the connection, and the way out for each.
    private static final ImmutableMap<String, String> FUNCTIONS = ImmutableMap.<String, String>builder()
            .put("set_config", "use SET or SET LOCAL")
            .put("pg_advisory_lock", "use pg_advisory_xact_lock, which ends with the transaction")
            .put("pg_advisory_lock_shared", "use pg_advisory_xact_lock_shared, which ends with the transaction")
            .put("pg_try_advisory_lock", "use pg_try_advisory_xact_lock, which ends with the transaction")
            .put("pg_try_advisory_lock_shared", "use pg_try_advisory_xact_lock_shared")
            .put("pg_advisory_unlock", "use pg_advisory_xact_lock, which needs no unlock")
            .put("pg_advisory_unlock_all", "use pg_advisory_xact_lock, which needs no unlock")
            .put("setseed", PIN_HINT)
            .put("dblink_connect", PIN_HINT)
            .put("lo_open", PIN_HINT)
            .put("pg_export_snapshot", PIN_HINT)
            .put("currval", PIN_HINT)
            .put("lastval", PIN_HINT)
            .buildOrThrow();

    private SessionStateGuard() {}

    static Optional<PgError> check(TokenList tokens) {
        for (int i = 0; i < tokens.size(); i++) {
            Optional<PgError> refusal = checkAt(tokens, i);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private static Optional<PgError> checkAt(TokenList tokens, int i) {
        boolean call = i + 1 < tokens.size() && tokens.text(i + 1).equals("(");
        if (call && tokens.isIdentifier(i)) {
            String name = tokens.identifier(i);
            String hint = FUNCTIONS.get(name);
            if (hint != null) {
                return Optional.of(PgError.unsupported(name + "() is not supported through the router yet", hint));
            }
        }
        boolean temporary = tokens.isWord(i, "temp") || tokens.isWord(i, "temporary");
        if (temporary && i > 0 && (tokens.isWord(0, "create") || tokens.isWord(i - 1, "into"))) {
            return Optional.of(
                    PgError.unsupported("temporary objects are not supported through the router yet", PIN_HINT));
        }
        return Optional.empty();
    }
}
