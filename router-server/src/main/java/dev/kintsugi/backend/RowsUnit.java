package dev.kintsugi.backend;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.wire.BackendType;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Collects the rows of a small query that the router asks for itself, as text.
public final class RowsUnit extends ReplyUnit {
    private final CompletableFuture<ImmutableList<ImmutableList<Optional<String>>>> result;
    private final ImmutableList.Builder<ImmutableList<Optional<String>>> rows = ImmutableList.builder();
    private @Nullable PgError error;

    /// `result` completes with the rows, or with a RouterException.
    public RowsUnit(CompletableFuture<ImmutableList<ImmutableList<Optional<String>>>> result) {
        super(Extent.TO_READY);
        this.result = result;
    }

    @Override
    protected boolean onMessage(byte type, ByteBuf buffer, int start, int length) {
        if (type == BackendType.DATA_ROW) {
            rows.add(Replies.row(buffer, start));
        }
        return true;
    }

    @Override
    protected void onError(ByteBuf buffer, int start, int length) {
        error = Replies.error(buffer, start, length);
    }

    @Override
    protected void onCompleted() {
        PgError failed = error;
        if (failed == null) {
            result.complete(rows.build());
        } else {
            result.completeExceptionally(new RouterException(failed));
        }
    }

    @Override
    protected void onClosed(PgError closed) {
        result.completeExceptionally(new RouterException(closed));
    }
}
