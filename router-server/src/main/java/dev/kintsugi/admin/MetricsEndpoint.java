package dev.kintsugi.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.kintsugi.config.MetricsConfig;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Metrics and health over HTTP, for a monitoring system that asks; on threads of its own.
///
/// ```
/// GET /metrics   200, OpenMetrics 1.0 text
/// GET /health    200 if the event loops answer, else 503
/// GET /ready     200 if a shard answers as well, else 503
/// ```
/// Source: OpenMetrics 1.0.
public final class MetricsEndpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsEndpoint.class);
    private static final int BACKLOG = 64;
    private static final long PATIENCE_SECONDS = 5;

    private final RouterState state;
    private final HttpServer server;

    private MetricsEndpoint(RouterState state, HttpServer server) {
        this.state = state;
        this.server = server;
    }

    /// Listens from now on.
    ///
    /// @throws IOException if the port cannot be listened on
    public static MetricsEndpoint start(MetricsConfig config, RouterState state) throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(config.host(), config.port()), BACKLOG);
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen on " + config.host() + ":" + config.port() + " for metrics: " + e.getMessage()
                            + " (hint: choose another metrics.port)",
                    e);
        }
        MetricsEndpoint endpoint = new MetricsEndpoint(state, server);
        server.createContext("/", endpoint::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return endpoint;
    }

    /// The port listened on.
    public int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("GET")) {
                text(exchange, 405, "GET only\n");
                return;
            }
            switch (exchange.getRequestURI().getPath()) {
                case "/metrics" -> metrics(exchange);
                case "/health" -> health(exchange);
                case "/ready" -> ready(exchange);
                default -> text(exchange, 404, "there are /metrics, /health and /ready\n");
            }
        } catch (CompletionException e) {
            LOG.warn("the router did not answer its own question: {}", e.toString());
            text(exchange, 503, "the router does not answer\n");
        }
    }

    private void metrics(HttpExchange exchange) throws IOException {
        var metrics = state.loops()
                .thenCombine(state.prepared(), (loops, prepared) -> MetricsText.of(state, loops, prepared))
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
        OpenMetricsTextFormatWriter writer = OpenMetricsTextFormatWriter.create();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        writer.write(body, metrics);
        send(exchange, 200, writer.getContentType(), body.toByteArray());
    }

    private void health(HttpExchange exchange) throws IOException {
        var _ = state.loops().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        text(exchange, 200, "ok\n");
    }

    private void ready(HttpExchange exchange) throws IOException {
        boolean any = state.prepared().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join().stream()
                .anyMatch(shard -> shard.isPresent());
        text(exchange, any ? 200 : 503, any ? "ok\n" : "no shard answers\n");
    }

    private static void text(HttpExchange exchange, int status, String text) throws IOException {
        send(exchange, status, "text/plain; charset=utf-8", text.getBytes(UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
