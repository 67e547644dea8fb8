package dev.kintsugi.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.demo.PlainConnection;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.server.RouterServer;
import dev.kintsugi.testing.TestCluster;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What a monitoring system gets to hear.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsTest {
    private static final Pattern LINE = Pattern.compile(
            "(?:# (?:TYPE|HELP|UNIT) .*|[a-z_]+(?:\\{[a-z_]+=\"[^\"]*\"(?:,[a-z_]+=\"[^\"]*\")*})? [0-9.eE+-]+|# EOF)");

    private RouterServer router;

    @BeforeAll
    void start() throws IOException {
        router = TestRouter.start(TestCluster.shop(2).shards(), "[metrics]\nport = 0\n");
    }

    @AfterAll
    void stop() {
        router.close();
    }

    private static HttpResponse<String> get(RouterServer from, String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + from.metricsPort().orElseThrow() + path);
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private double value(String series) throws IOException, InterruptedException {
        String text = get(router, "/metrics").body();
        Matcher matcher =
                Pattern.compile("(?m)^" + Pattern.quote(series) + " (\\S+)$").matcher(text);
        assertThat(matcher.find()).as(series + " in " + text).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    @Test
    void everyLineIsOpenMetrics() throws IOException, InterruptedException {
        HttpResponse<String> response = get(router, "/metrics");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text; version=1.0.0"));
        List<String> lines = response.body().lines().toList();
        assertThat(lines)
                .hasSizeGreaterThan(60)
                .allSatisfy(line -> assertThat(line).matches(LINE));
        assertThat(lines.getLast()).isEqualTo("# EOF");
        assertThat(get(router, "/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void countersFollowTheClients() throws IOException, InterruptedException {
        double transactions = value("kintsugi_transactions_total");
        double statements = value("kintsugi_statements_total");
        double answers = value("kintsugi_statement_seconds_count");
        try (PlainConnection client = PlainConnection.open(TestRouter.address(router))) {
            client.query("BEGIN");
            client.query("SELECT count(*) FROM orders");
            assertThat(value("kintsugi_clients{state=\"idle in transaction\"}")).isEqualTo(1);
            assertThat(value("kintsugi_server_connections{shard=\"s0\",state=\"leased\"}"))
                    .isEqualTo(1);
            client.query("COMMIT");
        }
        assertThat(value("kintsugi_transactions_total") - transactions).isEqualTo(1);
        assertThat(value("kintsugi_statements_total") - statements).isEqualTo(3);
        assertThat(value("kintsugi_statement_seconds_count") - answers).isEqualTo(3);
        assertThat(value("kintsugi_statement_seconds_bucket{le=\"+Inf\"}"))
                .isEqualTo(value("kintsugi_statement_seconds_count"));
        assertThat(value("kintsugi_shard_up{shard=\"s1\"}")).isEqualTo(1);
        assertThat(get(router, "/health").statusCode()).isEqualTo(200);
        assertThat(get(router, "/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void withoutShardsItIsHealthyAndNotReady() throws IOException, InterruptedException {
        PostgresAddress nobody;
        try (ServerSocket free = new ServerSocket(0)) {
            nobody = new PostgresAddress("127.0.0.1", free.getLocalPort(), "kintsugi", "shop");
        }
        try (RouterServer alone = TestRouter.start(ImmutableList.of(nobody), "[metrics]\nport = 0\n")) {
            assertThat(get(alone, "/health").statusCode()).isEqualTo(200);
            assertThat(get(alone, "/ready").statusCode()).isEqualTo(503);
            assertThat(get(alone, "/metrics").body()).contains("kintsugi_shard_up{shard=\"s0\"} 0.0");
        }
    }
}
