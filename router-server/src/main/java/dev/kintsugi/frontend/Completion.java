package dev.kintsugi.frontend;

import dev.kintsugi.error.PgError;

/// How a statement ended; exactly one of the two is called, once.
interface Completion {
    /// Its replies, CommandComplete included, are on their way.
    void done();

    /// It failed and the client has not been told yet.
    void failed(PgError error);

    /// It failed and the shard's own error has been relayed.
    void failedAndTold();
}
