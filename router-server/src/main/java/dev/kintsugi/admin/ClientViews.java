package dev.kintsugi.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/// The connected clients as a table.
final class ClientViews {
    private ClientViews() {}

    static CompletableFuture<AdminTable> clients(RouterState state) {
        String database = state.config().database();
        return state.loops().thenApply(loops -> {
            AdminTable.Builder table = AdminTable.builder(View.CLIENTS.columns());
            Instant now = Instant.now();
            loops.forEach(loop -> loop.clients().forEach(client -> {
                boolean waits =
                        client.requested().isPresent() && client.shards().isEmpty();
                Duration wait = waits ? Duration.between(client.requested().orElseThrow(), now) : Duration.ZERO;
                table.add(
                        "C",
                        client.user(),
                        database,
                        "none",
                        name(client),
                        client.remote().getAddress().getHostAddress(),
                        client.remote().getPort(),
                        client.local().getAddress().getHostAddress(),
                        client.local().getPort(),
                        Times.text(client.connected()),
                        client.requested().map(Times::text),
                        wait.toSeconds(),
                        wait.toNanosPart() / 1_000,
                        0,
                        "",
                        "",
                        0,
                        client.tls(),
                        client.applicationName(),
                        client.preparedStatements(),
                        client.number(),
                        String.join(",", client.shards()));
            }));
            return table.build();
        });
    }

    /// What the client does, in a word.
    static String name(ClientState client) {
        if (!client.shards().isEmpty()) {
            return client.requested().isPresent() ? "active" : "idle in transaction";
        }
        if (client.requested().isPresent()) {
            return "waiting";
        }
        return client.inTransaction() ? "idle in transaction" : "idle";
    }
}
