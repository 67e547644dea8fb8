package dev.kintsugi.backend;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.kintsugi.auth.ChannelBinding;
import dev.kintsugi.auth.Md5Password;
import dev.kintsugi.auth.ScramClient;
import dev.kintsugi.auth.ScramKeys;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.tls.TlsConnector;
import dev.kintsugi.wire.BackendMessage;
import dev.kintsugi.wire.BackendType;
import dev.kintsugi.wire.FrontendEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Logs in to a shard, then makes way for a [BackendConnection] in the pipeline.
final class BackendLogin extends ChannelInboundHandlerAdapter {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] SHOW_SEARCH_PATH = "SHOW search_path".getBytes(StandardCharsets.UTF_8);

    private final BackendPool pool;
    private final Duration timeout;
    private final BackendConnector.Outcome outcome;
    private final FrameCumulation cumulation = new FrameCumulation();
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private BackendKey key = new BackendKey(0, new byte[4]);
    private @Nullable ScramClient scram;
    private ScramClient.@Nullable Answer scramAnswer;
    private @Nullable ScheduledFuture<?> deadline;
    private boolean decided;

    BackendLogin(BackendPool pool, Duration timeout, BackendConnector.Outcome outcome) {
        this.pool = pool;
        this.timeout = timeout;
        this.outcome = outcome;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        deadline = context.executor()
                .schedule(
                        () -> fail(context, error("the shard did not answer within " + timeout.toSeconds() + " s")),
                        timeout.toMillis(),
                        TimeUnit.MILLISECONDS);
        BackendTarget target = pool.target();
        ByteBuf out = context.alloc().buffer();
        FrontendEncoder.startup(
                0,
                ImmutableMap.of("user", target.user(), "database", target.database(), "client_encoding", "UTF8"),
                out);
        context.writeAndFlush(out, context.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            cumulation.feed(
                    (ByteBuf) message, (type, buffer, start, length) -> on(context, type, buffer, start, length));
        } catch (RouterException e) {
            fail(context, e.error());
        } finally {
            cumulation.endOfBuffer();
            if (context.isRemoved() && cumulation.hasPartial()) {
                cumulation.release();
                context.channel().close(); // half a message behind the login: its other half would be read as nonsense
            }
        }
    }

    private void on(ChannelHandlerContext context, byte type, ByteBuf buffer, int start, int length) {
        if (decided) {
            return;
        }
        switch (type) {
            case BackendType.AUTHENTICATION -> onAuthentication(context, buffer, start, length);
            case BackendType.PARAMETER_STATUS -> {
                BackendMessage.ParameterStatus status = Replies.parameterStatus(buffer, start, length);
                parameters.put(status.name(), status.value());
            }
            case BackendType.BACKEND_KEY_DATA -> {
                BackendMessage.BackendKeyData data = Replies.backendKeyData(buffer, start, length);
                key = new BackendKey(data.processId(), data.secret());
            }
            case BackendType.NOTICE_RESPONSE, BackendType.NEGOTIATE_PROTOCOL_VERSION -> {}
            case BackendType.ERROR_RESPONSE -> fail(context, refused(Replies.error(buffer, start, length)));
            case BackendType.READY_FOR_QUERY -> onReady(context);
            case BackendType.DATA_ROW -> parameters.put(ReportedParameters.SEARCH_PATH, onlyValue(buffer, start));
            case BackendType.ROW_DESCRIPTION, BackendType.COMMAND_COMPLETE -> {}
            default ->
                throw new RouterException(
                        SqlState.PROTOCOL_VIOLATION, "unexpected message '" + (char) type + "' from a shard at login");
        }
    }

    private void onAuthentication(ChannelHandlerContext context, ByteBuf buffer, int start, int length) {
        switch (Replies.authentication(buffer, start, length)) {
            case BackendMessage.AuthenticationOk _ -> {}
            case BackendMessage.AuthenticationCleartextPassword _ ->
                send(context, out -> FrontendEncoder.password(password(), out));
            case BackendMessage.AuthenticationMd5Password(byte[] salt) ->
                send(
                        context,
                        out -> FrontendEncoder.password(
                                Md5Password.response(pool.target().user(), password(), salt), out));
            case BackendMessage.AuthenticationSasl(ImmutableList<String> mechanisms) -> {
                SslHandler tls = context.pipeline().get(SslHandler.class);
                Optional<ChannelBinding> binding = tls == null ? Optional.empty() : TlsConnector.binding(tls);
                ScramClient client = ScramClient.create(mechanisms, binding, RANDOM);
                scram = client;
                send(
                        context,
                        out -> FrontendEncoder.saslInitialResponse(client.mechanism(), client.clientFirst(), out));
            }
            case BackendMessage.AuthenticationSaslContinue(byte[] data) ->
                answer(context, inOrder(scram).serverFirst(data), password());
            case BackendMessage.AuthenticationSaslFinal(byte[] data) ->
                inOrder(scramAnswer).verify(data);
            case BackendMessage.AuthenticationOther(int code) ->
                throw new RouterException(
                        error("the shard asks for authentication method " + code + ", which the router does not have"));
        }
    }

    private static void send(ChannelHandlerContext context, Consumer<ByteBuf> encoder) {
        ByteBuf out = context.alloc().buffer();
        encoder.accept(out);
        context.writeAndFlush(out, context.voidPromise());
    }

    /// Deriving keys takes milliseconds of CPU, too much for an event loop.
    private void answer(ChannelHandlerContext context, ScramClient.Challenge challenge, String password) {
        Thread.startVirtualThread(() -> {
            ScramKeys keys = challenge.deriveKeys(password);
            context.executor().execute(() -> {
                ScramClient.Answer answer = challenge.respond(keys);
                scramAnswer = answer;
                send(context, out -> FrontendEncoder.saslResponse(answer.clientFinal(), out));
            });
        });
    }

    private static <T> T inOrder(@Nullable T step) {
        if (step == null) {
            throw new RouterException(SqlState.PROTOCOL_VIOLATION, "SASL message out of order from a shard");
        }
        return step;
    }

    private String password() {
        return pool.target()
                .password()
                .orElseThrow(() -> new RouterException(error("the shard asks for a password")
                        .withHint("give shards.password for shard \""
                                + pool.target().name() + "\" in kintsugi.toml")));
    }

    /// Servers before 18 do not report the search path by themselves, and the planner resolves names along it.
    private void onReady(ChannelHandlerContext context) {
        if (parameters.containsKey(ReportedParameters.SEARCH_PATH)) {
            succeed(context);
        } else {
            send(context, out -> FrontendEncoder.query(SHOW_SEARCH_PATH, out));
        }
    }

    private static String onlyValue(ByteBuf buffer, int start) {
        int length = buffer.getInt(start + 7);
        return buffer.toString(start + 11, length, StandardCharsets.UTF_8);
    }

    private void succeed(ChannelHandlerContext context) {
        decided = true;
        cancelDeadline();
        BackendConnection connection = new BackendConnection(pool, context.channel(), key, parameters);
        context.pipeline().replace(this, "connection", connection);
        outcome.connected(connection);
    }

    private void fail(ChannelHandlerContext context, PgError error) {
        if (decided) {
            return;
        }
        decided = true;
        cancelDeadline();
        context.close();
        outcome.failed(error);
    }

    private void cancelDeadline() {
        ScheduledFuture<?> timer = deadline;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private PgError error(String detail) {
        return PgError.of(
                        SqlState.SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION,
                        "could not log in to shard \"" + pool.target().name() + "\"")
                .withDetail(detail);
    }

    /// The shard's own words, its code kept, so that a missing role or database reads as it would without a router.
    private PgError refused(PgError error) {
        return error.withDetail("shard \"" + pool.target().name() + "\" refused the connection"
                + error.detail().map(detail -> ": " + detail).orElse(""));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(context, error("the shard closed the connection"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(context, error(String.valueOf(cause.getMessage())));
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        cumulation.release();
    }
}
