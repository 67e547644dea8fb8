package dev.kintsugi.execute;

import dev.kintsugi.backend.Replies;
import dev.kintsugi.backend.ReplyUnit;
import dev.kintsugi.error.PgError;
import dev.kintsugi.wire.BackendEncoder;
import dev.kintsugi.wire.BackendType;
import io.netty.buffer.ByteBuf;

/// The replies to a forwarded Query, or to a batch that was forwarded as a whole: all of them go to the client as they
/// are, except ReadyForQuery, which is the session's.
public final class QueryRelayUnit extends ReplyUnit {
    /// What the session does at the end.
    public interface Listener {
        /// The shard is ready for the next query. `buffer` holds its ReadyForQuery.
        void onReady(boolean failed, ByteBuf buffer, int start, int length);

        /// An error goes to the client.
        default void onError(ByteBuf buffer, int start, int length) {}

        /// The shard is gone in the middle of the reply; `told` if its own last words went to the client.
        void onLost(boolean told, PgError error);
    }

    private final ClientOutput output;
    private final int positionOffset;
    private final Listener listener;
    private boolean failed;

    /// `positionOffset` is added to error positions: the number of characters of the client's text before this
    /// statement.
    public QueryRelayUnit(ClientOutput output, int positionOffset, Listener listener) {
        super(Extent.TO_READY);
        this.output = output;
        this.positionOffset = positionOffset;
        this.listener = listener;
    }

    @Override
    protected void onRows(ByteBuf buffer, int start, int length, int count) {
        output.relay(buffer, start, length);
    }

    @Override
    protected boolean onMessage(byte type, ByteBuf buffer, int start, int length) {
        if (type == BackendType.READY_FOR_QUERY) {
            listener.onReady(failed, buffer, start, length);
        } else {
            output.relay(buffer, start, length);
        }
        return true;
    }

    @Override
    protected void onNotice(ByteBuf buffer, int start, int length) {
        output.relay(buffer, start, length);
    }

    @Override
    protected void onError(ByteBuf buffer, int start, int length) {
        failed = true;
        listener.onError(buffer, start, length);
        if (positionOffset == 0) {
            output.relay(buffer, start, length);
            return;
        }
        PgError error = Replies.error(buffer, start, length).movedBy(positionOffset);
        BackendEncoder.errorResponse(error, output.buffer());
    }

    @Override
    protected void onClosed(PgError error) {
        listener.onLost(failed, error);
    }
}
