package dev.kintsugi.execute.copy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.error.PgError;
import dev.kintsugi.merge.Row;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.wire.BackendDecoder;
import dev.kintsugi.wire.BackendMessage;
import dev.kintsugi.wire.FrontendEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A client that copies, over a plain socket; one thread.
final class CopyClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    /// What a server answered, up to ReadyForQuery.
    record Answer(List<String> rows, List<String> tags, List<PgError> errors, List<PgError> notices, char status) {
        /// All of it that must be the same. A server that has skipped a record names its column in later
        /// errors, so that with `skips` only the line counts; and several servers tell of skipped records in
        /// any order.
        String text(boolean skips) {
            StringBuilder text = new StringBuilder();
            tags.forEach(tag -> text.append(tag).append('\n'));
            errors.stream()
                    .map(Answer::describe)
                    .map(error -> skips ? error.replaceFirst("(?s)(, line \\d+)\\D.*", "$1") : error)
                    .forEach(error -> text.append(error).append('\n'));
            if (errors.isEmpty()) { // several shards may have told of more than one server before an error
                notices.stream()
                        .map(Answer::describe)
                        .sorted()
                        .forEach(notice -> text.append(notice).append('\n'));
            }
            return text.append(status).toString();
        }

        private static String describe(PgError error) {
            return "%s %s %s detail %s hint %s where %s"
                    .formatted(
                            error.severity(),
                            error.code(),
                            error.message(),
                            error.detail(),
                            error.hint(),
                            error.others().get('W'));
        }
    }

    private final Socket socket;
    private final DataInputStream in;

    private CopyClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    }

    static CopyClient open(PostgresAddress address) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(address.host(), address.port()), PATIENCE_MILLIS);
        CopyClient client = new CopyClient(socket);
        client.send(out -> FrontendEncoder.startup(
                0, ImmutableMap.of("user", address.user(), "database", address.database()), out));
        client.read();
        return client;
    }

    void send(Consumer<ByteBuf> messages) throws IOException {
        ByteBuf out = Unpooled.buffer();
        messages.accept(out);
        out.readBytes(socket.getOutputStream(), out.readableBytes());
        socket.getOutputStream().flush();
    }

    Answer query(String sql) throws IOException {
        send(out -> FrontendEncoder.query(sql.getBytes(UTF_8), out));
        return read();
    }

    /// Starts a COPY and waits until data is wanted; answers whether it is.
    boolean begin(String sql) throws IOException {
        send(out -> FrontendEncoder.query(sql.getBytes(UTF_8), out));
        return wanted();
    }

    /// The same in the extended protocol.
    boolean beginExtended(String sql) throws IOException {
        send(out -> {
            FrontendEncoder.parse("", sql.getBytes(UTF_8), ImmutableIntArray.of(), out);
            FrontendEncoder.bind("", "", BindValues.NONE, ImmutableList.of(), out);
            FrontendEncoder.execute("", 0, out);
            FrontendEncoder.flush(out);
        });
        return wanted();
    }

    private boolean wanted() throws IOException {
        in.mark(1 << 16);
        while (true) {
            BackendMessage message = message();
            if (message instanceof BackendMessage.CopyInResponse) {
                return true;
            }
            if (message instanceof BackendMessage.ErrorResponse) {
                in.reset();
                return false;
            }
        }
    }

    /// Everything up to ReadyForQuery.
    Answer read() throws IOException {
        List<String> rows = new ArrayList<>();
        List<String> tags = new ArrayList<>();
        List<PgError> errors = new ArrayList<>();
        List<PgError> notices = new ArrayList<>();
        while (true) {
            switch (message()) {
                case BackendMessage.DataRow(Row row) -> rows.add(text(row));
                case BackendMessage.CopyData(byte[] bytes) -> rows.add(new String(bytes, ISO_8859_1));
                case BackendMessage.CommandComplete(String tag) -> tags.add(tag);
                case BackendMessage.ErrorResponse(PgError error) -> {
                    errors.add(error);
                    if (error.severity() != PgError.Severity.ERROR) {
                        return new Answer(rows, tags, errors, notices, 'X');
                    }
                }
                case BackendMessage.NoticeResponse(PgError notice) -> notices.add(notice);
                case BackendMessage.ReadyForQuery ready -> {
                    return new Answer(rows, tags, errors, notices, ready.status());
                }
                default -> {}
            }
        }
    }

    private static String text(Row row) {
        return new String(row.buffer(), row.offset(), row.length(), ISO_8859_1);
    }

    private BackendMessage message() throws IOException {
        byte type = in.readByte();
        byte[] body = new byte[in.readInt() - Integer.BYTES];
        in.readFully(body);
        return BackendDecoder.decode(type, Unpooled.wrappedBuffer(body));
    }

    /// Vanishes without a word.
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
