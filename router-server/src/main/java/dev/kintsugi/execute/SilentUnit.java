package dev.kintsugi.execute;

import dev.kintsugi.backend.ReplyUnit;
import dev.kintsugi.error.PgError;
import dev.kintsugi.wire.BackendType;
import io.netty.buffer.ByteBuf;

/// A reply that nobody needs: CloseComplete of the router's own Close, or the error that was asked for.
public final class SilentUnit extends ReplyUnit {
    private final byte last;

    private SilentUnit(byte last) {
        super(Extent.EXTENDED);
        this.last = last;
    }

    /// For Close.
    public static SilentUnit forClose() {
        return new SilentUnit(BackendType.CLOSE_COMPLETE);
    }

    /// For Execute of a portal that does not exist, sent to make the shard's implicit transaction fail.
    public static SilentUnit forPoison() {
        return new SilentUnit(BackendType.COMMAND_COMPLETE);
    }

    @Override
    protected boolean onMessage(byte type, ByteBuf buffer, int start, int length) {
        return type == last;
    }

    @Override
    protected void onError(ByteBuf buffer, int start, int length) {}

    @Override
    protected void onClosed(PgError error) {}
}
