package dev.kintsugi.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A small Postgres client for loading: simple queries and COPY FROM STDIN, no password, one thread at a time.
///
/// Speaks protocol 3.0 as in the Postgres manual, chapter "Frontend/Backend Protocol".
public final class PlainConnection implements AutoCloseable {
    private static final int PROTOCOL_3_0 = 196_608;
    private static final int CONNECT_MILLIS = 10_000;
    private static final int BUFFER_BYTES = 1 << 16;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    private PlainConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES));
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES));
    }

    /// Connects and waits until the server takes queries.
    public static PlainConnection open(PostgresAddress address) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(address.host(), address.port()), CONNECT_MILLIS);
            PlainConnection connection = new PlainConnection(socket);
            connection.startUp(address);
            return connection;
        } catch (IOException failure) {
            socket.close();
            throw failure;
        }
    }

    private void startUp(PostgresAddress address) throws IOException {
        String parameters =
                String.join("\0", "user", address.user(), "database", address.database(), "client_encoding", "UTF8")
                        + "\0\0";
        byte[] bytes = parameters.getBytes(UTF_8);
        out.writeInt(Integer.BYTES + Integer.BYTES + bytes.length);
        out.writeInt(PROTOCOL_3_0);
        out.write(bytes);
        out.flush();
        readUntil('Z');
    }

    /// Runs a script of one or more statements and returns the rows of all of them, as text.
    ///
    /// @throws IOException with the server's message when it reports an error
    public ImmutableList<ImmutableList<Optional<String>>> query(String sql) throws IOException {
        sendText('Q', sql);
        return readUntil('Z');
    }

    /// Starts a `COPY … FROM STDIN`; nothing else may be asked until it is finished.
    public CopyIn copyIn(String sql) throws IOException {
        sendText('Q', sql);
        readUntil('G');
        return new CopyIn();
    }

    /// A running COPY: takes its bytes.
    public final class CopyIn {
        private CopyIn() {}

        /// Sends bytes of the COPY text format; rows may be cut anywhere.
        public void write(byte[] bytes) throws IOException {
            out.writeByte('d');
            out.writeInt(Integer.BYTES + bytes.length);
            out.write(bytes);
        }

        /// Ends the COPY and waits until the rows are stored.
        public void finish() throws IOException {
            out.writeByte('c');
            out.writeInt(Integer.BYTES);
            out.flush();
            readUntil('Z');
        }
    }

    private void sendText(char type, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        out.writeByte(type);
        out.writeInt(Integer.BYTES + bytes.length + 1);
        out.write(bytes);
        out.writeByte(0);
        out.flush();
    }

    /// Reads to a message of the wanted type, collecting rows; an error is thrown at the ReadyForQuery that follows
    /// it.
    private ImmutableList<ImmutableList<Optional<String>>> readUntil(char wanted) throws IOException {
        ImmutableList.Builder<ImmutableList<Optional<String>>> rows = ImmutableList.builder();
        @Nullable String error = null;
        while (true) {
            char type = (char) in.readUnsignedByte();
            byte[] body = new byte[in.readInt() - Integer.BYTES];
            in.readFully(body);
            switch (type) {
                case 'E' -> error = describe(body);
                case 'D' -> rows.add(row(ByteBuffer.wrap(body)));
                case 'R' -> requireNoPassword(body);
                default -> {}
            }
            if (error != null && (type == 'Z' || isFatal(error))) {
                throw new IOException(error);
            }
            if (type == wanted) {
                return rows.build();
            }
            if (type == 'Z') {
                throw new EOFException("the server was ready before it sent " + wanted);
            }
        }
    }

    private static void requireNoPassword(byte[] body) throws IOException {
        if (ByteBuffer.wrap(body).getInt() != 0) {
            throw new IOException("the server asks for a password");
        }
    }

    private static boolean isFatal(String error) {
        return error.startsWith("FATAL") || error.startsWith("PANIC");
    }

    private static ImmutableList<Optional<String>> row(ByteBuffer body) {
        int count = body.getShort();
        ImmutableList.Builder<Optional<String>> values = ImmutableList.builder();
        for (int column = 0; column < count; column++) {
            int length = body.getInt();
            if (length < 0) {
                values.add(Optional.empty());
            } else {
                byte[] value = new byte[length];
                body.get(value);
                values.add(Optional.of(new String(value, UTF_8)));
            }
        }
        return values.build();
    }

    /// Severity (untranslated), code and message of an ErrorResponse.
    private static String describe(byte[] body) {
        String severity = "";
        String code = "";
        String message = "";
        for (String field : new String(body, UTF_8).split("\0", -1)) {
            if (field.startsWith("V")) {
                severity = field.substring(1);
            } else if (field.startsWith("C")) {
                code = field.substring(1);
            } else if (field.startsWith("M")) {
                message = field.substring(1);
            }
        }
        return "%s %s: %s".formatted(severity, code, message);
    }

    @Override
    public void close() throws IOException {
        try (socket) {
            out.writeByte('X');
            out.writeInt(Integer.BYTES);
            out.flush();
        }
    }
}
