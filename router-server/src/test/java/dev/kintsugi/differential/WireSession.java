package dev.kintsugi.differential;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.value.BindValue;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.wire.BackendDecoder;
import dev.kintsugi.wire.BackendMessage;
import dev.kintsugi.wire.FrontendEncoder;
import dev.kintsugi.wire.FrontendMessage.Target;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;

/// One session with a server over a plain socket, which keeps the bytes of what comes back; one thread.
public final class WireSession implements AutoCloseable {
    /// A server that says nothing for so long hangs.
    private static final int READ_MILLIS = 20_000;

    private static final int PORTION = 7;

    private final Socket socket;
    private final DataInputStream in;
    private final TypeNames types;

    private WireSession(Socket socket, TypeNames types) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        this.types = types;
    }

    /// Connects without a password.
    public static WireSession open(PostgresAddress address, TypeNames types) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(READ_MILLIS);
            socket.connect(new InetSocketAddress(address.host(), address.port()), READ_MILLIS);
            WireSession session = new WireSession(socket, types);
            session.send(out -> FrontendEncoder.startup(
                    0,
                    ImmutableMap.of(
                            "user",
                            address.user(),
                            "database",
                            address.database(),
                            "client_encoding",
                            "UTF8",
                            "TimeZone",
                            "Europe/Berlin"),
                    out));
            ReplyReader start = session.readToReady();
            if (start.lastError().isPresent()) {
                throw new IOException(start.lastError().get().toString());
            }
            return session;
        } catch (IOException failure) {
            socket.close();
            throw failure;
        }
    }

    private interface Messages {
        void write(ByteBuf out);
    }

    private void send(Messages messages) throws IOException {
        ByteBuf out = Unpooled.buffer();
        messages.write(out);
        out.readBytes(socket.getOutputStream(), out.readableBytes());
        socket.getOutputStream().flush();
    }

    /// Runs a message of any number of statements as a simple query; one reply each.
    public ImmutableList<Reply> simple(String sql) throws IOException {
        send(out -> FrontendEncoder.query(bytes(sql), out));
        return readToReady().replies();
    }

    /// Runs one statement.
    public Reply run(Way way, String sql, ImmutableList<Parameter> parameters) throws IOException {
        BindValues values = new BindValues(
                parameters.stream().map(p -> p.value(way.parameters())).collect(ImmutableList.toImmutableList()));
        return switch (way.described()) {
            case NEVER -> simple(sql).getLast();
            case AS_STATEMENT -> prepared(way, sql, values);
            case AS_PORTAL -> way == Way.PORTIONS ? portions(way, sql, values) : unnamed(way, sql, values);
        };
    }

    private Reply unnamed(Way way, String sql, BindValues values) throws IOException {
        send(out -> {
            FrontendEncoder.parse("", bytes(sql), oids(values), out);
            FrontendEncoder.bind("", "", values, ImmutableList.of(way.results()), out);
            FrontendEncoder.describe(Target.PORTAL, "", out);
            FrontendEncoder.execute("", 0, out);
            FrontendEncoder.sync(out);
        });
        return readToReady().reply();
    }

    /// As drivers do that keep statements: parse and describe, wait, then bind, execute and close.
    private Reply prepared(Way way, String sql, BindValues values) throws IOException {
        send(out -> {
            FrontendEncoder.parse("kept", bytes(sql), oids(values), out);
            FrontendEncoder.describe(Target.STATEMENT, "kept", out);
            FrontendEncoder.sync(out);
        });
        ReplyReader reader = readToReady();
        if (reader.lastError().isPresent()) {
            Reply failed = reader.reply();
            close("kept");
            return failed;
        }
        send(out -> {
            FrontendEncoder.bind("", "kept", values, ImmutableList.of(way.results()), out);
            FrontendEncoder.execute("", 0, out);
            FrontendEncoder.sync(out);
        });
        Reply reply = readToReady(reader).reply();
        close("kept");
        return reply;
    }

    private void close(String statement) throws IOException {
        send(out -> {
            FrontendEncoder.close(Target.STATEMENT, statement, out);
            FrontendEncoder.sync(out);
        });
        readToReady();
    }

    /// Fetches through the portal a few rows at a time.
    private Reply portions(Way way, String sql, BindValues values) throws IOException {
        send(out -> {
            FrontendEncoder.parse("", bytes(sql), oids(values), out);
            FrontendEncoder.bind("", "", values, ImmutableList.of(way.results()), out);
            FrontendEncoder.describe(Target.PORTAL, "", out);
            FrontendEncoder.execute("", PORTION, out);
            FrontendEncoder.flush(out);
        });
        ReplyReader reader = new ReplyReader(types);
        while (true) {
            readUntil(reader, ReplyReader.Stop.AT_PORTION);
            if (!reader.suspended()) {
                break;
            }
            send(out -> {
                FrontendEncoder.execute("", PORTION, out);
                FrontendEncoder.flush(out);
            });
        }
        send(FrontendEncoder::sync);
        return readToReady(reader).reply();
    }

    /// Inside a transaction: fetches a few rows through a portal, runs another statement, and fetches the rest.
    ImmutableList<Reply> interrupted(String sql, String other) throws IOException {
        send(out -> {
            FrontendEncoder.parse("", bytes(sql), ImmutableIntArray.of(), out);
            FrontendEncoder.bind("open", "", BindValues.NONE, ImmutableList.of(), out);
            FrontendEncoder.execute("open", PORTION, out);
            FrontendEncoder.sync(out);
        });
        ReplyReader reader = readToReady();
        ImmutableList<Reply> between = simple(other);
        send(out -> {
            FrontendEncoder.execute("open", 0, out);
            FrontendEncoder.sync(out);
        });
        Reply rest = readToReady(reader).reply();
        return ImmutableList.<Reply>builder().addAll(between).add(rest).build();
    }

    /// The text and binary forms of `'text'::type`, as the server gives them.
    public Parameter parameter(String written) throws IOException {
        int cast = written.lastIndexOf("::");
        String text = written.substring(0, cast);
        String type = written.substring(cast + 2);
        String literal = text.equals("NULL") ? text : "'" + text.replace("'", "''") + "'";
        Reply reply = run(Way.BINARY, "SELECT " + literal + "::" + type, ImmutableList.of());
        if (reply.error().isPresent()) {
            throw new IOException(
                    "bind: " + written + ": " + reply.error().get().message());
        }
        int oid =
                types.names().containsValue(reply.columns().orElseThrow().get(0).type())
                        ? 0
                        : Integer.parseInt(reply.columns().orElseThrow().get(0).type());
        byte[] binary = reply.rows()
                .get(0)
                .values()
                .get(0)
                .map(v -> v.getBytes(ISO_8859_1))
                .orElse(null);
        return new Parameter(text.equals("NULL") ? Optional.empty() : Optional.of(text), type, oid, binary);
    }

    private ReplyReader readToReady() throws IOException {
        return readToReady(new ReplyReader(types));
    }

    private ReplyReader readToReady(ReplyReader reader) throws IOException {
        readUntil(reader, ReplyReader.Stop.AT_READY);
        return reader;
    }

    private void readUntil(ReplyReader reader, ReplyReader.Stop stop) throws IOException {
        do {
            byte type = in.readByte();
            byte[] body = new byte[in.readInt() - Integer.BYTES];
            in.readFully(body);
            BackendMessage message = BackendDecoder.decode(type, Unpooled.wrappedBuffer(body));
            if (message instanceof BackendMessage.CopyInResponse) {
                send(out -> FrontendEncoder.copyFail("nothing to copy", out));
            }
            reader.take(message, body);
        } while (!reader.reached(stop));
    }

    private static byte[] bytes(String sql) {
        return sql.getBytes(UTF_8);
    }

    private static ImmutableIntArray oids(BindValues values) {
        return ImmutableIntArray.copyOf(values.values().stream().mapToInt(BindValue::typeOid));
    }

    @Override
    public void close() throws IOException {
        try (socket) {
            send(FrontendEncoder::terminate);
        }
    }
}
