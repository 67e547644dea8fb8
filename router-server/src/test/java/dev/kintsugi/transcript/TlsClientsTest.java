package dev.kintsugi.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.collect.ImmutableMap;
import dev.kintsugi.auth.ChannelBinding;
import dev.kintsugi.auth.ScramClient;
import dev.kintsugi.config.ConfigLoader;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.demo.Shop;
import dev.kintsugi.execute.commit.CommitWatch;
import dev.kintsugi.server.RouterServer;
import dev.kintsugi.testing.TestCluster;
import dev.kintsugi.wire.FrontendEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients' TLS: a driver in each of its modes, and every way to begin it wrongly.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsClientsTest {
    private static final String PASSWORD = "correct horse";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Path files;
    private TestCertificates certificates;
    private RouterServer router;
    private RouterGuard guard;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        files = directory;
        certificates = TestCertificates.in(files);
        certificates.server("router", "127.0.0.1");
        router = start("");
    }

    @BeforeEach
    void watch() {
        guard = RouterGuard.of(router);
    }

    @AfterEach
    void nothingIsLeft() {
        guard.close();
    }

    @AfterAll
    void stop() {
        router.close();
    }

    private RouterServer start(String moreOfListen) throws IOException {
        Path configuration = TestRouter.configuration(TestCluster.shop(2).shards(), "");
        Path settings = configuration.resolve(ConfigLoader.SETTINGS_FILE);
        Files.writeString(
                settings,
                Files.readString(settings)
                        .replace(
                                "[listen]\n",
                                """
                                [listen]
                                tls_certificate = "%s"
                                tls_key = "%s"
                                tls_client_ca = "%s"
                                """.formatted(
                                                        certificates.file("router.crt"),
                                                        certificates.file("router.key"),
                                                        certificates.file("ca.crt"))
                                        + moreOfListen));
        Path users = configuration.resolve(ConfigLoader.USERS_FILE);
        Files.writeString(users, """
            [[users]]
            name = "%s"
            password = "%s"
            [[users]]
            name = "postgres"
            auth = "certificate"
            """.formatted(Shop.USER, PASSWORD));
        return TestRouter.start(configuration, CommitWatch.NONE);
    }

    private Connection connect(RouterServer to, Map<String, String> more) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", Shop.USER);
        properties.setProperty("password", PASSWORD);
        properties.setProperty("sslmode", "verify-full");
        properties.setProperty("sslrootcert", certificates.file("ca.crt").toString());
        properties.putAll(more);
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + to.port() + "/" + Shop.DATABASE, properties);
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return String.join(",", values);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"require", "verify-ca", "verify-full", "prefer"})
    void aDriverWorksInEachMode(String mode) throws SQLException {
        try (Connection connection = connect(router, ImmutableMap.of("sslmode", mode))) {
            assertThat(ask(connection, "SELECT count(*) FROM orders")).isEqualTo("" + TestCluster.ORDERS);
        }
    }

    @Test
    void thePasswordIsProvedOverTheSameConnection() throws SQLException {
        try (Connection connection = connect(router, ImmutableMap.of("channelBinding", "require"))) {
            assertThat(ask(connection, "SELECT 1")).isEqualTo("1");
        }
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> connect(router, ImmutableMap.of("channelBinding", "require", "password", "wrong")))
                .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
    }

    @Test
    void rowsBeyondOneRecordArriveWhole() throws SQLException {
        try (Connection connection = connect(router, ImmutableMap.of())) {
            String many = ask(connection, "SELECT repeat(id::text, 5000) FROM customers ORDER BY id LIMIT 100");
            assertThat(many.split(",")).hasSize(100);
            assertThat(ask(connection, "SELECT length(repeat('x', 50000000))")).isEqualTo("50000000");
            assertThat(ask(connection, "SELECT repeat('x', 5000000)")).hasSize(5_000_000);
        }
    }

    @Test
    void aStatementIsCancelledOverTls() throws SQLException {
        try (Connection connection = connect(router, ImmutableMap.of("cancelSignalTimeout", "10000"));
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> statement.execute("SELECT pg_sleep(600) FROM orders WHERE customer_id = 1"))
                    .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("57014"));
        }
    }

    @Test
    void plainTextIsTakenUnlessItIsForbidden() throws SQLException, IOException {
        try (Connection connection = connect(router, ImmutableMap.of("sslmode", "disable"))) {
            assertThat(ask(connection, "SELECT 1")).isEqualTo("1");
        }
        try (RouterServer strict = start("tls_required = true\n")) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> connect(strict, ImmutableMap.of("sslmode", "disable")))
                    .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("28000"))
                    .withMessageContaining("connections without TLS are not accepted")
                    .withMessageContaining("sslmode=require");
            try (Connection connection = connect(strict, ImmutableMap.of())) {
                assertThat(ask(connection, "SELECT 1")).isEqualTo("1");
            }
        }
    }

    @Test
    void aCertificateOpensTheSessionOfItsName() throws SQLException, IOException {
        try (Connection connection = connect(router, certificate("ok", "CN=postgres"))) {
            assertThat(ask(connection, "SELECT current_user")).isEqualTo("postgres");
        }
        assertRefused("28000", "certificate authentication failed", certificate("other", "CN=app"));
        assertRefused("28000", "certificate authentication failed", certificate("longer", "CN=postgresx"));
        assertRefused("28000", "requires a valid client certificate", certificate("two", "CN=postgres, CN=app"));
        assertRefused("28000", "requires a valid client certificate", ImmutableMap.of("user", "postgres"));
        assertRefused(
                "28000",
                "requires a valid client certificate",
                ImmutableMap.of("user", "postgres", "sslmode", "disable"));
    }

    @Test
    void aCertificateOfAnotherAuthorityEndsTheHandshake(@TempDir Path elsewhere) throws IOException {
        TestCertificates others = TestCertificates.in(elsewhere);
        Path store = others.clientStore("stranger", "CN=postgres");
        assertRefused(
                "08",
                "",
                ImmutableMap.of(
                        "user",
                        "postgres",
                        "sslkey",
                        store.toString(),
                        "sslpassword",
                        TestCertificates.STORE_PASSWORD));
    }

    private ImmutableMap<String, String> certificate(String name, String subject) throws IOException {
        return ImmutableMap.of(
                "user",
                "postgres",
                "sslkey",
                certificates.clientStore(name, subject).toString(),
                "sslpassword",
                TestCertificates.STORE_PASSWORD);
    }

    private void assertRefused(String code, String text, Map<String, String> properties) {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> connect(router, properties))
                .withMessageContaining(text)
                .satisfies(e -> assertThat(e.getSQLState()).startsWith(code));
    }

    @Test
    void bytesBehindTheRequestAreNotTakenForEncrypted() throws IOException {
        try (WireClient client = WireClient.connect(TestRouter.address(router))) {
            client.send(out -> {
                FrontendEncoder.sslRequest(out);
                FrontendEncoder.query("SELECT 1".getBytes(StandardCharsets.UTF_8), out);
            });
            assertThat(WireClient.error(client.untilReady()).orElseThrow().toString())
                    .contains("08P01")
                    .contains("received unencrypted data after SSL request");
        }
    }

    @Test
    void eachRequestIsAnsweredOnce() throws IOException {
        try (Socket socket = socket()) {
            send(socket.getOutputStream(), out -> out.writeInt(8).writeInt(1234 << 16 | 5680));
            assertThat(socket.getInputStream().read()).isEqualTo('N');
            send(socket.getOutputStream(), out -> out.writeInt(8).writeInt(1234 << 16 | 5680));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("unsupported frontend protocol 1234.5680");
        }
        try (SSLSocket socket = handshake(asked(), Optional.empty())) {
            send(socket.getOutputStream(), FrontendEncoder::sslRequest);
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("unsupported frontend protocol 1234.5679");
        }
    }

    @Test
    void whoBeginsWithTlsMustAskForPostgres() throws IOException {
        try (SSLSocket socket = handshake(socket(), Optional.of("postgresql"))) {
            assertThat(socket.getApplicationProtocol()).isEqualTo("postgresql");
            send(
                    socket.getOutputStream(),
                    out -> FrontendEncoder.startup(
                            0, ImmutableMap.of("user", Shop.USER, "database", Shop.DATABASE), out));
            assertThat(socket.getInputStream().read()).isEqualTo('R');
        }
        try (SSLSocket socket = handshake(socket(), Optional.empty())) {
            assertThat(endOf(socket)).isTrue();
        }
        assertThatExceptionOfType(SSLException.class).isThrownBy(() -> handshake(socket(), Optional.of("h2")));
    }

    /// Whether the other side closes without a word; a reset tells the same.
    private static boolean endOf(SSLSocket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SSLException | java.net.SocketException closed) {
            return true;
        }
    }

    @Test
    void aHandshakeMayComeByteByByte() throws IOException {
        try (Socket socket = asked()) {
            TrickleSocket trickle = new TrickleSocket(socket);
            try (SSLSocket tls = handshake(trickle, Optional.empty())) {
                assertThat(tls.getSession().isValid()).isTrue();
            }
        }
    }

    @Test
    void whoTakesTheBindingOutOfTheOfferIsFound() throws IOException {
        try (SSLSocket socket = handshake(asked(), Optional.empty())) {
            send(
                    socket.getOutputStream(),
                    out -> FrontendEncoder.startup(
                            0, ImmutableMap.of("user", Shop.USER, "database", Shop.DATABASE), out));
            assertThat(readSome(socket)).contains("SCRAM-SHA-256-PLUS");
            X509Certificate own = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            ScramClient misled =
                    ScramClient.create(List.of("SCRAM-SHA-256"), ChannelBinding.of(own), new SecureRandom());
            send(
                    socket.getOutputStream(),
                    out -> FrontendEncoder.saslInitialResponse(misled.mechanism(), misled.clientFirst(), out));
            assertThat(readSome(socket)).contains("28000").contains("SCRAM channel binding negotiation error");
        }
    }

    @Test
    void aRenewedCertificateIsTakenOver(@TempDir Path elsewhere) throws IOException {
        TestCertificates renewed = TestCertificates.in(elsewhere);
        renewed.server("router", "127.0.0.1");
        Path former = files.resolve("former");
        Files.createDirectories(former);
        for (String file : List.of("router.crt", "router.key")) {
            Files.copy(files.resolve(file), former.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        try {
            Files.writeString(files.resolve("router.crt"), "nothing");
            Files.copy(renewed.file("router.key"), files.resolve("router.key"), StandardCopyOption.REPLACE_EXISTING);
            try (SSLSocket socket = handshake(asked(), Optional.empty())) {
                assertThat(socket.getSession().isValid()).isTrue();
            }
            Files.copy(renewed.file("router.crt"), files.resolve("router.crt"), StandardCopyOption.REPLACE_EXISTING);
            awaitBelief(renewed);
        } finally {
            for (String file : List.of("router.crt", "router.key")) {
                Files.copy(former.resolve(file), files.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
            awaitBelief(certificates);
        }
    }

    private void awaitBelief(TestCertificates in) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                handshake(in, asked(), Optional.empty()).close();
                return;
            } catch (SSLException notYet) {
                if (System.nanoTime() > deadline) {
                    throw notYet;
                }
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }
    }

    private Socket socket() throws IOException {
        PostgresAddress address = TestRouter.address(router);
        Socket socket = new Socket(address.host(), address.port());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    /// A connection on which TLS was agreed.
    private Socket asked() throws IOException {
        Socket socket = socket();
        send(socket.getOutputStream(), FrontendEncoder::sslRequest);
        assertThat(socket.getInputStream().read()).isEqualTo('S');
        return socket;
    }

    private SSLSocket handshake(Socket socket, Optional<String> protocol) throws IOException {
        return handshake(certificates, socket, protocol);
    }

    private static SSLSocket handshake(TestCertificates believed, Socket socket, Optional<String> protocol)
            throws IOException {
        SSLSocket tls = (SSLSocket)
                believed.clientContext().getSocketFactory().createSocket(socket, "127.0.0.1", socket.getPort(), true);
        SSLParameters parameters = tls.getSSLParameters();
        protocol.ifPresent(name -> parameters.setApplicationProtocols(new String[] {name}));
        tls.setSSLParameters(parameters);
        try {
            tls.startHandshake();
        } catch (IOException e) {
            tls.close();
            throw e;
        }
        return tls;
    }

    private static void send(OutputStream to, Consumer<ByteBuf> message) throws IOException {
        ByteBuf bytes = Unpooled.buffer();
        message.accept(bytes);
        to.write(ByteBufUtil.getBytes(bytes));
        to.flush();
    }

    private static String readSome(Socket socket) throws IOException {
        byte[] bytes = new byte[4096];
        int length = Math.max(0, socket.getInputStream().read(bytes));
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
