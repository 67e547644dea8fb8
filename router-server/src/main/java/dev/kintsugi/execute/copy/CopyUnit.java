package dev.kintsugi.execute.copy;

import dev.kintsugi.backend.Replies;
import dev.kintsugi.backend.ReplyUnit;
import dev.kintsugi.error.PgError;
import dev.kintsugi.wire.BackendType;
import io.netty.buffer.ByteBuf;

/// The replies of one shard to COPY FROM STDIN.
final class CopyUnit extends ReplyUnit {
    /// Takes them, in order; `ended` or `lost` is the last.
    interface Listener {
        /// The shard waits for data; the message is what the client is to be told.
        void begun(ByteBuf buffer, int start, int length);

        void completed(String tag);

        void failed(PgError error);

        void noticed(PgError notice);

        void ended();

        void lost(PgError error);
    }

    private final Listener listener;

    CopyUnit(Listener listener) {
        super(Extent.TO_READY);
        this.listener = listener;
    }

    @Override
    protected boolean onMessage(byte type, ByteBuf buffer, int start, int length) {
        switch (type) {
            case BackendType.COPY_IN_RESPONSE -> listener.begun(buffer, start, length);
            case BackendType.COMMAND_COMPLETE -> listener.completed(Replies.commandTag(buffer, start, length));
            case BackendType.READY_FOR_QUERY -> listener.ended();
            default -> {}
        }
        return true;
    }

    @Override
    protected void onNotice(ByteBuf buffer, int start, int length) {
        listener.noticed(Replies.notice(buffer, start, length));
    }

    @Override
    protected void onError(ByteBuf buffer, int start, int length) {
        listener.failed(Replies.error(buffer, start, length));
    }

    @Override
    protected void onClosed(PgError error) {
        listener.lost(error);
    }
}
