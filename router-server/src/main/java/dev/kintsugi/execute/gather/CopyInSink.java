package dev.kintsugi.execute.gather;

import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.execute.RowSink;
import dev.kintsugi.merge.Row;
import dev.kintsugi.wire.FrontendEncoder;
import dev.kintsugi.wire.FrontendType;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// Rows in binary format as the data of a binary COPY FROM STDIN (PostgreSQL manual, COPY, "Binary Format").
///
/// The body of a DataRow is byte for byte a tuple of such a COPY, so nothing is decoded. The sink takes no more rows
/// than `budget` allows, and none when the connection does not.
final class CopyInSink implements RowSink {
    private static final int LARGE = 32 * 1024;

    /// Signature, no flags, no header extension.
    private static final byte[] HEADER = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

    private static final byte[] TRAILER = {(byte) 0xff, (byte) 0xff};

    private final BackendConnection place;
    private final GatherBudget budget;

    CopyInSink(BackendConnection place, GatherBudget budget) {
        this.place = place;
        this.budget = budget;
    }

    @Override
    public void begin() {
        FrontendEncoder.copyData(HEADER, place.out());
    }

    @Override
    public boolean writable() {
        return place.writable() || place.lost(); // a lost one is to be noticed
    }

    @Override
    public void row(Row row) {
        if (place.lost()) {
            throw new RouterException(PgError.of(
                    SqlState.CONNECTION_FAILURE,
                    "the connection to shard \"" + place.target().name() + "\" was lost"));
        }
        budget.take(row.length());
        ByteBuf out = place.out();
        out.writeByte(FrontendType.COPY_DATA);
        out.writeInt(row.length() + 4);
        out.writeBytes(row.buffer(), row.offset(), row.length());
        if (out.readableBytes() >= LARGE) {
            place.flush();
        }
    }

    @Override
    public void pumped() {
        if (!place.lost()) {
            place.flush();
        }
    }

    @Override
    public void complete(long rows) {
        if (place.lost()) {
            return;
        }
        FrontendEncoder.copyData(TRAILER, place.out());
        FrontendEncoder.copyDone(place.out());
        place.flush();
    }
}
