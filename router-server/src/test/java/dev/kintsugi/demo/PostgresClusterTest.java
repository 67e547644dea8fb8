package dev.kintsugi.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PostgresClusterTest {
    @Test
    void closingStopsTheServersAndRemovesTheDirectory() throws IOException {
        PostgresCluster cluster = PostgresCluster.open();
        Path directory = cluster.directory();
        ImmutableList<PostgresServer> servers = cluster.start(ImmutableList.of("a", "b", "c"));
        for (PostgresServer server : servers) {
            assertThat(one(server, "SHOW max_prepared_transactions")).isEqualTo("64");
        }
        cluster.close();
        assertThat(Files.exists(directory)).isFalse();
        for (PostgresServer server : servers) {
            assertThat(FreePorts.isFree(server.address().port())).isTrue();
        }
        assertThatThrownBy(() -> cluster.start(ImmutableList.of("d"))).isInstanceOf(IOException.class);
        cluster.close();
    }

    @Test
    void aServerKilledHardComesBackWithWhatWasCommitted() throws IOException {
        try (PostgresCluster cluster = PostgresCluster.open()) {
            PostgresServer server = cluster.start(ImmutableList.of("crash")).getFirst();
            PostgresAddress before = server.address();
            try (PlainConnection idle = PlainConnection.open(before)) {
                idle.query("CREATE TABLE t AS SELECT generate_series(1, 1000) AS n");
                idle.query("BEGIN; INSERT INTO t VALUES (-1)");
                server.killHard();
                assertThatThrownBy(() -> idle.query("COMMIT")).isInstanceOf(IOException.class);
            } catch (IOException _) {
                // closing a connection to a dead server may fail
            }
            assertThatThrownBy(() -> PlainConnection.open(before)).isInstanceOf(IOException.class);
            server.restart();
            assertThat(server.address()).isEqualTo(before);
            assertThat(one(server, "SELECT count(*) FROM t")).isEqualTo("1000");
            server.stop();
            server.stop();
            server.restart();
            assertThat(one(server, "SELECT sum(n) FROM t")).isEqualTo("500500");
        }
    }

    @Test
    void errorsCarryTheServersMessageAndLeaveTheConnectionUsable() throws IOException {
        try (PostgresCluster cluster = PostgresCluster.open()) {
            PostgresServer server = cluster.start(ImmutableList.of("errors")).getFirst();
            try (PlainConnection connection = PlainConnection.open(server.address())) {
                assertThatThrownBy(() -> connection.query("SELECT 1/0")).hasMessage("ERROR 22012: division by zero");
                assertThatThrownBy(() -> connection.copyIn("COPY nowhere FROM STDIN"))
                        .hasMessageContaining("42P01");
                assertThat(connection.query("SELECT NULL, '', 'ü'").getFirst())
                        .containsExactly(Optional.empty(), Optional.of(""), Optional.of("ü"));
            }
            assertThatThrownBy(() -> PlainConnection.open(server.address().as("nobody_known", "postgres")))
                    .hasMessageStartingWith("FATAL 28000");
        }
    }

    private static String one(PostgresServer server, String sql) throws IOException {
        try (PlainConnection connection = PlainConnection.open(server.address())) {
            return connection.query(sql).getFirst().getFirst().orElse("NULL");
        }
    }
}
