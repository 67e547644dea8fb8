package dev.kintsugi.merge;

/// A stream of rows that may not have arrived yet; used by one thread, and `advance` never blocks.
///
/// ```
/// loop: switch (cursor.advance()) {
///   case ROW     -> emit(cursor.row());
///   case PENDING -> return;              // called again when more has arrived
///   case END     -> break loop;
/// }
/// ```
/// After END, `advance` keeps answering END. `close` may come at any time, is idempotent, and closes the inputs.
public interface RowCursor extends AutoCloseable {
    /// What `advance` found.
    enum Signal {
        ROW,
        PENDING,
        END
    }

    Signal advance();

    /// The row that the last `advance` moved to; valid for as long as the holder keeps it.
    Row row();

    @Override
    void close();
}
