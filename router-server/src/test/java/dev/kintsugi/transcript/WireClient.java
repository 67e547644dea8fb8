package dev.kintsugi.transcript;

import com.google.common.collect.ImmutableMap;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.error.PgError;
import dev.kintsugi.wire.BackendDecoder;
import dev.kintsugi.wire.BackendMessage;
import dev.kintsugi.wire.FrontendEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A client that is a blocking socket and the codecs: it can say anything, at any time.
final class WireClient implements AutoCloseable {
    /// An answer that takes longer is one that never comes.
    private static final int PATIENCE_MILLIS = 10_000;

    /// Longer than anything that a test makes a server say.
    private static final int LONGEST = 1 << 26;

    /// The server does not speak protocol 3.
    static final class MalformedException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private final PostgresAddress server;
    private final Socket socket;
    private final DataInputStream in;
    private BackendMessage.@Nullable BackendKeyData key;

    private WireClient(PostgresAddress server, Socket socket) throws IOException {
        this.server = server;
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    }

    /// Connects, and says nothing.
    static WireClient connect(PostgresAddress server) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(server.host(), server.port()), PATIENCE_MILLIS);
        return new WireClient(server, socket);
    }

    /// Connects and starts a session, as a user who needs no password.
    static WireClient login(PostgresAddress server) throws IOException {
        WireClient client = connect(server);
        client.send(out ->
                FrontendEncoder.startup(0, ImmutableMap.of("user", server.user(), "database", server.database()), out));
        List<BackendMessage> answer = client.untilReady();
        if (error(answer).isPresent() || answer.isEmpty()) {
            throw new IOException("no login: " + error(answer));
        }
        return client;
    }

    void send(Consumer<ByteBuf> messages) throws IOException {
        ByteBuf out = Unpooled.buffer();
        messages.accept(out);
        sendBytes(ByteBufUtil.getBytes(out));
    }

    void sendBytes(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /// The one byte that answers a request for encryption.
    char readByte() throws IOException {
        return (char) in.readUnsignedByte();
    }

    /// The next message; empty when the server has closed the connection.
    Optional<BackendMessage> read() throws IOException {
        int type;
        try {
            type = in.read();
        } catch (SocketException reset) {
            type = -1; // it closed with bytes of ours unread
        }
        if (type < 0) {
            return Optional.empty();
        }
        int length = in.readInt() - Integer.BYTES;
        if (length < 0 || length > LONGEST) {
            throw new MalformedException();
        }
        byte[] body = new byte[length];
        in.readFully(body);
        BackendMessage message = BackendDecoder.decode((byte) type, Unpooled.wrappedBuffer(body));
        if (message instanceof BackendMessage.BackendKeyData newKey) {
            key = newKey;
        }
        return Optional.of(message);
    }

    /// Everything up to ReadyForQuery, or up to the end of the connection.
    List<BackendMessage> untilReady() throws IOException {
        List<BackendMessage> messages = new ArrayList<>();
        for (Optional<BackendMessage> next = read(); next.isPresent(); next = read()) {
            messages.add(next.get());
            if (next.get() instanceof BackendMessage.ReadyForQuery) {
                break;
            }
        }
        return messages;
    }

    /// Runs a simple query.
    List<BackendMessage> query(String sql) throws IOException {
        send(out -> FrontendEncoder.query(sql.getBytes(StandardCharsets.UTF_8), out));
        return untilReady();
    }

    /// The first error among messages.
    static Optional<PgError> error(List<BackendMessage> messages) {
        return messages.stream()
                .filter(BackendMessage.ErrorResponse.class::isInstance)
                .map(message -> ((BackendMessage.ErrorResponse) message).error())
                .findFirst();
    }

    /// Sends a CancelRequest for this session over a connection of its own, and waits until it was taken.
    void cancel() throws IOException {
        BackendMessage.BackendKeyData known = key;
        if (known == null) {
            throw new IllegalStateException("no session to cancel");
        }
        try (WireClient other = connect(server)) {
            other.send(out -> FrontendEncoder.cancelRequest(known.processId(), known.secret(), out));
            InputStream rest = other.in;
            while (rest.read() >= 0) {
                throw new IllegalStateException("a cancel request was answered");
            }
        }
    }

    /// Says that it will send no more.
    void finishSending() throws IOException {
        socket.shutdownOutput();
    }

    /// Drops the connection without a word; with bytes unread, the server sees a reset.
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
