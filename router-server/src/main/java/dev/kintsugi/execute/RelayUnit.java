package dev.kintsugi.execute;

import dev.kintsugi.backend.Replies;
import dev.kintsugi.backend.ReplyUnit;
import dev.kintsugi.error.PgError;
import dev.kintsugi.wire.BackendType;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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

        /// The shard ignores the request, because a portal that it was fetching ahead for has failed.
        void onSkipped();

        /// The shard is gone in the middle of the reply.
        void onLost(PgError error);
    }

    private final Request request;
    private final ClientOutput output;
    private final Listener listener;
    private final @Nullable Consumer<PgError> onError;

    public RelayUnit(Request request, ClientOutput output, Listener listener) {
        this(request, output, listener, null);
    }

    /// `onError` sees the shard's error before the client does.
    public RelayUnit(Request request, ClientOutput output, Listener listener, @Nullable Consumer<PgError> onError) {
        super(Extent.EXTENDED);
        this.onError = onError;
        this.request = request;
        this.output = output;
        this.listener = listener;
    }

    @Override
    protected void onRows(ByteBuf buffer, int start, int length, int count) {
        output.relay(buffer, start, length);
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
        Consumer<PgError> interested = onError;
        if (interested != null) {
            interested.accept(Replies.error(buffer, start, length));
        }
        output.relay(buffer, start, length);
        listener.onRelayedError();
    }

    @Override
    protected void onSkipped() {
        listener.onSkipped();
    }

    @Override
    protected void onClosed(PgError error) {
        listener.onLost(error);
    }
}
