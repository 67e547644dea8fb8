package dev.kintsugi.backend;

import dev.kintsugi.error.PgError;
import io.netty.buffer.ByteBuf;

/// The session that holds a backend connection; called on its event loop.
public interface LeaseHolder {
    /// The bytes handed out since the last call are about to be released.
    void endOfBuffer();

    /// Everything that could be read at once has been handed out: now is the time to flush.
    void endOfBurst();

    /// The shard reported a parameter's new value.
    default void onParameterStatus(BackendConnection connection, String name, String value) {}

    /// A notice that belongs to no request.
    default void onStrayNotice(ByteBuf buffer, int start, int length) {}

    /// The connection was lost; its units are told next.
    void onConnectionLost(BackendConnection connection, PgError error);

    /// The holder itself failed while it dealt with a reply, so that nobody may be left who would go on.
    default void onBroken(PgError error) {}

    /// More can be written to the shard again.
    default void onWritable(BackendConnection connection) {}
}
