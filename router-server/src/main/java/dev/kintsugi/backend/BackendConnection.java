package dev.kintsugi.backend;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableMap;
import dev.kintsugi.catalog.TypeMap;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.wire.BackendMessage.ParameterStatus;
import dev.kintsugi.wire.BackendType;
import dev.kintsugi.wire.FrontendEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One logged-in connection to a shard, with the queue of replies that are still to come.
///
/// Everything here runs on the channel's event loop. Requests are encoded into [#out] and go out with [#flush]; for
/// each, a [ReplyUnit] is queued with [#expect] in the same order.
public final class BackendConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(BackendConnection.class);

    private final BackendPool pool;
    private final Channel channel;
    private final BackendKey key;
    private final ReportedParameters parameters;
    private final ArrayDeque<ReplyUnit> units = new ArrayDeque<>();
    private final PreparedStatements prepared = new PreparedStatements();
    private final FrameCumulation cumulation = new FrameCumulation();
    private final FrameCumulation.Sink sink = new FrameCumulation.Sink() {
        @Override
        public void accept(byte type, ByteBuf buffer, int start, int length) {
            dispatch(type, buffer, start, length);
        }

        @Override
        public void rows(ByteBuf buffer, int start, int length, int count) {
            onRows(buffer, start, length, count);
        }
    };
    private ServerSettings settings = ServerSettings.NONE;
    private @Nullable LeaseHolder holder;
    private boolean leased;
    private @Nullable ByteBuf pendingOut;
    private byte status = 'I';
    private boolean unsynced;
    private boolean skipping;
    private boolean lost;
    private boolean tainted;
    private final CancelRequests cancels;
    private boolean releaseWanted;
    private boolean handedOver;

    BackendConnection(BackendPool pool, Channel channel, BackendKey key, Map<String, String> parameters) {
        this.pool = pool;
        this.channel = channel;
        this.key = key;
        this.parameters = new ReportedParameters(parameters);
        this.cancels = new CancelRequests(pool.target(), key, channel.eventLoop(), this::cancelEnded);
    }

    /// The ordinal of the shard.
    public int shard() {
        return pool.shard();
    }

    public BackendTarget target() {
        return pool.target();
    }

    /// The shard's types.
    public TypeMap types() {
        return pool.types();
    }

    /// The server process and its secret, for cancel requests.
    public BackendKey key() {
        return key;
    }

    /// The parameters that the server has reported, by name; the sessions that last heard these share them.
    public ImmutableMap<String, String> parameters() {
        return parameters.values();
    }

    /// The value of `search_path` at login, before anybody set it.
    public String serverSearchPath() {
        return parameters.searchPathAtLogin();
    }

    /// What the router has set on this connection; compared with what a session wants at each lease.
    public ServerSettings settings() {
        return settings;
    }

    public void settings(ServerSettings newSettings) {
        settings = newSettings;
    }

    public PreparedStatements prepared() {
        return prepared;
    }

    /// The transaction status of the last ReadyForQuery: `I`, `T` or `E`.
    public byte status() {
        return status;
    }

    /// Whether extended-protocol messages were sent that no Sync has followed yet.
    public boolean unsynced() {
        return unsynced;
    }

    /// Whether the shard ignores messages until the next Sync.
    public boolean skipping() {
        return skipping;
    }

    public boolean lost() {
        return lost;
    }

    public boolean idle() {
        return units.isEmpty() && !unsynced && !lost;
    }

    public boolean hasUnits() {
        return !units.isEmpty();
    }

    boolean reusable() {
        return idle() && !tainted && status == 'I' && channel.isActive() && !cumulation.hasPartial();
    }

    Channel channel() {
        return channel;
    }

    /// Whether somebody holds the connection, as its pool counts it.
    boolean leased() {
        return leased;
    }

    void leased(boolean isLeased) {
        leased = isLeased;
    }

    public void holder(@Nullable LeaseHolder newHolder) {
        holder = newHolder;
    }

    /// The buffer that takes the next requests; [#flush] sends it.
    public ByteBuf out() {
        ByteBuf buffer = pendingOut;
        if (buffer == null) {
            buffer = channel.alloc().directBuffer(512);
            pendingOut = buffer;
        }
        return buffer;
    }

    /// Writes bytes that are already encoded; takes over the reference.
    public void write(ByteBuf frames) {
        writePending();
        channel.write(frames, channel.voidPromise());
    }

    /// Queues what is expected in reply to the request that was just encoded.
    public void expect(ReplyUnit unit) {
        if (lost) {
            unit.onClosed(lostError());
            return;
        }
        switch (unit.extent()) {
            case EXTENDED -> {
                if (skipping) {
                    unit.onSkipped();
                    return;
                }
                unsynced = true;
            }
            case TO_READY -> unsynced = false;
            case LOCAL -> {
                if (skipping) {
                    unit.onSkipped();
                    return;
                }
                if (units.isEmpty()) {
                    unit.onReached();
                    return;
                }
            }
        }
        units.add(unit);
    }

    /// Sends Sync and expects its ReadyForQuery.
    public void sync(ReplyUnit unit) {
        FrontendEncoder.sync(out());
        expect(unit);
    }

    public void flush() {
        writePending();
        channel.flush();
    }

    private void writePending() {
        ByteBuf buffer = pendingOut;
        if (buffer != null) {
            pendingOut = null;
            channel.write(buffer, channel.voidPromise());
        }
    }

    public boolean writable() {
        return channel.isWritable();
    }

    /// Stops or resumes reading from the shard: back-pressure.
    public void reading(boolean on) {
        if (channel.config().isAutoRead() != on) {
            channel.config().setAutoRead(on);
        }
    }

    /// Gives the connection back: to the pool if it is in a state that anybody can start from, else it is closed.
    ///
    /// A cancel request that is still under way is waited for, so that it cannot hit the next holder's statement.
    public void release() {
        if (cancels.areUnderWay()) {
            releaseWanted = true;
            holder = null; // it may have another connection to this shard by the time that this one ends
        } else {
            pool.release(this);
        }
    }

    /// Whether a cancel request is under way.
    public boolean cancelling() {
        return cancels.areUnderWay();
    }

    /// Asks the server to stop what it does for this connection; `done` runs when the request can hit nothing any
    /// more, or when the connection is no longer one that anybody else could get.
    public void cancel(BackendConnector connector, Runnable done) {
        cancels.send(connector, isShielded(), done);
    }

    private boolean isShielded() {
        return units.stream().anyMatch(ReplyUnit::shielded);
    }

    private void sendDeferredCancels() {
        if (cancels.areDeferred() && !isShielded()) {
            cancels.sendDeferred();
        }
    }

    private void cancelEnded(boolean certain) {
        tainted |= !certain;
        if (releaseWanted && !cancels.areUnderWay()) {
            releaseWanted = false;
            pool.release(this);
        }
    }

    /// Something was set on this connection that the router does not track: nobody else may get it.
    public void taint() {
        tainted = true;
    }

    /// Closes the connection without a word to those who wait for replies; what it was doing is rolled back by the
    /// shard.
    public void discard() {
        pool.discard(this);
    }

    /// Closes the connection and tells everybody who waits for a reply.
    public void abort(PgError error) {
        lose(error);
    }

    void close() {
        lost = true;
        dropPending();
        channel.close();
    }

    private void dropPending() {
        ByteBuf buffer = pendingOut;
        if (buffer != null) {
            pendingOut = null;
            buffer.release();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            cumulation.feed((ByteBuf) message, sink);
        } catch (RouterException e) {
            LOG.warn("shard {} broke the protocol: {}", target().name(), e.getMessage());
            lose(e.error());
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            LOG.error("handling a reply of shard {} failed", target().name(), e);
            PgError error =
                    PgError.of(SqlState.INTERNAL_ERROR, "internal error while reading from shard " + target().name());
            LeaseHolder current = holder;
            boolean unanswered = handedOver; // the unit is out of the queue: nobody else can tell who waited for it
            lose(error);
            if (unanswered && current != null) {
                current.onBroken(error);
            }
        } finally {
            LeaseHolder current = holder;
            if (current != null) {
                current.endOfBuffer();
            }
            cumulation.endOfBuffer();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        LeaseHolder current = holder;
        if (current != null) {
            current.endOfBurst();
        }
    }

    private void dispatch(byte type, ByteBuf buffer, int start, int length) {
        if (lost) {
            return;
        }
        switch (type) {
            case BackendType.ERROR_RESPONSE -> onError(buffer, start, length);
            case BackendType.NOTICE_RESPONSE -> onNotice(buffer, start, length);
            case BackendType.PARAMETER_STATUS -> onParameterStatus(buffer, start, length);
            case BackendType.NOTIFICATION_RESPONSE -> {} // LISTEN is never sent to a pooled connection
            case BackendType.READY_FOR_QUERY -> onReady(buffer, start, length);
            default -> onReply(type, buffer, start, length);
        }
    }

    private void onRows(ByteBuf buffer, int start, int length, int count) {
        if (lost) {
            return;
        }
        ReplyUnit unit = units.peek();
        checkState(unit != null, "rows that nobody asked for");
        unit.onRows(buffer, start, length, count);
    }

    private void onReply(byte type, ByteBuf buffer, int start, int length) {
        ReplyUnit unit = units.peek();
        checkState(unit != null, "unexpected message '%s'", (char) type);
        ShardTypes.toHome(types(), type, buffer, start, length);
        if (unit.onMessage(type, buffer, start, length) && unit.extent() == ReplyUnit.Extent.EXTENDED) {
            units.poll();
            handedOver = true;
            unit.onCompleted();
            reachLocals();
            handedOver = false;
        }
    }

    private void onReady(ByteBuf buffer, int start, int length) {
        ReplyUnit unit = units.poll();
        checkState(unit != null && unit.extent() == ReplyUnit.Extent.TO_READY, "ReadyForQuery for no Query or Sync");
        status = buffer.getByte(start + 5);
        skipping = false;
        handedOver = true;
        unit.onMessage(BackendType.READY_FOR_QUERY, buffer, start, length);
        unit.onCompleted();
        reachLocals();
        sendDeferredCancels();
        handedOver = false;
    }

    private void onError(ByteBuf buffer, int start, int length) {
        ReplyUnit unit = units.peek();
        if (unit == null) {
            PgError error = Replies.error(buffer, start, length);
            LOG.info("shard {} ends a connection: {}", target().name(), error.message());
            lose(error);
            return;
        }
        if (unit.extent() == ReplyUnit.Extent.EXTENDED) {
            units.poll();
            skipping = true;
            handedOver = true;
            unit.onError(buffer, start, length);
            skipToSync();
            handedOver = false;
        } else {
            unit.onError(buffer, start, length);
        }
    }

    private void skipToSync() {
        ReplyUnit next = units.peek();
        while (next != null && next.extent() != ReplyUnit.Extent.TO_READY) {
            units.poll();
            next.onSkipped();
            next = units.peek();
        }
    }

    private void reachLocals() {
        ReplyUnit next = units.peek();
        while (next != null && next.extent() == ReplyUnit.Extent.LOCAL) {
            units.poll();
            next.onReached();
            next = units.peek();
        }
    }

    private void onNotice(ByteBuf buffer, int start, int length) {
        ReplyUnit unit = units.peek();
        LeaseHolder current = holder;
        if (unit != null) {
            unit.onNotice(buffer, start, length);
        } else if (current != null) {
            current.onStrayNotice(buffer, start, length);
        }
    }

    private void onParameterStatus(ByteBuf buffer, int start, int length) {
        ParameterStatus reported = Replies.parameterStatus(buffer, start, length);
        parameters.put(reported.name(), reported.value());
        ReplyUnit unit = units.peek();
        if (unit == null || !unit.setsParameters()) {
            tainted = true;
        }
        LeaseHolder current = holder;
        if (current != null) {
            current.onParameterStatus(this, reported.name(), reported.value());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        LeaseHolder current = holder;
        if (current != null && channel.isWritable()) {
            current.onWritable(this);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        lose(lostError());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.info("connection to shard {} failed: {}", target().name(), cause.toString());
        lose(lostError());
    }

    private PgError lostError() {
        return PgError.of(SqlState.CONNECTION_FAILURE, "the connection to shard \"" + target().name() + "\" was lost");
    }

    private void lose(PgError error) {
        if (lost) {
            return;
        }
        lost = true;
        dropPending();
        LeaseHolder current = holder;
        if (current != null) {
            // Before the units are told: one of them may go on with the client's next statement.
            current.onConnectionLost(this, error);
        }
        for (ReplyUnit unit = units.poll(); unit != null; unit = units.poll()) {
            unit.onClosed(error);
        }
        sendDeferredCancels();
        if (current != null) {
            current.endOfBurst();
        }
        pool.discard(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        cumulation.release();
    }
}
