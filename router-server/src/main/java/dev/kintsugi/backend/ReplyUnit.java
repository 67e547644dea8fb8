package dev.kintsugi.backend;

import dev.kintsugi.error.PgError;
import dev.kintsugi.wire.BackendType;
import io.netty.buffer.ByteBuf;

/// What is expected in reply to one request, in the order of sending; called on the connection's event loop.
///
/// The buffer passed in belongs to the connection: a unit that keeps bytes copies or retains them before it returns.
public abstract class ReplyUnit {
    /// Which message ends the unit beside an error.
    public enum Extent {
        /// one request of the extended protocol; after an error the shard skips to the next Sync
        EXTENDED,
        /// a Query or Sync: ends with ReadyForQuery, errors come before it
        TO_READY,
        /// nothing is sent for it: it completes when all before it have completed
        LOCAL
    }

    private final Extent extent;

    protected ReplyUnit(Extent extent) {
        this.extent = extent;
    }

    final Extent extent() {
        return extent;
    }

    /// Takes `count` complete DataRow messages in a row, `length` bytes in all; they never complete a unit.
    protected void onRows(ByteBuf buffer, int start, int length, int count) {
        FrameCumulation.oneByOne(buffer, start, count, (row, at, one) -> onMessage(BackendType.DATA_ROW, row, at, one));
    }

    /// Takes one complete message (type byte at `start`, `length` bytes in all) that is neither rows nor an error
    /// nor asynchronous.
    ///
    /// @return whether the unit is complete; ignored for units that end with ReadyForQuery
    protected abstract boolean onMessage(byte type, ByteBuf buffer, int start, int length);

    /// The unit was answered without an error and is out of the queue: what is sent now comes behind everything
    /// before it.
    protected void onCompleted() {}

    /// Whether the request is the router's own and may set parameters, which are then accounted for.
    protected boolean setsParameters() {
        return false;
    }

    /// Whether a cancel request has to wait for the reply: what was sent behind it relies on its success.
    protected boolean shielded() {
        return false;
    }

    /// Takes an ErrorResponse; ends an extended unit.
    protected abstract void onError(ByteBuf buffer, int start, int length);

    /// Takes a NoticeResponse that arrived while this unit was at the head.
    protected void onNotice(ByteBuf buffer, int start, int length) {}

    /// The unit will never be answered, because a request before it failed.
    protected void onSkipped() {}

    /// The unit was reached: everything before it is answered (LOCAL units only).
    protected void onReached() {}

    /// The connection is gone before the unit was complete.
    protected abstract void onClosed(PgError error);
}
