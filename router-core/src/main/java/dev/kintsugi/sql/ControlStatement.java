package dev.kintsugi.sql;

import com.google.common.collect.ImmutableList;
import java.util.Optional;

/// A statement about the session or its transaction; JSqlParser never sees these.
public sealed interface ControlStatement {
    /// BEGIN or START TRANSACTION; `options` is the text after the verb, blanks trimmed (`isolation level
    /// serializable`).
    record Begin(String options, boolean start) implements ControlStatement {}

    /// COMMIT or END.
    record Commit(boolean chain) implements ControlStatement {}

    /// ROLLBACK or ABORT.
    record Rollback(boolean chain) implements ControlStatement {}

    record Savepoint(String name) implements ControlStatement {}

    record Release(String name) implements ControlStatement {}

    record RollbackTo(String name) implements ControlStatement {}

    /// SET [SESSION | LOCAL] name = value; `name` is folded, `value` is the SQL text after = or TO (`DEFAULT`
    /// included). `SET TIME ZONE x` has name `timezone`; `SET NAMES x` has `client_encoding`; `SET SCHEMA 'x'` has
    /// `search_path`.
    record Set(String name, String value, boolean local) implements ControlStatement {}

    /// SET TRANSACTION … and SET SESSION CHARACTERISTICS AS TRANSACTION … (`session`).
    record SetTransaction(String options, boolean session) implements ControlStatement {}

    /// SET CONSTRAINTS ….
    record SetConstraints() implements ControlStatement {}

    /// RESET name; absent for RESET ALL.
    record Reset(Optional<String> name) implements ControlStatement {}

    /// SHOW name; `all` for SHOW ALL. `SHOW TIME ZONE` has name `timezone`.
    record Show(String name) implements ControlStatement {}

    /// DISCARD ALL | PLANS | SEQUENCES | TEMP; `what` in upper case.
    record Discard(String what) implements ControlStatement {}

    /// SQL-level DEALLOCATE; absent for ALL.
    record Deallocate(Optional<String> name) implements ControlStatement {}

    /// SQL-level PREPARE name [(types)] AS statement.
    record Prepare(String name) implements ControlStatement {}

    /// SQL-level EXECUTE.
    record Execute(String name) implements ControlStatement {}

    record Listen(String channel) implements ControlStatement {}

    /// UNLISTEN; absent for `*`.
    record Unlisten(Optional<String> channel) implements ControlStatement {}

    record Notify(String channel) implements ControlStatement {}

    /// DECLARE CURSOR, FETCH, MOVE, CLOSE; `verb` in upper case, `name` empty for CLOSE ALL.
    record Cursor(String verb, String name) implements ControlStatement {}

    /// PREPARE TRANSACTION, COMMIT PREPARED, ROLLBACK PREPARED; `verb` in upper case.
    record TwoPhase(String verb) implements ControlStatement {}

    /// SET ROLE, SET SESSION AUTHORIZATION, LOAD: state of a connection that the router does not carry over.
    record ConnectionState(String verb) implements ControlStatement {}

    /// LOCK TABLE.
    record Lock(ImmutableList<QualifiedName> tables) implements ControlStatement {}
}
