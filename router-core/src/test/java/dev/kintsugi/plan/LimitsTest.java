package dev.kintsugi.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import org.junit.jupiter.api.Test;

/// Statements that would multiply beyond bounds are refused, not planned.
final class LimitsTest {
    @Test
    void commonTableExpressionsThatDoubleAreCounted() {
        StringBuilder sql = new StringBuilder("WITH t0 AS (SELECT customer_id FROM orders)");
        for (int i = 1; i <= 40; i++) {
            sql.append(", t%d AS (SELECT a.customer_id FROM t%d a, t%d b)".formatted(i, i - 1, i - 1));
        }
        assertThat(refusal(sql + " SELECT * FROM t40")).isEqualTo("54001 statement uses more than 1000 tables");
    }

    @Test
    void longUnionsAreCounted() {
        String sql = String.join(" UNION ALL ", Collections.nCopies(600, "SELECT id FROM orders"));
        assertThat(refusal(sql)).startsWith("54001 statement ");
    }

    private static String refusal(String sql) {
        return Shop.plan(sql) instanceof QueryPlan.Refused(var error)
                ? error.code() + " " + error.message()
                : "planned";
    }
}
