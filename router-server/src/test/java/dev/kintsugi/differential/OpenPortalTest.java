package dev.kintsugi.differential;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.config.ConfigException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// A portal that is left half read does not get in the way of other statements, nor they in its way.
final class OpenPortalTest {
    /// Seven of these rows from one shard are more than the router takes in while nobody wants them.
    private static final String LARGE_ROWS = "SELECT id, repeat(md5(id::text), 8000) FROM customers ORDER BY id";

    private static final String OTHER = "SELECT count(*), min(id), max(name) FROM customers";

    @Test
    void otherStatementsRunBetweenTheFetches() throws IOException, ConfigException {
        try (RoutedShop shop = RoutedShop.open(4);
                WireSession oracle = shop.toOracle();
                WireSession router = shop.toRouter()) {
            assertThat(replies(router)).isEqualTo(replies(oracle));
        }
    }

    private static ImmutableList<Reply> replies(WireSession session) throws IOException {
        session.simple("BEGIN");
        ImmutableList<Reply> replies = session.interrupted(LARGE_ROWS, OTHER);
        session.simple("COMMIT");
        return replies;
    }
}
