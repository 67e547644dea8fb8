package dev.kintsugi.execute.copy;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Longs;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.copy.CopySplitter;
import dev.kintsugi.copy.CopySplitter.Doubt;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.wire.FrontendEncoder;
import io.netty.buffer.ByteBuf;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One COPY FROM STDIN on all shards that get data of it, from the statement to the last answer.
///
/// It *begins* when every shard waits for data, *takes* data until the client or an error ends it, and is *over* when
/// every shard has answered. An error anywhere makes the others give up; which one is told is [CopyErrors]' to say. The
/// shards' connections are part of a transaction block: that nothing stays after an error is the block's doing. Used on
/// the session's event loop.
public final class CopyRun {
    /// How the session goes on; of the last two, one is called, once.
    public interface Listener {
        /// All shards wait for data: the message tells the client so.
        void begun(byte[] copyInResponse);

        void notice(PgError notice);

        /// All shards have all rows; `rows` is their number.
        void completed(long rows);

        void failed(PgError error);
    }

    private static final Pattern SKIPPED =
            Pattern.compile("([0-9]+) rows? (?:was|were) skipped due to data type incompatibility");

    /// What shards are told that have nothing to do with an error elsewhere.
    private static final String GIVE_UP = "another shard has failed";

    /// What follows a shard's last record when it is to give up: with it, the server knows that the record is
    /// complete and whether its last character is one, and tells what is wrong with it.
    private static final byte[] BEGIN_OF_LINE = {' ', ' ', ' ', ' '};

    private enum State {
        BEGINNING,
        TAKING,
        ENDING,
        OVER
    }

    private final CopyTask task;
    private final Listener listener;
    private final ImmutableList<CopyPart> parts;
    private final CopyErrors errors;
    private final @Nullable CopySplitter splitter;
    private final Records records = new Records();
    private State state = State.BEGINNING;
    private byte[] copyInResponse = {};
    private String reason = "";
    private int waiting;
    private long skipped;

    /// `connections` are those of all shards of the cluster if the data is to be split, in their order.
    public CopyRun(CopyTask task, ImmutableList<BackendConnection> connections, Listener listener) {
        this.task = task;
        this.listener = listener;
        this.parts = IntStream.range(0, connections.size())
                .mapToObj(i -> new CopyPart(connections.get(i), i == 0))
                .collect(toImmutableList());
        this.errors = new CopyErrors(task.relation());
        this.splitter = task.splitter(connections.get(0).parameters().getOrDefault("server_version", ""))
                .orElse(null);
    }

    /// Sends the statement to the shards.
    public void start() {
        waiting = parts.size();
        for (CopyPart part : parts) {
            BackendConnection connection = part.connection();
            FrontendEncoder.query(task.sql(), connection.out());
            connection.expect(new CopyUnit(new Replies(part)));
            connection.flush();
        }
    }

    /// Whether the client's data is wanted now.
    public boolean takes() {
        return state == State.TAKING;
    }

    /// Takes up to `length` bytes of what is readable; answers how many.
    public int data(ByteBuf bytes, int length) {
        CopySplitter cut = splitter;
        int count;
        if (cut == null) {
            count = Math.min(length, CopySplitter.ROOM);
            for (CopyPart part : parts) {
                part.write(bytes, bytes.readerIndex(), count);
            }
            bytes.skipBytes(count);
        } else {
            count = Math.min(length, cut.room());
            bytes.readBytes(cut.buffer(), cut.end(), count);
            attempt(cut, () -> cut.added(count, records));
        }
        parts.forEach(CopyPart::endOfPiece);
        settleDoubt();
        return count;
    }

    /// CopyDone: the client has no more data.
    public void done() {
        CopySplitter cut = splitter;
        if (cut != null) {
            attempt(cut, () -> cut.finish(records));
            parts.forEach(CopyPart::endOfPiece);
        }
        settleDoubt();
        end();
    }

    /// CopyFail: the client gives up.
    public void fail(String message) {
        CopySplitter cut = splitter;
        if (cut != null) {
            errors.ofRouter(PgError.of(SqlState.QUERY_CANCELED, "COPY from stdin failed: " + message), cut.line() + 1);
        }
        giveUp(message);
    }

    private void attempt(CopySplitter cut, Runnable step) {
        try {
            step.run();
        } catch (RouterException e) {
            parts.forEach(CopyPart::endOfPiece);
            errors.ofRouter(e.error(), cut.line());
            giveUp(GIVE_UP);
        }
    }

    /// A record that must not be stored where it went: its shard is asked for the error.
    private void settleDoubt() {
        CopySplitter cut = splitter;
        if (cut != null && cut.doubt() != Doubt.NONE) {
            end();
        }
    }

    private void end() {
        if (state == State.TAKING) {
            state = State.ENDING;
            parts.forEach(CopyPart::done);
        }
    }

