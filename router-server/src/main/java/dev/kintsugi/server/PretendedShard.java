package dev.kintsugi.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// A peer that answers every query with the same row of numbers, whatever was asked; what [RehearseCommand] routes to.
final class PretendedShard implements AutoCloseable {
    /// As many as the statements of the rehearsal want; too few for the catalog's queries, which the router then
    /// does without, as if no shard had answered yet.
    private static final int COLUMNS = 7;

    private static final int INT8_OID = 20;

    /// Eight characters: an int8 in text format and in binary format.
    private static final byte[] VALUE = "11111111".getBytes(UTF_8);

    private final ServerSocket listener;

    PretendedShard() throws IOException {
        listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.startVirtualThread(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
            in.skipNBytes(in.readInt() - Integer.BYTES);
            message(out, 'R', new byte[Integer.BYTES]);
            message(out, 'S', "server_version\00018.0\0".getBytes(UTF_8));
            message(out, 'S', "search_path\0public\0".getBytes(UTF_8));
            message(out, 'K', new byte[2 * Integer.BYTES]);
            message(out, 'Z', new byte[] {'I'});
            out.flush();
            while (true) {
                char type = (char) in.readUnsignedByte();
                byte[] body = in.readNBytes(in.readInt() - Integer.BYTES);
                answer(out, type, body);
            }
        } catch (IOException closed) {
            return;
        }
    }

    private static void answer(DataOutputStream out, char type, byte[] body) throws IOException {
        switch (type) {
            case 'P' -> message(out, '1', new byte[0]);
            case 'B' -> message(out, '2', new byte[0]);
            case 'D' -> {
                if (body[0] == 'S') {
                    message(out, 't', new byte[Short.BYTES]);
                }
                describe(out);
            }
            case 'E' -> row(out);
            case 'C' -> message(out, '3', new byte[0]);
            case 'H' -> out.flush();
            case 'Q' -> {
                describe(out);
                row(out);
                ready(out);
            }
            case 'S' -> ready(out);
            default -> {}
        }
    }

    private static void describe(DataOutputStream out) throws IOException {
        out.writeByte('T');
        out.writeInt(Integer.BYTES + Short.BYTES + COLUMNS * 20);
        out.writeShort(COLUMNS);
        for (int column = 0; column < COLUMNS; column++) {
            out.writeShort(('a' + column) << 8); // its name and the zero behind it
            out.writeInt(0);
            out.writeShort(0);
            out.writeInt(INT8_OID);
            out.writeShort(Long.BYTES);
            out.writeInt(-1);
            out.writeShort(0);
        }
    }

    private static void row(DataOutputStream out) throws IOException {
        out.writeByte('D');
        out.writeInt(Integer.BYTES + Short.BYTES + COLUMNS * (Integer.BYTES + VALUE.length));
        out.writeShort(COLUMNS);
        for (int column = 0; column < COLUMNS; column++) {
            out.writeInt(VALUE.length);
            out.write(VALUE);
        }
        message(out, 'C', "SELECT 1\0".getBytes(UTF_8));
    }

    private static void ready(DataOutputStream out) throws IOException {
        message(out, 'Z', new byte[] {'I'});
        out.flush();
    }

    private static void message(DataOutputStream out, char type, byte[] body) throws IOException {
        out.writeByte(type);
        out.writeInt(Integer.BYTES + body.length);
        out.write(body);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
