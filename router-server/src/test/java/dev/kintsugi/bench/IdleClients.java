package dev.kintsugi.bench;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Clients that log in and then do nothing, until standard input ends.
///
/// Arguments: a port on 127.0.0.1, the database, the number of clients. Prints `open` once all are logged in as
/// `bench`.
public final class IdleClients {
    private static final int PROTOCOL = 3 << 16;

    private IdleClients() {}

    /// Opens the clients and waits.
    @SuppressWarnings("SystemOut") // the word is for the script that waits for it
    public static void main(String[] arguments) throws IOException {
        int count = Integer.parseInt(arguments[2]);
        List<Socket> clients = new ArrayList<>(count);
        for (int number = 0; number < count; number++) {
            clients.add(loggedIn(Integer.parseInt(arguments[0]), arguments[1]));
        }
        System.out.println("open");
        while (System.in.read() >= 0) {
            // whoever started this has not had enough
        }
        for (Socket client : clients) {
            client.close();
        }
    }

    private static Socket loggedIn(int port, String database) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        byte[] parameters = ("user\0bench\0database\0" + database + "\0\0").getBytes(StandardCharsets.UTF_8);
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        byte[] startup = new byte[8 + parameters.length];
        java.nio.ByteBuffer.wrap(startup)
                .putInt(startup.length)
                .putInt(PROTOCOL)
                .put(parameters);
        out.write(startup);
        DataInputStream in = new DataInputStream(socket.getInputStream());
        for (char type = (char) in.readByte(); type != 'Z'; type = (char) in.readByte()) {
            byte[] body = in.readNBytes(in.readInt() - 4);
            if (type == 'E') {
                throw new IOException(new String(body, StandardCharsets.UTF_8));
            }
        }
        in.skipNBytes(5);
        return socket;
    }
}
