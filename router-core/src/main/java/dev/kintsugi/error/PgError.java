package dev.kintsugi.error;

import com.google.common.collect.ImmutableMap;
import java.util.Optional;
import java.util.OptionalInt;

/// The fields of a Postgres ErrorResponse or NoticeResponse as plain data.
///
/// `position` counts characters from 1 in the client's statement. `others` keeps the fields that the router passes on
/// without reading (`W` where, `s` schema, `t` table, `F` file …) by their field type byte.
public record PgError(
        Severity severity,
        String code,
        String message,
        Optional<String> detail,
        Optional<String> hint,
        OptionalInt position,
        ImmutableMap<Character, String> others) {

    /// How much is lost: the statement (ERROR), the session (FATAL, PANIC), or nothing (the rest).
    public enum Severity {
        PANIC,
        FATAL,
        ERROR,
        WARNING,
        NOTICE,
        DEBUG,
        INFO,
        LOG
    }

    /// An ERROR with no detail, hint or position.
    public static PgError of(SqlState state, String message) {
        return new PgError(
                Severity.ERROR,
                state.code(),
                message,
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                ImmutableMap.of());
    }

    /// A refusal: what cannot be answered exactly (`construct`), and the way out (`hint`).
    public static PgError unsupported(String construct, String hint) {
        return of(SqlState.FEATURE_NOT_SUPPORTED, construct).withHint(hint);
    }

    /// The same error, ending the session.
    public PgError asFatal() {
        return new PgError(Severity.FATAL, code, message, detail, hint, position, others);
    }

    public PgError withSeverity(Severity newSeverity) {
        return new PgError(newSeverity, code, message, detail, hint, position, others);
    }

    public PgError withMessage(String newMessage) {
        return new PgError(severity, code, newMessage, detail, hint, position, others);
    }

    public PgError withHint(String newHint) {
        return new PgError(severity, code, message, detail, Optional.of(newHint), position, others);
    }

    public PgError withDetail(String newDetail) {
        return new PgError(severity, code, message, Optional.of(newDetail), hint, position, others);
    }

    /// The same error in a text that has `characters` more in front; without a position it stays as it is.
    public PgError movedBy(int characters) {
        return position.isPresent() ? withPosition(OptionalInt.of(position.getAsInt() + characters)) : this;
    }

    public PgError withPosition(OptionalInt newPosition) {
        return new PgError(severity, code, message, detail, hint, newPosition, others);
    }
}
