package dev.kintsugi.execute;

import dev.kintsugi.backend.ReplyUnit;
import dev.kintsugi.error.PgError;
import dev.kintsugi.wire.BackendType;
import io.netty.buffer.ByteBuf;

/// The replies to one forwarded request of the extended protocol: they go to the client as they are.
public final class RelayUnit extends ReplyUnit {
    /// Which request was forwarded.
    public enum Request {
        BIND,
        DESCRIBE,
        EXECUTE,
        CLOSE
    }

    /// The session's interest in what was relayed.
    public interface Listener {
        /// An error went to the client: everything up to its Sync is skipped.
        void onRelayedError();

        /// The shard is gone in the middle of the reply.
        void onLost(PgError error);
    }

    private final Request request;
    private final ClientOutput output;
    private final Listener listener;

    public RelayUnit(Request request, ClientOutput output, Listener listener) {
        super(Extent.EXTENDED);
        this.request = request;
        this.output = output;
        this.listener = listener;
    }

    @Override
    protected boolean onMessage(byte type, ByteBuf buffer, int start, int length) {
        output.relay(buffer, start, length);
        return switch (request) {
            case BIND -> type == BackendType.BIND_COMPLETE;
            case DESCRIBE -> type == BackendType.ROW_DESCRIPTION || type == BackendType.NO_DATA;
            case EXECUTE ->
                type == BackendType.COMMAND_COMPLETE
                        || type == BackendType.PORTAL_SUSPENDED
                        || type == BackendType.EMPTY_QUERY_RESPONSE;
            case CLOSE -> type == BackendType.CLOSE_COMPLETE;
        };
    }

    @Override
    protected void onNotice(ByteBuf buffer, int start, int length) {
        output.relay(buffer, start, length);
    }

    @Override
    protected void onError(ByteBuf buffer, int start, int length) {
        output.relay(buffer, start, length);
        listener.onRelayedError();
    }

    @Override
    protected void onClosed(PgError error) {
        listener.onLost(error);
    }
}
