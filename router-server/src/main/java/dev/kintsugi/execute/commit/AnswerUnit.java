package dev.kintsugi.execute.commit;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.Replies;
import dev.kintsugi.backend.ReplyUnit;
import dev.kintsugi.error.PgError;
import dev.kintsugi.wire.BackendType;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The replies to a Query of a commit: its last row, its last tag, or its first error.
final class AnswerUnit extends ReplyUnit {
    /// `tag` is empty if no statement was completed; `error` is null for success.
    record Answer(
            ImmutableList<Optional<String>> row,
            String tag,
            @Nullable PgError error) {}

    private final Consumer<Answer> done;
    private ImmutableList<Optional<String>> row = ImmutableList.of();
    private String tag = "";
    private @Nullable PgError error;

    /// `done` is called once, at ReadyForQuery or when the connection is lost.
    AnswerUnit(Consumer<Answer> done) {
        super(Extent.TO_READY);
        this.done = done;
    }

    @Override
    protected boolean onMessage(byte type, ByteBuf buffer, int start, int length) {
        switch (type) {
            case BackendType.DATA_ROW -> row = Replies.row(buffer, start);
            case BackendType.COMMAND_COMPLETE -> tag = Replies.commandTag(buffer, start, length);
            case BackendType.READY_FOR_QUERY -> done.accept(new Answer(row, tag, error));
            default -> {}
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
        return true; // the end of a transaction takes back what was set for it
    }

    @Override
    protected void onClosed(PgError closed) {
        done.accept(new Answer(row, tag, error == null ? closed : error));
    }
}
