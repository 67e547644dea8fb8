package dev.kintsugi.frontend;

import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;

/// The prepared statements and portals of a session, by the names that its client gives them.
final class Names {
    /// A driver that forgets to close them must not fill the router's memory.
    private static final int MAX_STATEMENTS = 10_000;

    private static final int MAX_PORTALS = 1_000;

    private final Session session;

    Names(Session session) {
        this.session = session;
    }

    /// @throws RouterException 26000 if there is none
    PreparedStatement statement(String name) {
        PreparedStatement statement = session.statements().get(name);
        if (statement == null) {
            throw new RouterException(
                    SqlState.INVALID_SQL_STATEMENT_NAME,
                    name.isEmpty()
                            ? "unnamed prepared statement does not exist"
                            : "prepared statement \"" + name + "\" does not exist");
        }
        return statement;
    }

    /// @throws RouterException 34000 if there is none
    Portal portal(String name) {
        Portal portal = session.portals().get(name);
        if (portal == null) {
            throw new RouterException(SqlState.INVALID_CURSOR_NAME, "portal \"" + name + "\" does not exist");
        }
        return portal;
    }

    /// @throws RouterException 42P05 if a statement has the name, 54000 if there are too many
    void requireNewStatement(String name) {
        if (!name.isEmpty() && session.statements().containsKey(name)) {
            throw new RouterException(
                    SqlState.DUPLICATE_PREPARED_STATEMENT, "prepared statement \"" + name + "\" already exists");
        }
        requireRoom(session.statements().size(), MAX_STATEMENTS, "prepared statements");
    }

    /// @throws RouterException 42P03 if a portal has the name, 54000 if there are too many
    void requireNewPortal(String name) {
        if (!name.isEmpty() && session.portals().containsKey(name)) {
            throw new RouterException(SqlState.DUPLICATE_CURSOR, "cursor \"" + name + "\" already exists");
        }
        requireRoom(session.portals().size(), MAX_PORTALS, "portals");
    }

    private static void requireRoom(int held, int limit, String what) {
        if (held >= limit) {
            throw new RouterException(
                    PgError.of(SqlState.PROGRAM_LIMIT_EXCEEDED, "too many " + what + " in one session")
                            .withDetail("The limit is " + limit + ".")
                            .withHint("close those that are no longer needed"));
        }
    }
}
