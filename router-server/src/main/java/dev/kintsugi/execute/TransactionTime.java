package dev.kintsugi.execute;

import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.backend.Replies;
import dev.kintsugi.backend.ReplyUnit;
import dev.kintsugi.error.PgError;
import dev.kintsugi.value.BindValue;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.Oids;
import dev.kintsugi.wire.BackendType;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The time at which a transaction over several shards began: that of one shard's part, for all.
public final class TransactionTime {
    /// Microseconds since 2000, which is what a `timestamptz` is made of.
    private static final String SQL = "SELECT (EXTRACT(epoch FROM pg_catalog.now())"
            + " OPERATOR(pg_catalog.*) 1000000)::pg_catalog.int8 OPERATOR(pg_catalog.-) 946684800000000";

    private TransactionTime() {}

    /// Gives `ready` what [TransactionBlock#time] is: the connection, which has joined the block, is asked if that
    /// is not known.
    public static void of(
            TransactionBlock transaction,
            BackendConnection connection,
            Consumer<BindValue> ready,
            Consumer<PgError> failed) {
        BindValue known = transaction.time();
        if (known != null) {
            ready.accept(known);
            return;
        }
        ShardLeases.command(
                connection,
                SQL,
                new TimeUnit(
                        micros -> {
                            BindValue time = new BindValue(
                                    Oids.TIMESTAMPTZ,
                                    Format.BINARY,
                                    ByteBuffer.allocate(Long.BYTES)
                                            .putLong(micros)
                                            .array());
                            transaction.time(time);
                            ready.accept(time);
                        },
                        failed));
    }

    private static final class TimeUnit extends ReplyUnit {
        private final Consumer<Long> ready;
        private final Consumer<PgError> failed;
        private long micros;
        private @Nullable PgError error;

        TimeUnit(Consumer<Long> ready, Consumer<PgError> failed) {
            super(Extent.TO_READY);
            this.ready = ready;
            this.failed = failed;
        }

        @Override
        protected boolean onMessage(byte type, ByteBuf buffer, int start, int length) {
            if (type == BackendType.DATA_ROW) {
                micros = Long.parseLong(Replies.row(buffer, start).get(0).orElseThrow());
            } else if (type == BackendType.READY_FOR_QUERY) {
                PgError failure = error;
                if (failure == null) {
                    ready.accept(micros);
                } else {
                    failed.accept(failure);
                }
            }
            return true;
        }

        @Override
        protected void onError(ByteBuf buffer, int start, int length) {
            error = Replies.error(buffer, start, length);
        }

        @Override
        protected void onClosed(PgError closed) {
            failed.accept(closed);
        }
    }
}
