package dev.kintsugi.execute.gather;

import dev.kintsugi.backend.Replies;
import dev.kintsugi.backend.ReplyUnit;
import dev.kintsugi.error.PgError;
import dev.kintsugi.execute.ClientOutput;
import dev.kintsugi.value.ResultColumn;
import dev.kintsugi.wire.BackendType;
import io.netty.buffer.ByteBuf;
import java.util.List;

/// The replies to the statement that runs over the pulled rows: rows and their end go to the client as they are.
///
/// The columns are those that a shard has described to the client already, so the description is compared only; it is
/// of the stand-ins.
final class AnswerUnit extends ReplyUnit {
    /// What the run wants to know.
    interface Listener {
        /// The rows are about to come, with these columns; returns whether they may go to the client.
        boolean described(List<ResultColumn> columns);

        void failed(PgError error);

        /// Everything is answered; `suspended` says that there may be more rows.
        void ready(boolean suspended);
    }

    private final ClientOutput output;
    private final Listener listener;
    private boolean relaying = true;
    private boolean suspended;

    AnswerUnit(ClientOutput output, Listener listener) {
        super(Extent.TO_READY);
        this.output = output;
        this.listener = listener;
    }

    @Override
    protected void onRows(ByteBuf buffer, int start, int length, int count) {
        if (relaying) {
            output.relay(buffer, start, length);
        }
    }

    @Override
    protected boolean onMessage(byte type, ByteBuf buffer, int start, int length) {
        switch (type) {
            case BackendType.READY_FOR_QUERY -> listener.ready(suspended);
            case BackendType.PARSE_COMPLETE,
                    BackendType.PARAMETER_DESCRIPTION,
                    BackendType.BIND_COMPLETE,
                    BackendType.NO_DATA -> {}
            case BackendType.ROW_DESCRIPTION ->
                relaying &= listener.described(
                        Replies.rowDescription(buffer, start, length).columns());
            default -> {
                suspended = type == BackendType.PORTAL_SUSPENDED;
                if (relaying) {
                    output.relay(buffer, start, length);
                }
            }
        }
        return true;
    }

    @Override
    protected void onNotice(ByteBuf buffer, int start, int length) {
        output.relay(buffer, start, length);
    }

    @Override
    protected void onError(ByteBuf buffer, int start, int length) {
        relaying = false;
        listener.failed(Replies.error(buffer, start, length));
    }

    @Override
    protected void onClosed(PgError error) {
        listener.failed(error);
        listener.ready(false);
    }
}
