package dev.kintsugi.execute.copy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.config.ConfigException;
import dev.kintsugi.demo.PlainConnection;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.wire.FrontendEncoder;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A COPY whose client or shard goes away leaves nothing behind.
final class CopyFailureTest {
    private static final int SHARDS = 2;

    private static byte[] rows(int from, int to) {
        StringBuilder rows = new StringBuilder();
        for (int i = from; i < to; i++) {
            rows.append("key ").append(i).append('\t').append(i).append('\n');
        }
        return rows.toString().getBytes(UTF_8);
    }

    private static long count(CopyTables tables) throws IOException {
        long count = 0;
        for (PostgresAddress shard : tables.shards()) {
            count += tables.keys(shard, "copy_t", List.of("k")).size();
        }
        return count;
    }

    /// Waits until no server process of the user is inside a transaction.
    private static void settle(CopyTables tables) throws IOException {
        for (PostgresAddress shard : tables.shards()) {
            try (PlainConnection connection = PlainConnection.open(shard)) {
                boolean busy = true;
                while (busy) {
                    busy = !connection
                            .query("SELECT 1 FROM pg_stat_activity WHERE xact_start IS NOT NULL"
                                    + " AND pid <> pg_backend_pid() AND backend_type = 'client backend'")
                            .isEmpty();
                }
            }
        }
    }

    /// Each copy of the table would have another time.
    @Test
    void defaultOfADomainIsNoneForAllCopies() throws IOException, ConfigException {
        try (CopyTables tables = CopyTables.open(SHARDS, "");
                CopyClient client = CopyClient.open(tables.router())) {
            assertThat(client.begin("COPY copy_m (code) FROM STDIN")).isFalse();
            assertThat(client.read().errors()).singleElement().satisfies(error -> {
                assertThat(error.code()).isEqualTo("0A000");
                assertThat(error.message()).contains("a default of made that may differ between shards");
            });
        }
    }

    @Test
    void clientThatVanishesLeavesNothing() throws IOException, ConfigException {
        try (CopyTables tables = CopyTables.open(SHARDS, "")) {
            tables.clear();
            try (CopyClient client = CopyClient.open(tables.router())) {
                assertThat(client.begin("COPY copy_t FROM STDIN")).isTrue();
                client.send(out -> FrontendEncoder.copyData(rows(0, 20_000), out));
            }
            settle(tables);
            assertThat(count(tables)).isZero();
        }
    }

    @Test
    void shardThatIsLostEndsItEverywhere() throws IOException, ConfigException {
        try (CopyTables tables = CopyTables.open(SHARDS, "");
                CopyClient client = CopyClient.open(tables.router())) {
            tables.clear();
            assertThat(client.begin("COPY copy_t FROM STDIN")).isTrue();
            client.send(out -> FrontendEncoder.copyData(rows(0, 20_000), out));
            try (PlainConnection shard = PlainConnection.open(tables.shards().get(1))) {
                shard.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'COPY copy_t%'");
            }
            client.send(out -> {
                FrontendEncoder.copyData(rows(20_000, 40_000), out);
                FrontendEncoder.copyDone(out);
            });
            CopyClient.Answer answer = client.read();
            assertThat(answer.tags()).isEmpty();
            assertThat(answer.errors()).hasSize(1);
            assertThat(answer.errors().get(0).code()).isIn("57P01", "08006");
            assertThat(answer.status()).isEqualTo('I');
            settle(tables);
            assertThat(count(tables)).isZero();
            assertThat(client.query("SELECT 1").tags()).containsExactly("SELECT 1");
        }
    }

    @Test
    void recordsHaveALimit() throws IOException, ConfigException {
        try (CopyTables tables = CopyTables.open(SHARDS, "[limits]\nmax_message = \"1MiB\"\n");
                CopyClient client = CopyClient.open(tables.router())) {
            assertThat(client.begin("COPY copy_t FROM STDIN")).isTrue();
            byte[] endless = new byte[600_000];
            Arrays.fill(endless, (byte) 'x');
            client.send(out -> {
                FrontendEncoder.copyData(endless, out);
                FrontendEncoder.copyData(endless, out);
                FrontendEncoder.copyData(endless, out);
                FrontendEncoder.copyDone(out);
            });
            CopyClient.Answer answer = client.read();
            assertThat(answer.errors().get(0).code()).isEqualTo("54000");
            assertThat(answer.errors().get(0).message()).isEqualTo("a record of COPY is too long");
        }
    }

    @Test
    void keysThatDependOnSettingsAreRefused() throws IOException, ConfigException {
        try (CopyTables tables = CopyTables.open(SHARDS, "");
                CopyClient client = CopyClient.open(tables.router())) {
            tables.clear();
            assertThat(client.begin("COPY copy_d FROM STDIN")).isTrue();
            client.send(out -> {
                FrontendEncoder.copyData("2024-01-01\ta\nJan 2 2024\tb\nnone\tc\n".getBytes(UTF_8), out);
                FrontendEncoder.copyDone(out);
            });
            CopyClient.Answer answer = client.read();
            assertThat(answer.errors()).hasSize(1);
            assertThat(answer.errors().get(0).code()).isEqualTo("0A000");
            assertThat(answer.errors().get(0).others()).containsEntry('W', "COPY copy_d, line 2");
            for (PostgresAddress shard : tables.shards()) {
                assertThat(tables.keys(shard, "copy_d", List.of("d"))).isEmpty();
            }
        }
    }
}
