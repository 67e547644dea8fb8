package dev.kintsugi.execute;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.backend.Replies;
import dev.kintsugi.backend.ReplyUnit;
import dev.kintsugi.backend.ShardStatement;
import dev.kintsugi.backend.StatementDescription;
import dev.kintsugi.error.PgError;
import dev.kintsugi.merge.Row;
import dev.kintsugi.merge.RowCursor;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Format;
import dev.kintsugi.wire.BackendType;
import dev.kintsugi.wire.FrontendEncoder;
import dev.kintsugi.wire.FrontendMessage.Target;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The rows of one shard: filled as they arrive, drained by the merge.
///
/// Rows are copied out of the network buffers in bulk, one array for each run of DataRow messages in a read. When
/// more than [#HIGH_WATER] bytes wait, the shard is no longer read from, until fewer than [#LOW_WATER] wait. With a
/// `fetchRows` the shard's portal is executed piece by piece, so that the connection is free in between.
final class ShardCursor implements RowCursor {
    /// Bytes that may wait for the merge before the shard is stopped.
    static final int HIGH_WATER = 512 * 1024;

    static final int LOW_WATER = 128 * 1024;
    private static final int HEADER = 5;
    private static final byte[] NOTHING = {};

    /// What the run wants to know.
    interface Listener {
        /// Rows or the end have come.
        void onArrival();

        /// The shard will send no more: it is finished, has failed or is lost.
        void onFinished(ShardCursor cursor);

        void onNotice(ByteBuf buffer, int start, int length);
    }

    /// Takes DataRow messages as they are; the bytes are the connection's again when its buffer ends.
    interface Relay {
        void rows(ByteBuf buffer, int start, int length, int count);
    }

    private enum State {
        FETCHING,
        SUSPENDED,
        FINISHED
    }

    private final BackendConnection connection;
    private final String portal;
    private final int fetchRows;
    private final Listener listener;
    private final @Nullable Relay relay;
    private final ArrayDeque<byte[]> chunks = new ArrayDeque<>();
    private State state = State.SUSPENDED;
    private @Nullable PgError error;
    private long counted;
    private boolean closed;
    private boolean paused;
    private boolean holding;
    private int waiting;
    private byte[] chunk = NOTHING;
    private int position;
    private @Nullable Row row;
    private @Nullable ByteBuf region;
    private int regionStart;
    private int regionEnd;

    /// With a `relay` all rows go there, and the cursor itself has none: it only tells the end.
    ShardCursor(BackendConnection connection, String portal, int fetchRows, Listener listener, @Nullable Relay relay) {
        this.connection = connection;
        this.portal = portal;
        this.fetchRows = fetchRows;
        this.listener = listener;
        this.relay = relay;
    }

    BackendConnection connection() {
        return connection;
    }

    /// The shard's error, once it has failed.
    @Nullable
    PgError error() {
        return error;
    }

    /// The number in the command tag, once it has finished.
    long counted() {
        return counted;
    }

    boolean finished() {
        return state == State.FINISHED;
    }

    /// Encodes Bind of a prepared statement; the caller flushes.
    void bind(String statement, BindValues values, ImmutableList<Format> resultFormats) {
        FrontendEncoder.bind(portal, statement, values, resultFormats, connection.out());
        connection.expect(new BindUnit());
    }

    /// Encodes Parse and Describe of the statement, to be bound under no name; the caller flushes. `described` runs
    /// when the shard has answered, with nothing if it has refused.
    void prepare(ShardStatement statement, Consumer<Optional<StatementDescription>> described) {
        Preparer.prepareUnnamed(
                connection, statement, description -> described.accept(Optional.of(description)), refused -> {
                    error = refused;
                    described.accept(Optional.empty());
                });
    }

    /// Whether rows wait here even if there is a relay, as it is not known yet what becomes of them.
    void hold(boolean on) {
        holding = on;
    }

    /// Encodes Execute; the caller flushes.
    void fetch() {
        state = State.FETCHING;
        connection.reading(true); // a slow client may have stopped it for replies before these
        FrontendEncoder.execute(portal, fetchRows, connection.out());
        if (fetchRows > 0) {
            FrontendEncoder.flush(connection.out());
        }
        connection.expect(new RowsUnit());
    }

    @Override
    public Signal advance() {
        if (closed) {
            return Signal.END;
        }
        while (position == chunk.length) {
            letGo();
            byte[] next = chunks.poll();
            if (next == null) {
                return atEndOfArrived();
            }
            chunk = next;
        }
        int length = intAt(chunk, position + 1) + 1;
        row = new Row(chunk, position + HEADER, length - HEADER);
        position += length;
        return Signal.ROW;
    }

