package dev.kintsugi.frontend;

import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.execute.copy.CopyRun;
import dev.kintsugi.wire.FrameSplitter;
import dev.kintsugi.wire.FrontendDecoder;
import dev.kintsugi.wire.FrontendMessage;
import dev.kintsugi.wire.FrontendType;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// The client's messages while a COPY FROM STDIN takes its data: CopyData is passed on as it arrives, however long a
/// message is. What a client goes on sending when the COPY is over is dropped, as Postgres does.
final class CopyMessages {
    /// What became of the message at hand.
    enum Taken {
        /// bytes were taken, and there may be more
        SOME,
        /// nothing can be taken now
        NOTHING,
        /// it is no message of a COPY
        OTHER
    }

    private @Nullable CopyRun run;
    private int left;
    private Runnable begun = () -> {};

    /// `goOn` is run whenever a COPY begins to take data.
    void whenBegun(Runnable goOn) {
        begun = goOn;
    }

    /// The COPY that wants the client's data; null when it is over.
    void run(@Nullable CopyRun newRun) {
        run = newRun;
    }

    /// Whether a COPY is under way that wants no more data: it is waited for.
    boolean isEnding() {
        CopyRun current = run;
        return current != null && !current.takes();
    }

    void begin() {
        begun.run();
    }

    /// Takes what it can of the bytes; SOME and NOTHING are the answers for data, OTHER is for the caller to see
    /// to.
    ///
    /// @throws RouterException FATAL 08P01 for a message that has no place in a COPY
    Taken take(ByteBuf bytes, FrameSplitter splitter) {
        CopyRun current = run;
        if (current != null && !current.takes()) {
            return Taken.NOTHING;
        }
        if (left > 0) {
            return data(current, bytes);
        }
        if (current == null) {
            return Taken.OTHER;
        }
        int start = bytes.readerIndex();
        int length = splitter.length(bytes, start);
        if (length == FrameSplitter.NEED_MORE) {
            return Taken.NOTHING;
        }
        byte type = bytes.getByte(start);
        if (type == FrontendType.COPY_DATA) {
            bytes.skipBytes(FrameSplitter.HEADER_LENGTH);
            left = length - FrameSplitter.HEADER_LENGTH;
            return Taken.SOME;
        }
        if (length > bytes.readableBytes()) {
            return Taken.NOTHING;
        }
        bytes.skipBytes(length);
        switch (FrontendDecoder.decode(bytes, start, length)) {
            case FrontendMessage.CopyDone _ -> current.done();
            case FrontendMessage.CopyFail(String message) -> current.fail(message);
            case FrontendMessage.Flush _, FrontendMessage.Sync _ -> {}
            case FrontendMessage.Terminate _ -> {
                bytes.readerIndex(start);
                return Taken.OTHER;
            }
            default ->
                throw new RouterException(PgError.of(
                                SqlState.PROTOCOL_VIOLATION,
                                "unexpected message type 0x%02X during COPY from stdin".formatted(type))
                        .asFatal());
        }
        return Taken.SOME;
    }

    private Taken data(@Nullable CopyRun current, ByteBuf bytes) {
        int length = Math.min(left, bytes.readableBytes());
        if (length == 0) {
            return Taken.NOTHING;
        }
        if (current == null) {
            bytes.skipBytes(length);
        } else {
            length = current.data(bytes, length);
        }
        left -= length;
        return Taken.SOME;
    }
}
