package dev.kintsugi.backend;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.wire.FrontendEncoder;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// Asks a shard on the router's own account: a connection from the pool for each query, given back after it.
/// Thread-safe.
public final class ShardQueries implements LeaseHolder {
    private final EventLoop loop;
    private final Supplier<BackendPool> pool;

    /// `pool` is called on `loop`.
    public ShardQueries(EventLoop loop, Supplier<BackendPool> pool) {
        this.loop = loop;
        this.pool = pool;
    }

    /// The rows of `sql` as text, or a RouterException with the shard's error.
    public CompletableFuture<ImmutableList<ImmutableList<Optional<String>>>> rows(String sql) {
        CompletableFuture<ImmutableList<ImmutableList<Optional<String>>>> result = new CompletableFuture<>();
        loop.execute(() -> pool.get().acquire(this, new BackendPool.Taker() {
            @Override
            public void leased(BackendConnection connection) {
                CompletableFuture<ImmutableList<ImmutableList<Optional<String>>>> answered = new CompletableFuture<>();
                FrontendEncoder.query(sql.getBytes(StandardCharsets.UTF_8), connection.out());
                connection.expect(new RowsUnit(answered));
                connection.flush();
                answered.whenComplete((rows, failure) -> {
                    connection.release();
                    if (failure == null) {
                        result.complete(rows);
                    } else {
                        result.completeExceptionally(failure);
                    }
                });
            }

            @Override
            public void refused(PgError error) {
                result.completeExceptionally(new RouterException(error));
            }
        }));
        return result;
    }

    @Override
    public void endOfBuffer() {}

    @Override
    public void endOfBurst() {}

    @Override
    public void onConnectionLost(BackendConnection connection, PgError error) {}
}
