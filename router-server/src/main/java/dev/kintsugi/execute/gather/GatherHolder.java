package dev.kintsugi.execute.gather;

import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.backend.LeaseHolder;
import dev.kintsugi.error.PgError;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/// Who holds a gather's connection: the session, but for what concerns its own connections to the shards alone.
final class GatherHolder implements LeaseHolder {
    private final LeaseHolder session;
    private final Runnable writable;
    private final Consumer<PgError> lost;

    GatherHolder(LeaseHolder session, Runnable writable, Consumer<PgError> lost) {
        this.session = session;
        this.writable = writable;
        this.lost = lost;
    }

    @Override
    public void endOfBuffer() {
        session.endOfBuffer();
    }

    @Override
    public void endOfBurst() {
        session.endOfBurst();
    }

    @Override
    public void onStrayNotice(ByteBuf buffer, int start, int length) {
        session.onStrayNotice(buffer, start, length);
    }

    @Override
    public void onConnectionLost(BackendConnection connection, PgError error) {
        lost.accept(error);
    }

    @Override
    public void onBroken(PgError error) {
        session.onBroken(error);
    }

    @Override
    public void onWritable(BackendConnection connection) {
        writable.run();
    }
}
