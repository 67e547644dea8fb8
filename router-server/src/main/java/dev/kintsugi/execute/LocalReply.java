package dev.kintsugi.execute;

import dev.kintsugi.backend.ReplyUnit;
import dev.kintsugi.error.PgError;
import io.netty.buffer.ByteBuf;

/// Something that happens when all replies before it are in: a reply of the router's own, or the end of waiting.
public final class LocalReply extends ReplyUnit {
    private final Runnable reached;
    private final Runnable skipped;

    /// Exactly one of the two is run: `skipped` if a request before it fails or the connection is lost.
    public LocalReply(Runnable reached, Runnable skipped) {
        super(Extent.LOCAL);
        this.reached = reached;
        this.skipped = skipped;
    }

    @Override
    protected void onReached() {
        reached.run();
    }

    @Override
    protected void onSkipped() {
        skipped.run();
    }

    @Override
    protected boolean onMessage(byte type, ByteBuf buffer, int start, int length) {
        throw new IllegalStateException("a message for a unit that nothing was sent for");
    }

    @Override
    protected void onError(ByteBuf buffer, int start, int length) {
        throw new IllegalStateException("an error for a unit that nothing was sent for");
    }

    @Override
    protected void onClosed(PgError error) {
        skipped.run();
    }
}
