package dev.kintsugi.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/// Loopback ports that nobody listens on, each given once.
///
/// They lie below the usual range of outgoing connections, so that a server that was killed finds its port free again.
final class FreePorts {
    private static final int FIRST = 21_000;
    private static final int COUNT = 11_000;
    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 37 % COUNT));

    private FreePorts() {}

    static int next() throws IOException {
        for (int attempt = 0; attempt < COUNT; attempt++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IOException("no free port between %d and %d".formatted(FIRST, FIRST + COUNT));
    }

    static boolean isFree(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
