package dev.kintsugi.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.sql.TokenList;
import dev.kintsugi.value.BindValue;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.Oids;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// Keys 1 and 3 are on one shard of the test's map, 2 and 4 on others: see `write.plan`.
final class SplitInsertTest {
    private static SplitInsert plan(String sql) {
        QueryPlan plan = new Planner(Shop.MAP, Shop.CATALOG, ImmutableList.of("public"))
                .plan(TokenList.scan(sql.getBytes(StandardCharsets.UTF_8), true));
        return (SplitInsert) ((QueryPlan.OnSeveral.Write) ((QueryPlan.Routed) plan).onSeveral()).plan();
    }

    private static SplitInsert.Parts parts(String sql, BindValues values) {
        return plan(sql).parts(values, Shop.MAP.shards().size());
    }

    @Test
    void eachShardGetsItsRowsAlone() {
        String sql = "INSERT INTO orders (customer_id, id, note) VALUES (1, 1, 'a)'), /* ( */ (2, 2, ('b')),\n"
                + "(1, 3, 'c, ('), -- )\n (2, 4, NULL) ON CONFLICT DO NOTHING RETURNING id";
        SplitInsert.Parts parts = parts(sql, BindValues.NONE);
        assertThat(parts.texts().stream().map(RewrittenText::sql))
                .containsExactlyInAnyOrder(
                        "INSERT INTO orders (customer_id, id, note) VALUES (1, 1, 'a)'), (1, 3, 'c, (')"
                                + " ON CONFLICT DO NOTHING RETURNING id",
                        "INSERT INTO orders (customer_id, id, note) VALUES (2, 2, ('b')), (2, 4, NULL)"
                                + " ON CONFLICT DO NOTHING RETURNING id");
        assertThat(parts.shards().size()).isEqualTo(2);
        assertThat(parts.turns().get(0))
                .isEqualTo(parts.turns().get(2))
                .isNotEqualTo(parts.turns().get(1));
        assertThat(parts.turns().get(1)).isEqualTo(parts.turns().get(3));
    }

    @Test
    void placesLeadBackToTheWholeText() {
        String sql = "INSERT INTO orders (customer_id, id, note) VALUES (1, 1, 'ä'), (2, 2, x), (1, 3, y), (2, 4, z)";
        SplitInsert.Parts parts = parts(sql.replaceAll("[xyz]", "'v'"), BindValues.NONE);
        String whole = sql.replaceAll("[xyz]", "'v'");
        for (RewrittenText text : parts.texts()) {
            for (int at = text.sql().indexOf("'v'"); at >= 0; at = text.sql().indexOf("'v'", at + 1)) {
                int place = text.clientPosition(at + 1);
                assertThat(whole.substring(place - 1)).startsWith("'v'");
                assertThat(whole.substring(0, place - 1)).endsWith(text.sql().substring(at - 6, at));
            }
        }
    }

    @Test
    void theClockIsAParameterBehindTheClients() {
        String sql = "INSERT INTO orders (customer_id, id, placed_at) VALUES ($1, 1, now()), ($2, 2, NULL)"
                + " RETURNING current_date";
        SplitInsert.Parts parts = parts(sql, new BindValues(ImmutableList.of(key("1"), key("2"))));
        assertThat(parts.texts().stream().map(RewrittenText::sql))
                .containsExactlyInAnyOrder(
                        "INSERT INTO orders (customer_id, id, placed_at) VALUES ($1, 1, ($3::pg_catalog.timestamptz))"
                                + " RETURNING ($3::pg_catalog.timestamptz::pg_catalog.date)",
                        "INSERT INTO orders (customer_id, id, placed_at) VALUES ($2, 2, NULL)"
                                + " RETURNING ($3::pg_catalog.timestamptz::pg_catalog.date)");
    }

    private static BindValue key(String text) {
        return new BindValue(Oids.INT8, Format.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aKeyBeyondTheRouterIsRefused() {
        SplitInsert plan = plan("INSERT INTO orders (customer_id, id) VALUES ('x', 1), (2, 1)");
        assertThatThrownBy(() -> plan.parts(BindValues.NONE, 4))
                .isInstanceOf(RouterException.class)
                .hasMessageContaining("a value for the sharding key customer_id of orders is beyond the router");
    }
}