    private void giveUp(String message) {
        if (state != State.OVER) {
            state = State.ENDING;
            if (reason.isEmpty()) {
                reason = message;
            }
            parts.forEach(part -> {
                if (splitter != null) {
                    part.write(BEGIN_OF_LINE, 0, BEGIN_OF_LINE.length);
                    part.endOfPiece();
                }
                part.fail(message);
            });
        }
    }

    /// What the splitter finds.
    private final class Records implements CopySplitter.Sink {
        @Override
        public void header(byte[] bytes, int from, int to) {
            CopySplitter cut = splitter();
            for (CopyPart part : parts) {
                part.write(bytes, from, to - from);
                if (cut.line() > 0) {
                    part.lines().add((int) cut.line(), cut.line(), to - from);
                }
            }
        }

        @Override
        public void record(int shard, byte[] bytes, int from, int to) {
            CopySplitter cut = splitter();
            CopyPart part = parts.get(shard);
            part.lines().add(cut.lines(part.lines().isEmpty()), cut.line(), to - from);
            part.write(bytes, from, to - from);
        }

        private CopySplitter splitter() {
            CopySplitter cut = splitter;
            if (cut == null) {
                throw new IllegalStateException("nothing is split");
            }
            return cut;
        }
    }

    /// What one shard says.
    private final class Replies implements CopyUnit.Listener {
        private final CopyPart part;

        Replies(CopyPart part) {
            this.part = part;
        }

        @Override
        public void begun(ByteBuf buffer, int start, int length) {
            part.begun = true;
            if (copyInResponse.length == 0) {
                copyInResponse = new byte[length];
                buffer.getBytes(start, copyInResponse);
            }
            answered();
        }

        @Override
        public void completed(String tag) {
            Long rows = Longs.tryParse(tag.substring(tag.lastIndexOf(' ') + 1));
            part.rows = rows == null ? -1 : rows;
        }

        @Override
        public void failed(PgError error) {
            if (errors.first() == null || !isOurs(error)) {
                errors.ofShard(error, splitter == null ? null : part.lines());
            }
            if (part.begun) {
                giveUp(GIVE_UP);
            }
        }

        /// Whether the shard only says that it was told to give up.
        private boolean isOurs(PgError error) {
            return part.told
                    && error.code().equals(SqlState.QUERY_CANCELED.code())
                    && error.message().endsWith(": " + reason);
        }

        @Override
        public void noticed(PgError notice) {
            Matcher count = SKIPPED.matcher(notice.message());
            if (splitter != null && count.matches()) {
                skipped += Long.parseLong(count.group(1));
            } else if (splitter != null || part.isFirst()) {
                listener.notice(errors.notice(notice, splitter == null ? null : part.lines()));
            }
        }

        @Override
        public void ended() {
            part.over = true;
            if (!part.begun) {
                part.begun = true;
                answered();
            }
            settle();
        }

        @Override
        public void lost(PgError error) {
            errors.lost(error);
            if (part.begun) {
                giveUp(GIVE_UP);
            }
            ended();
        }
    }

    /// One shard more has answered the statement.
    private void answered() {
        waiting--;
        if (waiting > 0) {
            return;
        }
        if (errors.first() != null) {
            giveUp(GIVE_UP);
        } else if (parts.stream().anyMatch(part -> part.over)) {
            errors.lost(PgError.of(SqlState.INTERNAL_ERROR, "a shard takes no data for a COPY"));
            giveUp(GIVE_UP);
        } else {
            state = State.TAKING;
            listener.begun(copyInResponse);
        }
    }

    private void settle() {
        if (state == State.OVER || !parts.stream().allMatch(part -> part.over)) {
            return;
        }
        state = State.OVER;
        CopySplitter cut = splitter;
        PgError error = errors.first();
        if (error == null && cut != null && cut.doubt() != Doubt.NONE) {
            errors.ofRouter(CopyErrors.refusal(cut.doubt()), cut.line());
            error = errors.first();
        }
        OptionalLong rows = rows();
        if (error != null) {
            listener.failed(error);
        } else if (rows.isEmpty()) {
            listener.failed(PgError.of(
                    SqlState.INTERNAL_ERROR, "the shards have not taken the same number of rows of the same data"));
        } else {
            tellSkipped();
            listener.completed(rows.getAsLong());
        }
    }

    private void tellSkipped() {
        if (skipped > 0) {
            listener.notice(PgError.of(
                            SqlState.SUCCESSFUL_COMPLETION,
                            skipped + (skipped == 1 ? " row was" : " rows were")
                                    + " skipped due to data type incompatibility")
                    .withSeverity(PgError.Severity.NOTICE));
        }
    }

    private OptionalLong rows() {
        if (splitter != null) {
            return OptionalLong.of(parts.stream().mapToLong(part -> part.rows).sum());
        }
        long rows = parts.get(0).rows;
        return parts.stream().allMatch(part -> part.rows == rows) ? OptionalLong.of(rows) : OptionalLong.empty();
    }
}
