package dev.kintsugi.backend;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.wire.BackendType;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
            rows.add(row(buffer, start + 5));
        }
        return true;
    }

    private static ImmutableList<Optional<String>> row(ByteBuf buffer, int start) {
        int columns = buffer.getShort(start);
        List<Optional<String>> values = new ArrayList<>(columns);
        int at = start + 2;
        for (int i = 0; i < columns; i++) {
            int size = buffer.getInt(at);
            at += 4;
            if (size < 0) {
                values.add(Optional.empty());
            } else {
                values.add(Optional.of(buffer.toString(at, size, StandardCharsets.UTF_8)));
                at += size;
            }
        }
        return ImmutableList.copyOf(values);
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
