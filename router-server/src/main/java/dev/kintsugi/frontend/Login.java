package dev.kintsugi.frontend;

import dev.kintsugi.admin.AdminAccess;
import dev.kintsugi.admin.AdminRights;
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
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The start-up phase of a connection: encryption agreed, identity proved, settings applied on a shard, then the
/// session.
///
/// ```
/// SSLRequest -> S and TLS, or N           GSSENCRequest -> N          CancelRequest -> close
/// StartupMessage -> [NegotiateProtocolVersion] -> SASL exchange, unless trusted
///                -> AuthenticationOk, ParameterStatus…, BackendKeyData, ReadyForQuery
/// ```
final class Login {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Router router;
    private final SessionLoop loop;
    private final ClientOutput output;
    private final Encryption encryption;
    private final Flow flow;
    private final ScheduledFuture<?> deadline;
    private @Nullable String user;
    private ServerSettings startupSettings = ServerSettings.NONE;
    private Step step = Step.STARTUP;
    private @Nullable ScramServer scram;
    private ScramServer.@Nullable Challenge challenge;
    private @Nullable Session session;
    private String databaseName = "";
    private String mechanism = "";
    private boolean askedForTls;
    private boolean askedForGss;

    private enum Step {
        STARTUP,
        SASL_INITIAL,
        SASL_FIRST,
        SASL_FINAL,
        STARTING
    }

    /// How the connection goes on.
    interface Flow {
        void next();

        void close();

        /// Whether the client sent more than what is being dealt with.
        boolean hasMore();

        /// Whether there are too many clients already.
        boolean refused();

        int processId();

        byte[] secret();

        void loggedIn(Session session);

        /// The client is in the admin database.
        void console(AdminRights rights);
    }

