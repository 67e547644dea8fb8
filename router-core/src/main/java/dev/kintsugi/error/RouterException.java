package dev.kintsugi.error;

/// Carries an error to the client; anything else that escapes to a session is a bug and becomes XX000.
public final class RouterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient PgError error;

    /// No stack trace is kept: these are answers to clients, not faults of the router.
    public RouterException(PgError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    public RouterException(SqlState state, String message) {
        this(PgError.of(state, message));
    }

    public PgError error() {
        return error;
    }
}
