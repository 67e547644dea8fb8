package dev.kintsugi.stress;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kintsugi.demo.PostgresAddress;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/// A TCP peer that speaks just enough of the protocol to let a router log in, and then misbehaves as a test wants.
///
/// It knows no SQL: it answers every Query and Execute with a tag, and what [Misbehaviour] says comes first.
final class ScriptedShard implements AutoCloseable {
    /// What the shard does with a message; false to have the usual answer.
    @FunctionalInterface
    interface Misbehaviour {
        boolean on(char type, String body, Peer peer) throws IOException;
    }

    private final ServerSocket listener;
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile Misbehaviour misbehaviour = (_, _, _) -> false;
    private volatile boolean silent;

    ScriptedShard() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(this::accept);
    }

    PostgresAddress address() {
        return new PostgresAddress("127.0.0.1", listener.getLocalPort(), StressRouter.USER, StressRouter.DATABASE);
    }

    void misbehave(Misbehaviour how) {
        misbehaviour = how;
    }

    /// Accepts connections from now on and says nothing.
    void fallSilent() {
        silent = true;
    }

    int connections() {
        return accepted.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                accepted.incrementAndGet();
                Thread.startVirtualThread(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Peer peer = new Peer(socket);
            byte[] startup = new byte[peer.in.readInt() - Integer.BYTES];
            peer.in.readFully(startup);
            if (startup.length == 12) {
                return; // a CancelRequest
            }
            if (silent) {
                peer.in.readFully(new byte[1]);
            }
            peer.message('R', 0, 0, 0, 0).parameter("server_version", "18.1").parameter("search_path", "public");
            peer.message('K', 0, 0, 0, 1, 0, 0, 0, 2).ready('I');
            while (true) {
                char type = (char) peer.in.readUnsignedByte();
                byte[] body = new byte[peer.in.readInt() - Integer.BYTES];
                peer.in.readFully(body);
                if (!misbehaviour.on(type, new String(body, UTF_8), peer)) {
                    peer.answer(type, body);
                }
            }
        } catch (IOException closed) {
            return;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    /// The shard's end of a connection.
    static final class Peer {
        private final Socket socket;
        private final DataInputStream in;
        private final DataOutputStream out;
        private char status = 'I';

        private Peer(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(socket.getInputStream());
            this.out = new DataOutputStream(socket.getOutputStream());
        }

        private void answer(char type, byte[] body) throws IOException {
            switch (type) {
                case 'P' -> message('1');
                case 'B' -> message('2');
                case 'D' -> {
                    if (body[0] == 'S') {
                        message('t', 0, 0);
                    }
                    message('n');
                }
                case 'C' -> message('3');
                case 'E' -> tag("INSERT 0 1");
                case 'S' -> ready(status);
                case 'Q' -> query(new String(body, UTF_8));
                default -> {}
            }
        }

        private void query(String sql) throws IOException {
            if (sql.startsWith("BEGIN")) {
                status = 'T';
            } else if (sql.startsWith("COMMIT") || sql.startsWith("ROLLBACK")) {
                status = 'I';
            }
            tag("SELECT 0").ready(status);
        }

        Peer message(char type, int... body) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int b : body) {
                bytes.write(b);
            }
            return message(type, bytes.toByteArray());
        }

        private Peer message(char type, byte[] body) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream message = new DataOutputStream(bytes);
            message.writeByte(type);
            message.writeInt(Integer.BYTES + body.length);
            message.write(body);
            return raw(bytes.toByteArray());
        }

        Peer raw(byte... bytes) throws IOException {
            out.write(bytes);
            return this;
        }

        Peer tag(String tag) throws IOException {
            return message('C', (tag + '\0').getBytes(UTF_8));
        }

        Peer ready(char status) throws IOException {
            return message('Z', status);
        }

        Peer error(String severity, String code) throws IOException {
            String fields = "S%1$s\0V%1$s\0C%2$s\0Mscripted\0\0".formatted(severity, code);
            return message('E', fields.getBytes(UTF_8));
        }

        private Peer parameter(String name, String value) throws IOException {
            return message('S', (name + '\0' + value + '\0').getBytes(UTF_8));
        }

        void hangUp() throws IOException {
            socket.close();
        }
    }
}
