package dev.kintsugi.sql;

/// Says that a statement is beyond the reader: it becomes an `Opaque` shape, never an error for the client.
final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// No stack trace is kept: this is control flow, at most once a statement.
    Unreadable(String reason) {
        super(reason, null, false, false);
    }

    /// Why, in a few words.
    String reason() {
        return String.valueOf(getMessage());
    }
}