    /// Drops a chunk whose rows are taken: at once, for the shard may have been stopped because of this one alone.
    private void letGo() {
        waiting -= chunk.length;
        chunk = NOTHING;
        position = 0;
        if (waiting < LOW_WATER) {
            connection.reading(true);
        }
    }

    private Signal atEndOfArrived() {
        return switch (state) {
            case FINISHED -> error == null ? Signal.END : Signal.PENDING; // the run ends itself when a shard failed
            case FETCHING -> Signal.PENDING;
            case SUSPENDED -> {
                fetch();
                connection.flush();
                yield Signal.PENDING;
            }
        };
    }

    private static int intAt(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | (bytes[at + 3] & 0xff);
    }

    @Override
    public Row row() {
        Row current = row;
        if (current == null) {
            throw new IllegalStateException("no row");
        }
        return current;
    }

    /// Copies what has arrived out of the network buffer, which is about to be released.
    void seal() {
        ByteBuf source = region;
        if (source == null) {
            return;
        }
        region = null;
        if (closed) {
            return;
        }
        byte[] copy = new byte[regionEnd - regionStart];
        source.getBytes(regionStart, copy);
        chunks.add(copy);
        waiting += copy.length;
        if (waiting > HIGH_WATER && !paused) {
            connection.reading(false);
        }
        listener.onArrival();
    }

    /// While the client takes no rows of this portal it may run other statements on the same connection, whose
    /// replies come behind the rows that were asked for: so those are taken in, however many bytes they have.
    void pause(boolean on) {
        paused = on;
        if (on) {
            connection.reading(true);
        }
    }

    /// Wants no more rows: what still comes is dropped.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        chunks.clear();
        waiting = 0;
        connection.reading(true);
        if (fetchRows > 0 && !connection.lost() && !connection.skipping()) {
            FrontendEncoder.close(Target.PORTAL, portal, connection.out());
            FrontendEncoder.flush(connection.out());
            connection.expect(SilentUnit.forClose());
            connection.flush();
        }
        if (state == State.SUSPENDED) {
            finish();
        }
    }

    private void finish() {
        if (state != State.FINISHED) {
            state = State.FINISHED;
            listener.onFinished(this);
        }
    }

    private final class BindUnit extends ReplyUnit {
        BindUnit() {
            super(Extent.EXTENDED);
        }

        @Override
        protected boolean onMessage(byte type, ByteBuf buffer, int start, int length) {
            return type == BackendType.BIND_COMPLETE;
        }

        @Override
        protected void onError(ByteBuf buffer, int start, int length) {
            error = Replies.error(buffer, start, length);
        }

        @Override
        protected void onClosed(PgError closedError) {
            error = error == null ? closedError : error;
        }
    }

    /// DataRows up to CommandComplete or PortalSuspended.
    private final class RowsUnit extends ReplyUnit {
        private boolean suspended;

        RowsUnit() {
            super(Extent.EXTENDED);
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // the same buffer object, not equal bytes
        protected void onRows(ByteBuf buffer, int start, int length, int count) {
            Relay receiver = relay;
            if (receiver != null && !holding) {
                if (!closed) {
                    receiver.rows(buffer, start, length, count);
                }
            } else if (region == buffer && regionEnd == start) {
                regionEnd += length;
            } else {
                seal();
                region = buffer;
                regionStart = start;
                regionEnd = start + length;
            }
        }

        @Override
        protected boolean onMessage(byte type, ByteBuf buffer, int start, int length) {
            seal();
            suspended = type == BackendType.PORTAL_SUSPENDED;
            if (!suspended) {
                counted = Replies.countInTag(buffer, start, length);
            }
            return true;
        }

        @Override
        protected void onCompleted() {
            if (suspended && !closed) {
                state = State.SUSPENDED;
                listener.onArrival();
            } else {
                finish();
            }
        }

        @Override
        protected void onNotice(ByteBuf buffer, int start, int length) {
            listener.onNotice(buffer, start, length);
        }

        @Override
        protected void onError(ByteBuf buffer, int start, int length) {
            seal();
            error = Replies.error(buffer, start, length);
            finish();
        }

        @Override
        protected void onSkipped() {
            finish();
        }

        @Override
        protected void onClosed(PgError closedError) {
            region = null;
            error = error == null ? closedError : error;
            finish();
        }
    }
}
