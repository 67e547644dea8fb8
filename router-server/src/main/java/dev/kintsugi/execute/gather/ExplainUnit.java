package dev.kintsugi.execute.gather;

import dev.kintsugi.backend.Replies;
import dev.kintsugi.backend.ReplyUnit;
import dev.kintsugi.error.PgError;
import dev.kintsugi.wire.BackendType;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// The replies to EXPLAIN of the statement that runs over the pulled rows: kept, as they are a part of the answer only.
final class ExplainUnit extends ReplyUnit {
    /// The message's type and length, the number of columns, the length of the first.
    private static final int BEFORE_VALUE = 1 + 4 + 2 + 4;

    private final Consumer<String> rows;
    private final AnswerUnit.Listener listener;

    ExplainUnit(Consumer<String> rows, AnswerUnit.Listener listener) {
        super(Extent.TO_READY);
        this.rows = rows;
        this.listener = listener;
    }

    @Override
    protected boolean onMessage(byte type, ByteBuf buffer, int start, int length) {
        if (type == BackendType.READY_FOR_QUERY) {
            listener.ready(false);
        } else if (type == BackendType.DATA_ROW) {
            rows.accept(buffer.toString(start + BEFORE_VALUE, length - BEFORE_VALUE, StandardCharsets.UTF_8));
        }
        return true;
    }

    @Override
    protected void onError(ByteBuf buffer, int start, int length) {
        listener.failed(Replies.error(buffer, start, length));
    }

    @Override
    protected void onClosed(PgError error) {
        listener.failed(error);
        listener.ready(false);
    }
}
