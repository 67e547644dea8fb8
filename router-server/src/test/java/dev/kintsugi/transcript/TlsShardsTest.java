package dev.kintsugi.transcript;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kintsugi.config.ConfigLoader;
import dev.kintsugi.demo.PlainConnection;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.execute.commit.CommitWatch;
import dev.kintsugi.server.RouterServer;
import dev.kintsugi.testing.TestCluster;
import dev.kintsugi.wire.FrontendEncoder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// TLS to shards: what is believed of a real server with certificates, and of liars.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsShardsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private TestCertificates certificates;
    private PostgresAddress server;

    @BeforeEach
    void watch() {
        LeakReports.watch();
    }

    @AfterEach
    void nothingIsLost() {
        assertThat(LeakReports.take()).as("buffers lost").isEmpty();
    }

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        certificates = TestCertificates.in(directory);
        certificates.server("address", "127.0.0.1");
        certificates.server("name", "db.example");
        certificates.client("router", "CN=secured");
        server = TestCluster.server("encrypted");
        try (PlainConnection connection = PlainConnection.open(server)) {
            connection.query("CREATE ROLE secured LOGIN PASSWORD 'hush'");
            write(connection, "root.crt", Files.readString(certificates.file("ca.crt")));
            write(connection, "pg_hba.conf", """
                hostssl all secured 127.0.0.1/32 scram-sha-256
                host all postgres all trust
                """);
            connection.query("ALTER SYSTEM SET ssl_ca_file = 'root.crt'");
        }
        show("address");
    }

    /// Writes a file of the server's own into its data directory.
    private static void write(PlainConnection connection, String name, String text) throws IOException {
        connection.query("COPY (SELECT regexp_split_to_table('%s', E'\\n')) TO PROGRAM 'umask 077; cat > %s'"
                .formatted(text.strip().replace("\r", ""), name));
    }

    /// From now on the server shows this certificate.
    private void show(String name) throws IOException {
        try (PlainConnection connection = PlainConnection.open(server)) {
            write(connection, "server.crt", Files.readString(certificates.file(name + ".crt")));
            write(connection, "server.key", Files.readString(certificates.file(name + ".key")));
            connection.query("ALTER SYSTEM SET ssl = on");
            connection.query("SELECT pg_reload_conf()");
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isShown(name)) {
            assertThat(System.nanoTime()).as("the server took its certificate").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    private boolean isShown(String name) throws IOException {
        try (Socket socket = new Socket(server.host(), server.port())) {
            socket.getOutputStream().write(new byte[] {0, 0, 0, 8, 4, (byte) 210, 22, 47});
            if (socket.getInputStream().read() != 'S') {
                return false;
            }
            try (var tls = (SSLSocket) certificates
                    .clientContext()
                    .getSocketFactory()
                    .createSocket(socket, server.host(), server.port(), true)) {
                tls.startHandshake();
                var shown = (X509Certificate) tls.getSession().getPeerCertificates()[0];
                String host = name.equals("address") ? "127.0.0.1" : "db.example";
                return shown.getSubjectX500Principal().getName().equals("CN=" + host);
            }
        }
    }

    private RouterServer router(String host, int port, String tls, Path directory) throws IOException {
        Path settings = Files.createDirectories(directory).resolve(ConfigLoader.SETTINGS_FILE);
        Files.writeString(settings, """
            [listen]
            port = 0
            [router]
            database = "postgres"
            [pool]
            connect_timeout = "2s"
            [[shards]]
            name = "s0"
            host = "%s"
            port = %d
            user = "secured"
            password = "hush"
            %s
            """.formatted(host, port, tls));
        Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(directory.resolve(ConfigLoader.SHARD_MAP_FILE), "tables = {}\n");
        Path users = directory.resolve(ConfigLoader.USERS_FILE);
        Files.writeString(users, "[[users]]\nname = \"postgres\"\nauth = \"trust\"\n");
        Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-------"));
        return TestRouter.start(directory, CommitWatch.NONE);
    }

    private String ask(RouterServer router, String sql) throws IOException {
        try (PlainConnection connection =
                PlainConnection.open(new PostgresAddress("127.0.0.1", router.port(), "postgres", "postgres"))) {
            return connection.query(sql).getFirst().getFirst().orElse("");
        }
    }

    private String asked(String tls, Path directory) throws IOException {
        try (RouterServer router = router(server.host(), server.port(), tls, directory)) {
            return ask(router, "SELECT ssl || ' ' || current_user FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
        }
    }

    private void assertRefused(String reason, String host, int port, String tls, Path directory) throws IOException {
        try (RouterServer router = router(host, port, tls, directory)) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() ->
                            WireClient.login(new PostgresAddress("127.0.0.1", router.port(), "postgres", "postgres")))
                    .withMessageContaining(reason);
        }
    }

    private String ca(String key, TestCertificates of) {
        return key + " = \"" + of.file("ca.crt") + "\"";
    }

    @Test
    void aServerOfTheAuthorityIsBelieved(@TempDir Path directory) throws IOException {
        assertThat(asked(ca("tls_ca", certificates), directory)).isEqualTo("true secured");
        assertThat(asked("tls = \"require\"", directory)).isEqualTo("true secured");
        assertThat(asked("tls = \"verify-ca\"\n" + ca("tls_ca", certificates), directory))
                .isEqualTo("true secured");
        assertRefused("no pg_hba.conf entry", server.host(), server.port(), "tls = \"disable\"", directory);
    }

    @Test
    void theRoutersCertificateIsShownIfAsked(@TempDir Path directory) throws IOException {
        String identity = "tls_certificate = \"%s\"\ntls_key = \"%s\"\n"
                .formatted(certificates.file("router.crt"), certificates.file("router.key"));
        try (RouterServer router =
                router(server.host(), server.port(), identity + ca("tls_ca", certificates), directory)) {
            assertThat(ask(router, "SELECT client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                    .isEqualTo("/CN=secured");
        }
    }

    @Test
    void aServerOfAnotherNameOrAuthorityIsNot(@TempDir Path directory, @TempDir Path elsewhere) throws IOException {
        TestCertificates others = TestCertificates.in(elsewhere);
        assertRefused("PKIX path", server.host(), server.port(), ca("tls_ca", others), directory);
        assertRefused("PKIX path", server.host(), server.port(), "tls = \"verify-full\"", directory);
        show("name");
        try {
            assertRefused("127.0.0.1", server.host(), server.port(), ca("tls_ca", certificates), directory);
            assertThat(asked("tls = \"verify-ca\"\n" + ca("tls_ca", certificates), directory))
                    .isEqualTo("true secured");
        } finally {
            show("address");
        }
    }

    @Test
    void aStatementIsCancelledOverTls(@TempDir Path directory) throws IOException, InterruptedException {
        try (RouterServer router = router(server.host(), server.port(), ca("tls_ca", certificates), directory);
                WireClient client =
                        WireClient.login(new PostgresAddress("127.0.0.1", router.port(), "postgres", "postgres"))) {
            client.send(out -> FrontendEncoder.query("SELECT pg_sleep(600)".getBytes(UTF_8), out));
            awaitSleep();
            client.cancel();
            assertThat(WireClient.error(client.untilReady()).orElseThrow().code())
                    .isEqualTo("57014");
        }
    }

    private void awaitSleep() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (PlainConnection connection = PlainConnection.open(server)) {
            while (connection
                    .query("SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND wait_event ="
                            + " 'PgSleep'")
                    .isEmpty()) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            }
        }
    }

    @Test
    void aServerWithoutTlsIsNotSpokenTo(@TempDir Path directory) throws IOException {
        assertLiar("the shard does not use TLS", new byte[] {'N'}, directory);
    }

    @Test
    void whatComesBeforeTheHandshakeIsNotBelieved(@TempDir Path directory) throws IOException {
        assertLiar("bytes before the TLS handshake", new byte[] {'S', 'R', 0, 0, 0, 8, 0, 0, 0, 0}, directory);
        assertLiar("neither S nor N", new byte[] {'E', 0, 0, 0, 20, 'S', 'F', 'A', 'T'}, directory);
        assertLiar("did not answer within 2 s", new byte[0], directory);
    }

    /// A peer that answers the first bytes of each connection with `answer` and waits.
    private void assertLiar(String reason, byte[] answer, Path directory) throws IOException {
        try (ServerSocket liar = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> lie(liar, answer));
            assertRefused(reason, "127.0.0.1", liar.getLocalPort(), ca("tls_ca", certificates), directory);
        }
    }

    private static void lie(ServerSocket liar, byte[] answer) {
        while (!liar.isClosed()) {
            try {
                Socket socket = liar.accept();
                Thread.startVirtualThread(() -> answer(socket, answer));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void answer(Socket socket, byte[] answer) {
        try (socket) {
            socket.getInputStream().readNBytes(8);
            socket.getOutputStream().write(answer);
            socket.getOutputStream().flush();
            var _ = socket.getInputStream().read();
        } catch (IOException ended) {
            // the router closed it
        }
    }
}
