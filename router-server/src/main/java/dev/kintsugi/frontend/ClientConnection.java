package dev.kintsugi.frontend;

import dev.kintsugi.admin.AdminRights;
import dev.kintsugi.admin.AdminSession;
import dev.kintsugi.admin.ClientState;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.execute.ClientOutput;
import dev.kintsugi.wire.BackendEncoder;
import dev.kintsugi.wire.FrameSplitter;
import dev.kintsugi.wire.FrontendDecoder;
import dev.kintsugi.wire.FrontendType;
import dev.kintsugi.wire.StartupDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client's TCP connection: cuts the bytes into messages and hands them on, one at a time.
///
/// While a message is being dealt with (`busy`), what else arrives waits in one buffer; beyond [#READ_AHEAD] bytes the
/// client is not read from. An idle client holds no buffer.
public final class ClientConnection extends ChannelInboundHandlerAdapter {
    /// Bytes taken in while a message is being dealt with.
    static final int READ_AHEAD = 256 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

    private final Router router;
    private final SessionLoop loop;
    private final FrameSplitter splitter;
    private final ClientActivity activity;
    private @Nullable ByteBuf input;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ClientOutput output;
    private @Nullable Login login;
    private @Nullable Session session;
    private @Nullable AdminSession console;
    private @Nullable Conversation conversation;
    private SessionRegistry.@Nullable Registration registration;
    private boolean counted;
    private boolean busy;
    private boolean draining;
    private boolean closed;

    public ClientConnection(Router router, SessionLoop loop, FrameSplitter splitter) {
        this.router = router;
        this.loop = loop;
        this.splitter = splitter;
        this.activity = new ClientActivity(loop.traffic());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext newContext) {
        context = newContext;
        ClientOutput out = new ClientOutput(newContext.channel(), loop.traffic());
        output = out;
        login = new Login(router, loop, out, new Encryption(router.tls(), newContext), new LoginFlow());
        counted = router.sessions().enter();
        loop.connections().add(this);
    }

    /// What a login decides.
    private final class LoginFlow implements Login.Flow {
        @Override
        public void next() {
            finish();
        }

        @Override
        public void close() {
            ClientConnection.this.close();
        }

        @Override
        public boolean hasMore() {
            ByteBuf bytes = input;
            return bytes != null && bytes.isReadable();
        }

        @Override
        public boolean refused() {
            return !counted;
        }

        @Override
        public int processId() {
            return register().processId();
        }

        @Override
        public byte[] secret() {
            return register().secret();
        }

        @Override
        public void loggedIn(Session newSession) {
            enter(newSession);
        }

        @Override
        public void console(AdminRights rights) {
            openConsole(rights);
        }
    }

    private SessionRegistry.Registration register() {
        SessionRegistry.Registration known = registration;
        if (known == null) {
            known = router.sessions()
                    .register(
                            done -> loop.eventLoop().execute(() -> {
                                Session running = session;
                                if (running != null) {
                                    running.cancel();
                                }
                                done.run();
                            }),
                            () -> loop.eventLoop().execute(this::kill));
            registration = known;
        }
        return known;
    }

    private void openConsole(AdminRights rights) {
        ClientOutput out = output;
        if (out == null) {
            throw new IllegalStateException("no connection");
        }
        login = null;
        AdminSession opened = new AdminSession(router.admin().state(), rights, out, loop.eventLoop(), this::finish);
        opened.greet();
        console = opened;
    }

    private void enter(Session newSession) {
        loop.traffic().login();
        session = newSession;
        newSession.owner(new Session.Owner() {
            @Override
            public void goOn() {
                resume();
            }

            @Override
            public void broken(PgError error) {
                fatal(error);
            }
        });
        newSession.copy().whenBegun(this::finish);
        login = null;
        conversation = new Conversation(newSession, loop.traffic(), new Conversation.Owner() {
            @Override
            public void next() {
                finish();
            }

            @Override
            public void passed() {
                busy = false;
            }

            @Override
            public void ready() {
                ClientConnection.this.ready();
            }

            @Override
            public boolean endsNext() {
                ByteBuf bytes = input;
                return bytes != null && bytes.isReadable() && bytes.getByte(bytes.readerIndex()) == FrontendType.SYNC;
            }

            @Override
            public void close() {
                ClientConnection.this.close();
            }
        });
    }

