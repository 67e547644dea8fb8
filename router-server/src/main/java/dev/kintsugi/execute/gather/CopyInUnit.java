package dev.kintsugi.execute.gather;

import dev.kintsugi.backend.Replies;
import dev.kintsugi.backend.ReplyUnit;
import dev.kintsugi.error.PgError;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/// The replies to a COPY FROM STDIN of the router's own: only an error matters, and that at once, while rows are still
/// being sent.
final class CopyInUnit extends ReplyUnit {
    private final Consumer<PgError> failed;

    CopyInUnit(Consumer<PgError> failed) {
        super(Extent.TO_READY);
        this.failed = failed;
    }

    @Override
    protected boolean onMessage(byte type, ByteBuf buffer, int start, int length) {
        return true;
    }

    @Override
    protected void onError(ByteBuf buffer, int start, int length) {
        failed.accept(Replies.error(buffer, start, length));
    }

    @Override
    protected void onClosed(PgError error) {
        failed.accept(error);
    }
}
