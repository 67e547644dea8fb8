/// Clients: one [ClientConnection] each, which cuts the bytes into messages and hands them to its [Session].
///
/// ```
/// startup packet -> Login (SCRAM or trust, settings applied on a shard) -> Session
/// Query          -> SimpleQueries   -> StatementExecution: forward or scatter, or ControlStatements
/// Parse … Sync   -> ExtendedQueries -> the same, piece by piece
/// ```
/// A session handles one message at a time: while it waits for shards, the client's bytes stay where they are and the
/// client is not read from. Everything runs on the client channel's event loop.
@NullMarked
package dev.kintsugi.frontend;

import org.jspecify.annotations.NullMarked;
