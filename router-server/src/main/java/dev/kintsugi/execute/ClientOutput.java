package dev.kintsugi.execute;

import dev.kintsugi.metrics.Traffic;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What goes to the client, in order: bytes encoded here, and slices of what shards sent; one flush a burst.
public final class ClientOutput {
    private static final int LARGE = 32 * 1024;

    /// Up to so many bytes are copied behind what is encoded: cheaper than one more buffer for the kernel to
    /// gather.
    private static final int SMALL = 2 * 1024;

    /// Bytes that may wait for the rest of an answer: as much as Postgres' own buffer holds.
    private static final int HELD = 8 * 1024;

    private final Channel channel;
    private final Traffic traffic;
    private @Nullable ByteBuf encoded;
    private @Nullable ByteBuf relayed;
    private int relayStart;
    private int relayEnd;
    private boolean unflushed;
    private boolean released;

    /// `traffic` counts what is sent.
    public ClientOutput(Channel channel, Traffic traffic) {
        this.channel = channel;
        this.traffic = traffic;
    }

    /// The buffer that takes the next messages to the client; ask again after any other call.
    public ByteBuf buffer() {
        if (released) {
            return Unpooled.buffer(64); // nobody will read it, and nobody needs to release it
        }
        commitRelay();
        return encoded();
    }

    /// Passes on bytes of a shard's buffer, which the caller keeps until [#endOfBuffer].
    @SuppressWarnings("ReferenceEquality") // the same buffer object, not equal bytes
    public void relay(ByteBuf source, int start, int length) {
        if (released) {
            return;
        }
        if (source == relayed && start == relayEnd) {
            relayEnd += length;
            return;
        }
        commitRelay();
        relayed = source;
        relayStart = start;
        relayEnd = start + length;
    }

    /// The buffer last relayed from is about to be released.
    public void endOfBuffer() {
        commitRelay();
    }

    public void flush() {
        commitRelay();
        commitEncoded();
        if (unflushed) {
            unflushed = false;
            channel.flush();
        }
    }

    /// Whether all that is to be flushed is encoded here and little, so that it can wait.
    public boolean canWait() {
        return !unflushed && relayed == null;
    }

    /// Sends what there is unless it is little: Postgres, too, keeps the first rows of an answer until they fill
    /// its buffer or the answer is complete.
    public void flushIfMuch() {
        commitRelay();
        ByteBuf buffer = encoded;
        if (unflushed || (buffer != null && buffer.readableBytes() > HELD)) {
            flush();
        }
    }

    /// Writes what is encoded so far, without a flush, so that [#writable] tells the truth.
    public void commit() {
        commitRelay();
        commitEncoded();
    }

    /// Writes what is encoded so far once it is worth a write of its own; for loops over rows.
    public void commitIfLarge() {
        ByteBuf buffer = encoded;
        if (buffer != null && buffer.readableBytes() >= LARGE) {
            commit();
        }
    }

    /// Whether the client takes more at the moment.
    public boolean writable() {
        return channel.isWritable();
    }

    private void commitRelay() {
        ByteBuf source = relayed;
        if (source == null) {
            return;
        }
        relayed = null;
        int length = relayEnd - relayStart;
        if (length <= SMALL) {
            encoded().writeBytes(source, relayStart, length);
            commitIfLarge();
            return;
        }
        commitEncoded();
        traffic.sent(length);
        channel.write(source.retainedSlice(relayStart, length), channel.voidPromise());
        unflushed = true;
    }

    private ByteBuf encoded() {
        ByteBuf buffer = encoded;
        if (buffer == null) {
            buffer = channel.alloc().directBuffer(256);
            encoded = buffer;
        }
        return buffer;
    }

    private void commitEncoded() {
        ByteBuf buffer = encoded;
        if (buffer != null) {
            encoded = null;
            if (buffer.isReadable()) {
                traffic.sent(buffer.readableBytes());
                channel.write(buffer, channel.voidPromise());
                unflushed = true;
            } else {
                buffer.release();
            }
        }
    }

    /// Runs `task` on the client's event loop in a while.
    public void later(Runnable task, long millis) {
        var _ = channel.eventLoop().schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    /// Drops what was not written yet.
    public void release() {
        released = true;
        relayed = null;
        ByteBuf buffer = encoded;
        if (buffer != null) {
            encoded = null;
            buffer.release();
        }
    }
}
