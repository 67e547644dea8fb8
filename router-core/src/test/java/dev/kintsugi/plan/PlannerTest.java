package dev.kintsugi.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.value.Oids;
import dev.kintsugi.value.ResultColumn;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// What a plan makes of the columns that a shard describes.
final class PlannerTest {
    @Test
    void sortsByTheResultColumnOfThatName() {
        ShardQuery query = resolve("SELECT total::int, id FROM orders ORDER BY total", column("total", Oids.INT4), ID);
        assertThat(query.sql())
                .isEqualTo("SELECT total::int, id, (total::int) AS kintsugi_1 FROM orders ORDER BY total");
    }

    @Test
    void countsStarsFromBothEnds() {
        ShardQuery query = resolve(
                "SELECT note, o.*, lower(note) AS low FROM orders o ORDER BY 1, 2, 4",
                column("note", Oids.TEXT),
                column("customer_id", Oids.INT8),
                ID,
                column("low", Oids.TEXT));
        assertThat(query.sql())
                .startsWith("SELECT note, o.*, lower(note) AS low, (note) AS kintsugi_1,"
                        + " (\"o\".\"customer_id\") AS kintsugi_2, (lower(note)) AS kintsugi_3 FROM");
        assertThat(query.merge().visibleColumns()).isEqualTo(4);
    }

    @Test
    void gathersForAColumnOfStarThatIsThereTwice() {
        assertThat(((QueryPlan.Routed) Shop.plan("SELECT * FROM orders, products ORDER BY 2")).onSeveral())
                .isInstanceOfSatisfying(
                        QueryPlan.OnSeveral.Gather.class,
                        gather -> assertThat(gather.plan().whyNot().message()).contains("not unique"));
    }

    @Test
    void averagesFloatsByFloatSums() {
        assertThat(resolve("SELECT avg(rating) FROM customers", column("avg", Oids.FLOAT8))
                        .sql())
                .isEqualTo("SELECT (sum((rating)::pg_catalog.float8)), (count(rating)) FROM customers");
        assertThatThrownBy(() -> resolve("SELECT avg(shipping) FROM orders", column("avg", Oids.INTERVAL)))
                .hasMessageContaining("avg() of this type");
        assertThatThrownBy(() -> resolve("SELECT sum(shipping) FROM orders", column("sum", Oids.INTERVAL)))
                .hasMessageContaining("sum() of this type");
    }

    @Test
    void commentsDoNotSwallowHiddenColumns() {
        assertThat(resolve("SELECT id -- all\nFROM orders ORDER BY total", ID).sql())
                .isEqualTo("SELECT id, (total) AS kintsugi_1 -- all\nFROM orders ORDER BY total");
    }

    @Test
    void hiddenNamesAvoidTheText() {
        assertThat(resolve("SELECT id AS kintsugi_1 FROM orders ORDER BY total", column("kintsugi_1", Oids.INT8))
                        .sql())
                .contains("(total) AS kintsugi__1");
    }

    @Test
    void opaqueStatementsAreForwardedOnlyIfTheyCannotTouchShardedTables() {
        assertThat(OpaqueStatements.plan("select", "pg_class", "relname")).isInstanceOf(QueryPlan.Routed.class);
        assertThat(OpaqueStatements.plan("select", "pg_class", "orders")).isInstanceOf(QueryPlan.Refused.class);
        assertThat(OpaqueStatements.plan("select", "order_report")).isInstanceOf(QueryPlan.Refused.class);
        assertThat(OpaqueStatements.plan("insert", "countries")).isInstanceOf(QueryPlan.Refused.class);
        assertThat(OpaqueStatements.plan("select", "audit", "jobs")).isInstanceOf(QueryPlan.Refused.class);
    }

    private static final ResultColumn ID = column("id", Oids.INT8);

    private static ResultColumn column(String name, int type) {
        return new ResultColumn(name, 0, 0, type, -1, -1);
    }

    private static ShardQuery resolve(String sql, ResultColumn... described) {
        QueryPlan.Routed routed = (QueryPlan.Routed) Shop.plan(sql);
        QueryPlan.OnSeveral.Scatter scatter = (QueryPlan.OnSeveral.Scatter) routed.onSeveral();
        return scatter.plan().resolve(ImmutableList.copyOf(Arrays.asList(described)));
    }
}
