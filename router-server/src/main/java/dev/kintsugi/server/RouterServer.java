package dev.kintsugi.server;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.kintsugi.admin.AdminAccess;
import dev.kintsugi.admin.MetricsEndpoint;
import dev.kintsugi.admin.RouterState;
import dev.kintsugi.auth.MockSecrets;
import dev.kintsugi.auth.ScramSecret;
import dev.kintsugi.backend.BackendConnector;
import dev.kintsugi.backend.BackendPools;
import dev.kintsugi.backend.ShardQueries;
import dev.kintsugi.backend.Transport;
import dev.kintsugi.catalog.Catalog;
import dev.kintsugi.config.Credential;
import dev.kintsugi.config.ListenTls;
import dev.kintsugi.config.RouterConfig;
import dev.kintsugi.config.Secret;
import dev.kintsugi.config.ShardConfig;
import dev.kintsugi.config.UserConfig;
import dev.kintsugi.execute.SpillDirectory;
import dev.kintsugi.execute.Statements;
import dev.kintsugi.execute.commit.CommitWatch;
import dev.kintsugi.execute.commit.Recovery;
import dev.kintsugi.execute.commit.TwoPhase;
import dev.kintsugi.frontend.ClientConnection;
import dev.kintsugi.frontend.LoginRule;
import dev.kintsugi.frontend.Router;
import dev.kintsugi.frontend.SessionLoop;
import dev.kintsugi.frontend.SessionRegistry;
import dev.kintsugi.plan.PlanCache;
import dev.kintsugi.tls.TlsAcceptor;
import dev.kintsugi.tls.TlsConnector;
import dev.kintsugi.wire.FrameSplitter;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running router: event loops, pools, listener. Built by hand, closed by [#close].
public final class RouterServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RouterServer.class);
    private static final long CATALOG_RETRY_SECONDS = 2;
    private static final long CERTIFICATE_CHECK_SECONDS = 5;

    /// How long the event loops may take to close what is open; on a busy machine that is not at once.
    private static final long STOP_SECONDS = 10;

    private final RouterConfig config;
    private final EventLoopGroup loops;
    private final IdentityHashMap<EventLoop, SessionLoop> sessionLoops = new IdentityHashMap<>();
    private final List<EventLoop> eventLoops = new ArrayList<>();
    private final SpillDirectory spill;
    private final Router router;
    private final Recovery recovery;
    private final Channel listener;
    private final Optional<MetricsEndpoint> metrics;
    private volatile boolean closed;

    private RouterServer(
            RouterConfig config,
            EventLoopGroup loops,
            Transport transport,
            BackendConnector connector,
            CommitWatch watch)
            throws IOException {
        this.config = config;
        this.loops = loops;
        int workers = workers(config);
        int poolSize = Math.max(1, (config.pool().size() + workers - 1) / workers);
        ImmutableList<BackendPools.ShardAddress> shards = addresses(config);
        for (int i = 0; i < workers; i++) {
            EventLoop loop = loops.next();
            eventLoops.add(loop);
            sessionLoops.put(
                    loop,
                    new SessionLoop(
                            loop,
                            new BackendPools(
                                    loop,
                                    connector,
                                    shards,
                                    poolSize,
                                    config.pool().waitTimeout())));
        }
        Optional<TlsAcceptor> tls = tls(config);
        tls.ifPresent(this::watchCertificates);
        // Until a shard has told otherwise, nothing is known of how text is ordered.
        Catalog unknown = new Catalog(false, ImmutableMap.of(), ImmutableMap.of());
        Statements statements = new Statements(
                config.shardMap(),
                unknown,
                new PlanCache.Capacity.Bytes(config.limits().planCacheBytes()));
        SessionRegistry sessions = new SessionRegistry(config.limits().maxClients());
        SessionLoop first = requireNonNull(sessionLoops.get(eventLoops.getFirst()));
        TwoPhase twoPhase = new TwoPhase(first.eventLoop(), first.pools(), watch);
        this.recovery = new Recovery(first.eventLoop(), twoPhase, shards.size(), catalogUser());
        this.spill = new SpillDirectory(
                config.limits().spillDirectory(), config.limits().spillLimitBytes());
        RouterState state =
                new LiveState(config, ImmutableList.copyOf(sessionLoops.values()), statements, sessions, recovery);
        this.router = new Router(
                config.database(),
                config.shardMap(),
                rules(config),
                tls,
                config.limits(),
                statements,
                connector,
                sessions,
                spill,
                MockSecrets.random(new SecureRandom()),
                twoPhase,
                new AdminAccess(config.admin(), state));
        try {
            loadCatalog(0).get(config.pool().connectTimeout().toMillis() * 2, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("starting degraded: no shard has told its catalog yet ({}); trying on", e.toString());
        }
        recovery.start();
        this.listener = listen(transport);
        this.metrics = config.metrics().isPresent()
                ? Optional.of(MetricsEndpoint.start(config.metrics().get(), state))
                : Optional.empty();
    }

    /// Starts a router: it accepts clients when this returns, with shards that are down at first, too.
    ///
    /// @throws IOException if the port cannot be listened on
    public static RouterServer start(RouterConfig config) throws IOException {
        return start(config, CommitWatch.NONE);
    }

    /// The same with somebody who sees each step of commits over several shards.
    public static RouterServer start(RouterConfig config, CommitWatch watch) throws IOException {
        Transport transport = Transport.best();
        EventLoopGroup loops = transport.eventLoops(workers(config));
        BackendConnector connector =
                new BackendConnector(transport, config.pool().connectTimeout());
        try {
            return new RouterServer(config, loops, transport, connector, watch);
        } catch (IOException | RuntimeException e) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw e;
        }
    }

    private static int workers(RouterConfig config) {
        int wanted = config.workers() == 0 ? Runtime.getRuntime().availableProcessors() : config.workers();
        return Math.max(1, Math.min(wanted, config.pool().size()));
    }

    /// The shards as configured.
    ///
    /// @throws IOException if the files for a shard's TLS cannot be used
    static ImmutableList<BackendPools.ShardAddress> addresses(RouterConfig config) throws IOException {
        ImmutableList.Builder<BackendPools.ShardAddress> addresses = ImmutableList.builder();
        for (ShardConfig shard : config.shards()) {
            addresses.add(new BackendPools.ShardAddress(
                    shard.name(),
                    shard.host(),
                    shard.port(),
                    shard.database(),
                    shard.user(),
                    shard.password().map(Secret::reveal),
                    TlsConnector.load(shard.tls())));
        }
        return addresses.build();
    }

    /// Clients' TLS as configured; empty if they cannot use it.
    ///
    /// @throws IOException if its files cannot be used
    static Optional<TlsAcceptor> tls(RouterConfig config) throws IOException {
        Optional<ListenTls> tls = config.listen().tls();
        return tls.isPresent() ? Optional.of(TlsAcceptor.load(tls.get())) : Optional.empty();
    }

    /// Certificates are renewed while routers run.
    private void watchCertificates(TlsAcceptor tls) {
        eventLoops
                .getFirst()
                .scheduleWithFixedDelay(
                        () -> Thread.startVirtualThread(tls::reloadIfChanged),
                        CERTIFICATE_CHECK_SECONDS,
                        CERTIFICATE_CHECK_SECONDS,
                        TimeUnit.SECONDS);
    }

    /// Secrets are derived once, here: a login then costs no key derivation.
    private static ImmutableMap<String, LoginRule> rules(RouterConfig config) {
        ImmutableMap.Builder<String, LoginRule> rules = ImmutableMap.builder();
        SecureRandom random = new SecureRandom();
        for (UserConfig user : config.users().values()) {
            rules.put(
                    user.name(),
                    switch (user.credential()) {
                        case Credential.Trust _ -> LoginRule.Trust.INSTANCE;
                        case Credential.Certificate _ -> LoginRule.Certificate.INSTANCE;
                        case Credential.Password(Secret password) ->
                            new LoginRule.Password(ScramSecret.create(password.reveal(), random));
                        case Credential.ScramVerifier(Secret verifier) ->
                            new LoginRule.Password(
                                    ScramSecret.parse(verifier.reveal()).orElseThrow());
                    });
        }
        return rules.buildOrThrow();
    }

    private Channel listen(Transport transport) throws IOException {
        FrameSplitter splitter = FrameSplitter.forClients(
                (int) Math.min(config.limits().maxMessageBytes(), FrameSplitter.POSTGRES_LIMIT));
        var bound = new ServerBootstrap()
                .group(loops)
                .channel(transport.listener())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        SessionLoop loop = sessionLoops.get(channel.eventLoop());
                        if (loop == null) {
                            throw new IllegalStateException("an event loop without pools");
                        }
                        channel.pipeline().addLast(new ClientConnection(router, loop, splitter));
                    }
                })
                .bind(config.listen().host(), config.listen().port())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + config.listen().host() + ":"
                            + config.listen().port() + ": "
                            + bound.cause().getMessage()
                            + " (hint: choose another listen.port)",
                    bound.cause());
        }
        return bound.channel();
    }

    /// Asks shard after shard; when none answers, tries again later.
    private CompletableFuture<Void> loadCatalog(int shard) {
        EventLoop loop = eventLoops.get(0);
        SessionLoop sessionLoop = sessionLoops.get(loop);
        if (sessionLoop == null || closed) {
            return CompletableFuture.completedFuture(null);
        }
        return CatalogLoader.load(source(sessionLoop, shard))
                .thenCompose(catalog -> loadTypes(sessionLoop, shard)
                        .thenRun(() -> router.statements().catalog(catalog)))
                .exceptionallyCompose(failure -> {
                    LOG.warn("shard {}: {}", config.shards().get(shard).name(), rootMessage(failure));
                    if (shard + 1 < config.shards().size()) {
                        return loadCatalog(shard + 1);
                    }
                    loop.schedule(() -> loadCatalog(0), CATALOG_RETRY_SECONDS, TimeUnit.SECONDS);
                    return CompletableFuture.failedFuture(failure);
                });
    }

    private CatalogLoader.Source source(SessionLoop loop, int shard) {
        return new ShardQueries(loop.eventLoop(), () -> loop.pools().pool(shard, catalogUser()))::rows;
    }

    /// Tries on while shards are missing; what was described before they told their types is forgotten then.
    private CompletableFuture<Void> loadTypes(SessionLoop loop, int home) {
        ImmutableList<CatalogLoader.Source> shards = IntStream.range(
                        0, config.shards().size())
                .mapToObj(shard -> source(loop, shard))
                .collect(toImmutableList());
        return TypeLoader.load(shards, home, router.connector().types()).thenAccept(complete -> {
            Statements statements = router.statements();
            statements.catalog(statements.catalog());
            if (!complete && !closed) {
                loop.eventLoop().schedule(() -> loadTypes(loop, home), CATALOG_RETRY_SECONDS, TimeUnit.SECONDS);
            }
        });
    }

    /// Catalog queries of the router's own run as the configured user, else as the first of users.toml.
    private String catalogUser() {
        return config.users().keySet().stream().findFirst().orElse("postgres");
    }

    static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /// The port listened on.
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /// The port that metrics are told on; empty if they are not.
    public OptionalInt metricsPort() {
        return metrics.stream().mapToInt(MetricsEndpoint::port).findFirst();
    }

    /// Clients connected at the moment.
    public int clients() {
        return router.sessions().clients();
    }

    /// Server connections held by sessions at the moment, over all event loops.
    public int leases() {
        int sum = 0;
        for (SessionLoop loop : sessionLoops.values()) {
            sum += CompletableFuture.supplyAsync(() -> loop.pools().leasedCount(), loop.eventLoop())
                    .join();
        }
        return sum;
    }

    @Override
    public void close() {
        closed = true;
        recovery.close();
        metrics.ifPresent(MetricsEndpoint::close);
        listener.close().awaitUninterruptibly();
        for (SessionLoop loop : sessionLoops.values()) {
            loop.eventLoop().execute(() -> loop.pools().close());
        }
        loops.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
        spill.close();
    }
}
