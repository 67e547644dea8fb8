package dev.kintsugi.execute.explain;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.merge.MergeProbe;
import dev.kintsugi.merge.Row;
import dev.kintsugi.merge.RowCursor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Keeps the only column of each row as text, for each shard apart: the answers to EXPLAIN.
public final class ShardRows implements MergeProbe, DroppedRows {
    private final List<Kept> shards = new ArrayList<>();

    /// The rows of each shard, in the order of the shards.
    public ImmutableList<ImmutableList<String>> rows() {
        return shards.stream().map(kept -> ImmutableList.copyOf(kept.rows)).collect(ImmutableList.toImmutableList());
    }

    @Override
    public RowCursor shard(RowCursor cursor) {
        Kept kept = new Kept(cursor);
        shards.add(kept);
        return kept;
    }

    private static String text(Row row) {
        ByteBuffer body = ByteBuffer.wrap(row.buffer(), row.offset(), row.length());
        body.getShort();
        int length = body.getInt();
        return new String(row.buffer(), body.position(), Math.max(length, 0), StandardCharsets.UTF_8);
    }

    private static final class Kept implements RowCursor {
        private final RowCursor input;
        private final List<String> rows = new ArrayList<>();

        Kept(RowCursor input) {
            this.input = input;
        }

        @Override
        public Signal advance() {
            Signal signal = input.advance();
            if (signal == Signal.ROW) {
                rows.add(text(input.row()));
            }
            return signal;
        }

        @Override
        public Row row() {
            return input.row();
        }

        @Override
        public void close() {
            input.close();
        }
    }
}
