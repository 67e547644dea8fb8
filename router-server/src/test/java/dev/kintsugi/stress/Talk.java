package dev.kintsugi.stress;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.value.BindValue;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Format;
import dev.kintsugi.wire.FrontendEncoder;
import dev.kintsugi.wire.FrontendMessage.Target;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A client as a blocking socket: requests are collected and sent as one, replies are read as one line of text each.
///
/// Lines: the message type, and of rows the values (`D a|b`), of tags the tag (`C SELECT 1`), of errors SQLSTATE and
/// message (`E 42601 …`), of ReadyForQuery the status (`Z I`), of parameters `S name=value`.
final class Talk implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final int port;
    private final Socket socket;
    private final DataInputStream in;
    private ByteBuf out = Unpooled.buffer();
    private int processId;
    private byte[] secret = {};

    private Talk(int port, Socket socket) throws IOException {
        this.port = port;
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    }

    static Talk connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(64 * 1024);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        return new Talk(port, socket);
    }

    static Talk login(int port, String... parameters) throws IOException {
        Talk talk = connect(port);
        ImmutableMap.Builder<String, String> all = ImmutableMap.<String, String>builder()
                .put("user", StressRouter.USER)
                .put("database", StressRouter.DATABASE);
        for (int i = 0; i < parameters.length; i += 2) {
            all.put(parameters[i], parameters[i + 1]);
        }
        FrontendEncoder.startup(0, all.buildOrThrow(), talk.out);
        talk.send();
        List<String> answer = talk.untilReady();
        if (!answer.getLast().equals("Z I")) {
            throw new IOException("no login: " + answer);
        }
        return talk;
    }

    Talk query(String sql) {
        FrontendEncoder.query(sql.getBytes(UTF_8), out);
        return this;
    }

    Talk parse(String name, String sql) {
        FrontendEncoder.parse(name, sql.getBytes(UTF_8), ImmutableIntArray.of(), out);
        return this;
    }

    Talk bind(String portal, String statement, String... values) {
        ImmutableList<BindValue> all = Arrays.stream(values)
                .map(value -> new BindValue(0, Format.TEXT, value.getBytes(UTF_8)))
                .collect(ImmutableList.toImmutableList());
        FrontendEncoder.bind(portal, statement, new BindValues(all), ImmutableList.of(), out);
        return this;
    }

    Talk execute(String portal, int rows) {
        FrontendEncoder.execute(portal, rows, out);
        return this;
    }

    /// Parse, Bind and Execute, all unnamed.
    Talk run(String sql, String... values) {
        return parse("", sql).bind("", "", values).execute("", 0);
    }

    Talk closePortal(String name) {
        FrontendEncoder.close(Target.PORTAL, name, out);
        return this;
    }

    Talk flush() {
        FrontendEncoder.flush(out);
        return this;
    }

    Talk sync() {
        FrontendEncoder.sync(out);
        return this;
    }

    void send() throws IOException {
        byte[] bytes = ByteBufUtil.getBytes(out);
        out = Unpooled.buffer();
        socket.getOutputStream().write(bytes);
    }

    /// Runs a simple query; parameters and notices are left out of the answer.
    List<String> ask(String sql) throws IOException {
        query(sql).send();
        return untilReady();
    }

    List<String> answer() throws IOException {
        send();
        return untilReady();
    }

    List<String> untilReady() throws IOException {
        return until("Z");
    }

    /// Lines up to one that starts so, without parameters and notices.
    List<String> until(String start) throws IOException {
        List<String> lines = new ArrayList<>();
        while (true) {
            String line = line();
            if (!line.startsWith("S ") && !line.startsWith("N ")) {
                lines.add(line);
            }
            if (line.startsWith(start)) {
                return lines;
            }
        }
    }

    String line() throws IOException {
        int type = in.read();
        if (type < 0) {
            throw new EOFException("closed");
        }
        byte[] body = new byte[in.readInt() - Integer.BYTES];
        in.readFully(body);
        return switch (type) {
            case 'D' -> "D " + row(ByteBuffer.wrap(body));
            case 'C' -> "C " + text(body, 0);
            case 'Z' -> "Z " + (char) body[0];
            case 'S' -> "S " + text(body, 0).replace('\0', '=');
            case 'E', 'N' -> (char) type + " " + error(body);
            case 'K' -> {
                processId = ByteBuffer.wrap(body).getInt();
                secret = Arrays.copyOfRange(body, 4, body.length);
                yield "K";
            }
            case 'd' -> "d " + new String(body, UTF_8).strip();
            default -> String.valueOf((char) type);
        };
    }

    private static String text(byte[] body, int start) {
        return new String(body, start, body.length - start - 1, UTF_8);
    }

    private static String error(byte[] body) {
        String code = "";
        String message = "";
        for (String field : new String(body, UTF_8).split("\0", -1)) {
            if (field.startsWith("C")) {
                code = field.substring(1);
            } else if (field.startsWith("M")) {
                message = field.substring(1);
            }
        }
        return code + " " + message;
    }

    private static String row(ByteBuffer body) {
        int count = body.getShort();
        List<String> values = new ArrayList<>();
        for (int column = 0; column < count; column++) {
            int length = body.getInt();
            if (length < 0) {
                values.add("NULL");
            } else {
                byte[] value = new byte[length];
                body.get(value);
                values.add(new String(value, UTF_8));
            }
        }
        return String.join("|", values);
    }

    /// Has what this session runs cancelled; does not wait for it.
    void cancel() throws IOException {
        try (Talk other = connect(port)) {
            FrontendEncoder.cancelRequest(processId, secret, other.out);
            other.send();
            try {
                other.line();
            } catch (EOFException done) {
                return;
            }
            throw new IOException("a cancel request was answered");
        }
    }

    /// Vanishes: the other side sees a reset.
    void vanish() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
