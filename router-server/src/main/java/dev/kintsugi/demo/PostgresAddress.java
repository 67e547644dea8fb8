package dev.kintsugi.demo;

/// Where a database can be reached, and by whom, without a password.
public record PostgresAddress(String host, int port, String user, String database) {
    /// A libpq connection URI.
    public String uri() {
        return "postgres://%s@%s:%d/%s".formatted(user, host, port, database);
    }

    public PostgresAddress as(String otherUser, String otherDatabase) {
        return new PostgresAddress(host, port, otherUser, otherDatabase);
    }
}
