package dev.kintsugi.auth;

import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;

/// The failures of a SCRAM exchange that are not a wrong password.
final class ScramErrors {
    private ScramErrors() {}

    static RouterException malformed(String detail) {
        return violation("malformed SCRAM message", detail);
    }

    static RouterException violation(String message) {
        return new RouterException(
                PgError.of(SqlState.PROTOCOL_VIOLATION, message).asFatal());
    }

    static RouterException violation(String message, String detail) {
        return new RouterException(
                PgError.of(SqlState.PROTOCOL_VIOLATION, message).asFatal().withDetail(detail));
    }

    /// The client believes that there is no channel binding, although it was offered.
    static RouterException downgraded() {
        return new RouterException(PgError.of(
                        SqlState.INVALID_AUTHORIZATION_SPECIFICATION, "SCRAM channel binding negotiation error")
                .asFatal()
                .withDetail("The client supports SCRAM channel binding but thinks the server does not. However, this"
                        + " server does support channel binding."));
    }

    static RouterException unsupported(String message) {
        return new RouterException(
                PgError.of(SqlState.FEATURE_NOT_SUPPORTED, message).asFatal());
    }

    /// A shard whose answers cannot be trusted.
    static RouterException shard(String detail) {
        return new RouterException(PgError.of(
                        SqlState.SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION,
                        "SCRAM authentication with the shard failed")
                .withDetail(detail));
    }
}