    Login(Router router, SessionLoop loop, ClientOutput output, Encryption encryption, Flow flow) {
        this.router = router;
        this.loop = loop;
        this.output = output;
        this.encryption = encryption;
        this.flow = flow;
        this.deadline = loop.eventLoop()
                .schedule(flow::close, router.limits().loginTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean expectsStartup() {
        return step == Step.STARTUP;
    }

    /// Whether the connection's first bytes are TLS itself, to be given to [#encrypt].
    boolean beginsWithTls(ByteBuf bytes) {
        return !askedForTls && !askedForGss && encryption.isBegunBy(bytes);
    }

    /// Takes the bytes over.
    void encrypt(ByteBuf bytes) {
        encryption.begin(bytes);
    }

    void startup(StartupMessage message) {
        switch (message) {
            case StartupMessage.SslRequest _ -> {
                askedForTls = once(askedForTls, 5679);
                if (encryption.isOffered()) {
                    agreeOnTls();
                } else {
                    output.buffer().writeByte('N');
                }
                flow.next();
            }
            case StartupMessage.GssEncRequest _ -> {
                askedForGss = once(askedForGss, 5680);
                output.buffer().writeByte('N');
                flow.next();
            }
            case StartupMessage.CancelRequest(int processId, byte[] secret) ->
                router.sessions()
                        .cancel(processId, secret, () -> loop.eventLoop().execute(flow::close));
            case StartupMessage.Startup startup -> begin(startup);
        }
    }

    /// What lies behind the request was sent in plain text, by whoever sits between: it must not be read as if it
    /// had come encrypted.
    private void agreeOnTls() {
        if (flow.hasMore()) {
            throw fatal(PgError.of(SqlState.PROTOCOL_VIOLATION, "received unencrypted data after SSL request")
                    .withDetail("This could be either a client-software bug or evidence of an attempted"
                            + " man-in-the-middle attack."));
        }
        output.buffer().writeByte('S');
        output.flush();
        encryption.begin();
    }

    /// Each request is answered once; a second one is read as the protocol version that it looks like, as in
    /// Postgres.
    private static boolean once(boolean before, int code) {
        if (before) {
            throw fatal(PgError.of(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "unsupported frontend protocol 1234." + code + ": server supports 3.0 to 3."
                            + StartupMessage.Startup.NEWEST_MINOR));
        }
        return true;
    }

    private void begin(StartupMessage.Startup startup) {
        if (encryption.isMissing()) {
            throw fatal(
                    PgError.of(SqlState.INVALID_AUTHORIZATION_SPECIFICATION, "connections without TLS are not accepted")
                            .withHint("connect with sslmode=require or stricter"));
        }
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
        switch (router.users().get(name)) {
            case LoginRule.Trust _ -> start();
            case LoginRule.Certificate _ -> {
                requireCertificate(name);
                start();
            }
            case LoginRule.Password(ScramSecret secret) ->
                challenge(ScramServer.forUser(name, secret, encryption.binding(), RANDOM));
            case null ->
                challenge(ScramServer.forUnknownUser(name, router.mockSecrets(), encryption.binding(), RANDOM));
        }
    }

    private void requireCertificate(String name) {
        String shown = encryption
                .clientName()
                .orElseThrow(() -> fatal(PgError.of(
                                SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
                                "connection requires a valid client certificate")
                        .withHint("connect with TLS and a certificate of the authority in listen.tls_client_ca whose"
                                + " common name is the user's name")));
        if (!shown.equals(name)) {
            throw fatal(PgError.of(
                    SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
                    "certificate authentication failed for user \"" + name + "\""));
        }
    }

    private void challenge(ScramServer server) {
        scram = server;
        step = Step.SASL_INITIAL;
        BackendEncoder.authenticationSasl(server.mechanisms(), output.buffer());
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
            server.requireOffered(initial.mechanism());
            mechanism = initial.mechanism();
            byte[] response = initial.response();
            if (response == null) {
                step = Step.SASL_FIRST;
                BackendEncoder.authenticationSaslContinue(new byte[0], output.buffer());
                flow.next();
                return;
            }
            clientFirst(server, response);
        } else if (step == Step.SASL_FIRST) {
            clientFirst(server, password.bytes());
        } else if (step == Step.SASL_FINAL && asked != null) {
            ScramServer.Accepted accepted = asked.clientFinal(password.bytes());
            BackendEncoder.authenticationSaslFinal(accepted.serverFinal(), output.buffer());
            start();
        } else {
            throw fatal(PgError.of(SqlState.PROTOCOL_VIOLATION, "unexpected password message"));
        }
    }

    private void clientFirst(ScramServer server, byte[] response) {
        ScramServer.Challenge first = server.clientFirst(mechanism, response);
        challenge = first;
        step = Step.SASL_FINAL;
        BackendEncoder.authenticationSaslContinue(first.serverFirst(), output.buffer());
        flow.next();
    }

    /// The client is who it says: apply what it asked for on a shard, which also tells the parameters to report.
    private void start() {
        step = Step.STARTING;
        String name = user == null ? "" : user;
        if (AdminAccess.isDatabase(databaseName)) {
            console(name);
            return;
        }
        if (!databaseName.equals(router.database())) {
            throw fatal(PgError.of(SqlState.INVALID_CATALOG_NAME, "database \"" + databaseName + "\" does not exist")
                    .withHint("this router serves the database \"" + router.database() + "\""));
        }
        Session starting = new Session(router, loop, name, output);
        session = starting;
        starting.startWith(startupSettings);
        tryShard(starting, 0, null);
    }

    /// No shard is asked: the console must be there when they are not.
    private void console(String name) {
        AdminRights rights = router.admin()
                .of(name)
                .orElseThrow(() -> fatal(PgError.of(
                                SqlState.INSUFFICIENT_PRIVILEGE,
                                "permission denied for database \"" + databaseName + "\"")
                        .withHint("name the user in router.admin_users or router.stats_users of kintsugi.toml")));
        deadline.cancel(false);
        BackendEncoder.authenticationOk(output.buffer());
        flow.console(rights);
        BackendEncoder.backendKeyData(flow.processId(), flow.secret(), output.buffer());
        BackendEncoder.readyForQuery('I', output.buffer());
        flow.next();
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
