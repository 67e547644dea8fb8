package dev.kintsugi.transcript;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/// A connected socket that sends each byte in a segment of its own.
final class TrickleSocket extends Socket {
    private final Socket socket;

    TrickleSocket(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(socket.getOutputStream()) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                for (int i = 0; i < length; i++) {
                    out.write(bytes, offset + i, 1);
                    out.flush();
                }
            }
        };
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return socket.getInputStream();
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public int getPort() {
        return socket.getPort();
    }

    @Override
    public synchronized void close() throws IOException {
        socket.close();
    }
}
