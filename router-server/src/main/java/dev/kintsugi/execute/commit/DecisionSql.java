package dev.kintsugi.execute.commit;

import java.util.Optional;

/// The questions about a transaction that a shard can answer (PostgreSQL manual, section 9.27.6).
final class DecisionSql {
    private static final String IDENTITY = "(pg_catalog.pg_control_system()).system_identifier::pg_catalog.text, "
            + "pg_catalog.substr(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_insert_lsn()), 1, 8)";

    private DecisionSql() {}

    /// Which server this is, and in which history of it we are; fails on a standby.
    static String identity() {
        return "SELECT " + IDENTITY;
    }

    /// The same with the number of the transaction at hand (NULL if it has not written) and whether its commit
    /// would be reported before it is on disk.
    static String own() {
        return "SELECT " + IDENTITY + ", pg_catalog.pg_current_xact_id_if_assigned()::pg_catalog.text, "
                + "pg_catalog.current_setting('synchronous_commit')";
    }

    /// A transaction that does nothing but have the write-ahead log flushed up to here.
    static String flush() {
        return "SELECT pg_catalog.set_config('synchronous_commit', 'local', true), "
                + "pg_catalog.pg_logical_emit_message(true, 'kintsugi', '')";
    }

    static String status(String xid) {
        return "SELECT pg_catalog.pg_xact_status('" + xid + "'::pg_catalog.xid8)";
    }

    /// NULL means that the transaction is too old for the server to remember.
    static Decision decision(Optional<String> status) {
        return switch (status.orElse("")) {
            case "committed" -> Decision.COMMITTED;
            case "aborted" -> Decision.ABORTED;
            case "in progress" -> Decision.IN_PROGRESS;
            default -> Decision.UNDECIDABLE;
        };
    }
}
