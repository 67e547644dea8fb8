package dev.kintsugi.execute;

import dev.kintsugi.backend.Replies;
import dev.kintsugi.backend.ReplyUnit;
import dev.kintsugi.error.PgError;
import dev.kintsugi.wire.BackendType;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// The replies to a Query or Sync that the router sent on its own account: only success or the first error matter.
public final class CommandUnit extends ReplyUnit {
    /// Takes the outcome; null for success. Called once, at ReadyForQuery or when the connection is lost.
    @FunctionalInterface
    public interface Done {
        void accept(@Nullable PgError error);
    }

    private final Done done;
    private final boolean shielded;
    private @Nullable PgError error;

    public CommandUnit(Done done) {
        this(done, false);
    }

    private CommandUnit(Done done, boolean shielded) {
        super(Extent.TO_READY);
        this.done = done;
        this.shielded = shielded;
    }

    /// For a command behind which more is sent without waiting; it cannot be cancelled.
    static CommandUnit shielded(Done done) {
        return new CommandUnit(done, true);
    }

    @Override
    protected boolean shielded() {
        return shielded;
    }

    @Override
    protected boolean onMessage(byte type, ByteBuf buffer, int start, int length) {
        if (type == BackendType.READY_FOR_QUERY) {
            done.accept(error);
        }
        return true;
    }

    @Override
    protected void onError(ByteBuf buffer, int start, int length) {
        if (error == null) {
            error = Replies.error(buffer, start, length);
        }
    }

    @Override
    protected boolean setsParameters() {
        return true;
    }

    @Override
    protected void onClosed(PgError closed) {
        done.accept(error == null ? closed : error);
    }
}