    /// Tells that the session is ready for the next query, and goes on.
    private void ready() {
        Session current = session;
        if (current != null) {
            current.settled(this::tellReady);
        }
    }

    private void tellReady() {
        Session current = session;
        ClientOutput out = output;
        if (current != null && out != null && !closed) {
            char status = current.transaction().status().code();
            activity.ready(status);
            BackendEncoder.readyForQuery(status, out.buffer());
            finish();
        }
    }

    private void finish() {
        busy = false;
        if (!draining && !closed) {
            drain();
            flushUnlessHeld();
        }
    }

    /// Goes on with what waited for the client or a shard to take more.
    private void resume() {
        if (input != null && !busy && !draining && !closed) {
            drain();
            flushUnlessHeld();
            Session current = session;
            if (current != null) {
                current.flushShards();
            }
        }
    }

    /// Whether the client and the shards take more; requests whose replies nobody reads must not pile up here.
    private boolean mayGoOn() {
        ClientOutput out = output;
        Session current = session;
        if (out == null || current == null) {
            return true;
        }
        out.commitIfLarge();
        return out.writable() && current.shardsWritable();
    }

    private void flush() {
        ClientOutput out = output;
        if (out != null && !closed) {
            out.flush();
        }
    }

    /// Sends what the client waits for: in the middle of a batch it waits for nothing; Postgres keeps replies, too.
    private void flushUnlessHeld() {
        Conversation talking = conversation;
        ClientOutput out = output;
        if (talking == null || out == null || !talking.holdsReplies() || !out.canWait()) {
            flush();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        loop.traffic().received(bytes.readableBytes());
        if (closed) {
            bytes.release();
            return;
        }
        ByteBuf before = input;
        if (before == null) {
            input = bytes;
        } else {
            before.writeBytes(bytes);
            bytes.release();
        }
        if (!draining) {
            drain();
        }
        ByteBuf left = input;
        if (left != null && left.readableBytes() > READ_AHEAD && (busy || !mayGoOn())) {
            reading(ctx, false);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        Session current = session;
        if (current != null) {
            current.flushShards();
        }
        flushUnlessHeld();
    }

    private static void reading(ChannelHandlerContext ctx, boolean on) {
        if (ctx.channel().config().isAutoRead() != on) {
            ctx.channel().config().setAutoRead(on);
        }
    }

    /// Deals with message after message until one is not complete, or has to wait for a shard.
    private void drain() {
        draining = true;
        try {
            ByteBuf bytes = input;
            while (bytes != null && !busy && !closed && mayGoOn()) {
                if (!takeOne(bytes)) {
                    break;
                }
            }
        } catch (RouterException e) {
            fatal(e.error());
        } catch (RuntimeException e) {
            LOG.error("a session failed", e);
            fatal(StatementExecution.internal(e));
        } finally {
            draining = false;
        }
        ByteBuf bytes = input;
        if (bytes != null && !closed) {
            keep(bytes);
        }
        readOn();
    }

    /// Reads from the client again, unless what has come already has to wait.
    private void readOn() {
        ChannelHandlerContext ctx = context;
        if (ctx != null && !closed && !busy && (input == null || mayGoOn())) {
            reading(ctx, true);
        }
    }

    private void keep(ByteBuf bytes) {
        if (!bytes.isReadable()) {
            bytes.release();
            input = null;
        } else if (bytes.readerIndex() > READ_AHEAD / 2 || bytes.refCnt() > 1) {
            ByteBuf rest = bytes.alloc().buffer(bytes.readableBytes() + 512);
            rest.writeBytes(bytes);
            bytes.release();
            input = rest;
        }
    }

    private boolean takeOne(ByteBuf bytes) {
        Login current = login;
        if (current != null && current.expectsStartup()) {
            if (current.beginsWithTls(bytes)) {
                input = null;
                current.encrypt(bytes);
                return false;
            }
            int length = StartupDecoder.complete(bytes);
            if (length == FrameSplitter.NEED_MORE) {
                return false;
            }
            busy = true;
            current.startup(StartupDecoder.decode(bytes.readSlice(length)));
            return true;
        }
        int start = bytes.readerIndex();
        if (current != null && bytes.isReadable()) {
            requireLoginMessage(bytes.getByte(start));
        }
        Session running = session;
        if (running != null) {
            CopyMessages.Taken taken = running.copy().take(bytes, splitter);
            if (taken != CopyMessages.Taken.OTHER) {
                busy |= running.copy().isEnding();
                return taken == CopyMessages.Taken.SOME;
            }
        }
        int length = splitter.complete(bytes, start);
        if (length == FrameSplitter.NEED_MORE) {
            return false;
        }
        activity.begun();
        Conversation talking = conversation;
        if (talking != null && bytes.getByte(start) == FrontendType.BIND) {
            busy = true; // a shard that is lost at once answers before this returns
            int whole = talking.forwardWhole(bytes, start, length);
            if (whole > 0) {
                bytes.skipBytes(whole);
                return true;
            }
        }
        bytes.skipBytes(length);
        busy = true;
        byte type = bytes.getByte(start);
        if (current != null) {
            current.message(FrontendDecoder.decode(bytes, start, length));
        } else {
            dispatch(type, bytes, start, length);
        }
        return true;
    }

    /// Before login nobody may have megabytes of SQL kept here.
    private static void requireLoginMessage(byte type) {
        if (type != FrontendType.PASSWORD && type != FrontendType.TERMINATE) {
            throw new RouterException(PgError.of(SqlState.PROTOCOL_VIOLATION, "expected a SASL response")
                    .asFatal());
        }
    }

    private void dispatch(byte type, ByteBuf bytes, int start, int length) {
        Conversation talking = conversation;
        AdminSession admin = console;
        if (talking != null) {
            talking.message(type, bytes, start, length);
        } else if (admin == null) {
            throw new IllegalStateException("no session");
        } else if (type == FrontendType.TERMINATE) {
            close();
        } else {
            admin.message(FrontendDecoder.decode(bytes, start, length));
        }
    }

    private void fatal(PgError error) {
        ClientOutput out = output;
        if (out != null && !closed) {
            BackendEncoder.errorResponse(
                    error.severity() == PgError.Severity.ERROR ? error.asFatal() : error, out.buffer());
        }
        close();
    }

    private void close() {
        ChannelHandlerContext ctx = context;
        if (closed || ctx == null) {
            return;
        }
        flush();
        closed = true;
        ctx.writeAndFlush(ctx.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
        release();
    }

    /// Ends the client as an administrator's `pg_terminate_backend` would.
    private void kill() {
        fatal(PgError.of(SqlState.ADMIN_SHUTDOWN, "terminating connection due to administrator command"));
    }

    /// The session for others to see; empty before and after it.
    Optional<ClientState> state() {
        Session current = session;
        ChannelHandlerContext ctx = context;
        SessionRegistry.Registration known = registration;
        return current == null || ctx == null || known == null
                ? Optional.empty()
                : Optional.of(activity.state(current, ctx.channel(), known.processId()));
    }

    /// Everything the client held goes back, whatever it was doing.
    private void release() {
        loop.connections().remove(this);
        ByteBuf bytes = input;
        input = null;
        if (bytes != null) {
            bytes.release();
        }
        SessionRegistry.Registration known = registration;
        registration = null;
        if (known != null) {
            router.sessions().remove(known);
        }
        if (counted) {
            counted = false;
            router.sessions().leave();
        }
        Login current = login;
        if (current != null) {
            current.close();
        }
        Session running = session;
        session = null;
        if (running != null) {
            running.close();
        }
        ClientOutput out = output;
        if (out != null) {
            out.release();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        Session current = session;
        if (current != null && ctx.channel().isWritable()) {
            current.onClientWritable();
            resume();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!closed) {
            closed = true;
            release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("client connection failed", cause);
        ctx.close();
    }
}
