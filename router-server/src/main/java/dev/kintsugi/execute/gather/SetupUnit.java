package dev.kintsugi.execute.gather;

import dev.kintsugi.backend.Replies;
import dev.kintsugi.backend.ReplyUnit;
import dev.kintsugi.error.PgError;
import dev.kintsugi.wire.BackendType;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/// The replies to the statements that create the stand-ins, with queries among them whose rows must all say `t`.
final class SetupUnit extends ReplyUnit {
    private static final int FIRST_VALUE_LENGTH = 7;

    private final PgError untrue;
    private final Consumer<PgError> failed;

    /// `failed` gets the first error, or `untrue` if a query says otherwise.
    SetupUnit(PgError untrue, Consumer<PgError> failed) {
        super(Extent.TO_READY);
        this.untrue = untrue;
        this.failed = failed;
    }

    @Override
    protected boolean onMessage(byte type, ByteBuf buffer, int start, int length) {
        if (type == BackendType.DATA_ROW && !saysTrue(buffer, start)) {
            failed.accept(untrue);
        }
        return true;
    }

    /// One column of one byte: type, length of the message, count of columns, length of the value, value.
    private static boolean saysTrue(ByteBuf buffer, int start) {
        int value = start + FIRST_VALUE_LENGTH;
        return buffer.getInt(value) == 1 && buffer.getByte(value + 4) == 't';
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
