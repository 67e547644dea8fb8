package dev.kintsugi.frontend;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.auth.ScramSecret;
import dev.kintsugi.auth.ScramServer;
import dev.kintsugi.backend.ServerSettings;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.error.SqlState;
import dev.kintsugi.execute.ClientOutput;
import dev.kintsugi.wire.BackendEncoder;
import dev.kintsugi.wire.FrontendMessage;
import dev.kintsugi.wire.StartupMessage;
import io.netty.util.concurrent.ScheduledFuture;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The start-up phase of a connection: encryption refused, identity proved, settings applied on a shard, then the
/// session.
///
/// ```
/// SSLRequest / GSSENCRequest -> N         CancelRequest -> close
/// StartupMessage -> [NegotiateProtocolVersion] -> SASL exchange, unless trusted
///                -> AuthenticationOk, ParameterStatus…, BackendKeyData, ReadyForQuery
/// ```
final class Login {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Router router;
    private final SessionLoop loop;
    private final ClientOutput output;
    private final Flow flow;
    private final ScheduledFuture<?> deadline;
    private @Nullable String user;
    private ServerSettings startupSettings = ServerSettings.NONE;
    private Step step = Step.STARTUP;
    private @Nullable ScramServer scram;
    private ScramServer.@Nullable Challenge challenge;
    private @Nullable Session session;
    private String databaseName = "";

    private enum Step {
        STARTUP,
        SASL_INITIAL,
        SASL_FINAL,
        STARTING
    }

    /// How the connection goes on.
    interface Flow {
        void next();

        void close();

        /// Whether there are too many clients already.
        boolean refused();

        int processId();

        byte[] secret();

        void loggedIn(Session session);
    }

    Login(Router router, SessionLoop loop, ClientOutput output, Flow flow) {
        this.router = router;
        this.loop = loop;
        this.output = output;
        this.flow = flow;
        this.deadline = loop.eventLoop()
                .schedule(flow::close, router.limits().loginTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean expectsStartup() {
        return step == Step.STARTUP;
    }

    void startup(StartupMessage message) {
        switch (message) {
            case StartupMessage.SslRequest _, StartupMessage.GssEncRequest _ -> {
                output.buffer().writeByte('N');
                flow.next();
            }
            case StartupMessage.CancelRequest(int processId, byte[] secret) ->
                router.sessions()
                        .cancel(processId, secret, () -> loop.eventLoop().execute(flow::close));
            case StartupMessage.Startup startup -> begin(startup);
        }
    }

    private void begin(StartupMessage.Startup startup) {
        if (flow.refused()) {
            throw fatal(PgError.of(SqlState.TOO_MANY_CONNECTIONS, "sorry, too many clients already")
                    .withHint("raise limits.max_clients"));
        }
        if (startup.needsNegotiation()) {
            BackendEncoder.negotiateProtocolVersion(
                    StartupMessage.Startup.NEWEST_MINOR, startup.unrecognisedOptions(), output.buffer());
        }
        String name = startup.user();
        user = name;
        startupSettings = StartupParameters.settings(startup.parameters());
        databaseName = startup.database();
        Optional<ScramSecret> secret = router.users().get(name);
        if (secret != null && secret.isEmpty()) {
            start();
            return;
        }
        scram = secret == null
                ? ScramServer.forUnknownUser(name, router.mockSecrets(), RANDOM)
                : ScramServer.forUser(name, secret.orElseThrow(), RANDOM);
        step = Step.SASL_INITIAL;
        BackendEncoder.authenticationSasl(ImmutableList.of(ScramServer.MECHANISM), output.buffer());
        flow.next();
    }

    void message(FrontendMessage message) {
        ScramServer server = scram;
        ScramServer.Challenge asked = challenge;
        if (!(message instanceof FrontendMessage.Password password) || server == null) {
            throw fatal(PgError.of(SqlState.PROTOCOL_VIOLATION, "expected a SASL response"));
        }
        if (step == Step.SASL_INITIAL) {
            FrontendMessage.SaslInitialResponse initial = password.saslInitialResponse();
            ScramServer.requireMechanism(initial.mechanism());
            byte[] response = initial.response();
            if (response == null) {
                BackendEncoder.authenticationSaslContinue(new byte[0], output.buffer());
                flow.next();
                return;
            }
            ScramServer.Challenge first = server.clientFirst(response);
            challenge = first;
            step = Step.SASL_FINAL;
            BackendEncoder.authenticationSaslContinue(first.serverFirst(), output.buffer());
            flow.next();
        } else if (step == Step.SASL_FINAL && asked != null) {
            ScramServer.Accepted accepted = asked.clientFinal(password.bytes());
            BackendEncoder.authenticationSaslFinal(accepted.serverFinal(), output.buffer());
            start();
        } else {
            throw fatal(PgError.of(SqlState.PROTOCOL_VIOLATION, "unexpected password message"));
        }
    }

    /// The client is who it says: apply what it asked for on a shard, which also tells the parameters to report.
    private void start() {
        step = Step.STARTING;
        String name = user == null ? "" : user;
        if (!databaseName.equals(router.database())) {
            throw fatal(PgError.of(SqlState.INVALID_CATALOG_NAME, "database \"" + databaseName + "\" does not exist")
                    .withHint("this router serves the database \"" + router.database() + "\""));
        }
        Session starting = new Session(router, loop, name, output);
        session = starting;
        starting.startWith(startupSettings);
        tryShard(starting, 0, null);
    }

    /// Any shard will do, the home shard first: a session can start while others are down.
    private void tryShard(Session starting, int shard, @Nullable PgError before) {
        if (shard == router.shardMap().shards().size()) {
            fail(before == null ? PgError.of(SqlState.CANNOT_CONNECT_NOW, "no shard is reachable") : before);
            return;
        }
        starting.leases()
                .ready(
                        shard,
                        connection -> {
                            BackendEncoder.authenticationOk(output.buffer());
                            starting.reportParameters(connection);
                            BackendEncoder.backendKeyData(flow.processId(), flow.secret(), output.buffer());
                            starting.releaseIfIdle();
                            deadline.cancel(false);
                            session = null;
                            flow.loggedIn(starting);
                            BackendEncoder.readyForQuery('I', output.buffer());
                            flow.next();
                        },
                        error -> {
                            if (isUnreachable(error)) {
                                tryShard(starting, shard + 1, before == null ? error : before);
                            } else {
                                fail(error);
                            }
                        });
    }

    private static boolean isUnreachable(PgError error) {
        return error.code().startsWith("08") || error.code().startsWith("57P");
    }

    private void fail(PgError error) {
        BackendEncoder.errorResponse(error.asFatal(), output.buffer());
        flow.close();
    }

    private static RouterException fatal(PgError error) {
        return new RouterException(error.asFatal());
    }

    /// The connection is closed before the session began.
    void close() {
        deadline.cancel(false);
        Session starting = session;
        session = null;
        if (starting != null) {
            starting.close();
        }
    }
}
