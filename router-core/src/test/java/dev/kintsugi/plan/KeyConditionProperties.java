package dev.kintsugi.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.shard.ShardSet;
import dev.kintsugi.value.BindValues;
import dev.kintsugi.value.KeyValue;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/// For random conditions over two joined tables with small keys, the shards found hold every row that one Postgres
/// would need: checked by trying all pairs of rows.
final class KeyConditionProperties {
    /// Keys of a row: NULL is -1.
    private static final int NULL = -1;

    private static final List<Integer> KEYS = List.of(NULL, 0, 1, 2, 3, 4, 5, 6);

    /// A condition as SQL and as a function of the row pair (customers.id, orders.customer_id), in three-valued
    /// logic.
    record Condition(String sql, Meaning meaning) {}

    interface Meaning {
        @Nullable
        Boolean of(int customer, int order);
    }

    @Property(tries = 3000)
    void innerJoin(@ForAll("conditions") Condition on, @ForAll("conditions") Condition where) {
        ShardSet found = shards("customers c JOIN orders o ON " + on.sql(), where);
        for (int customer : KEYS) {
            for (int order : KEYS) {
                if (isTrue(on, customer, order) && isTrue(where, customer, order)) {
                    assertThat(found.contains(shard(customer)))
                            .as("c %s, o %s", customer, order)
                            .isTrue();
                    assertThat(found.contains(shard(order)))
                            .as("o %s, c %s", order, customer)
                            .isTrue();
                }
            }
        }
    }

    /// A row matters if the join of it with any one row of the other side, or its lack, changes the result.
    @Property(tries = 3000)
    void leftJoin(@ForAll("conditions") Condition on, @ForAll("conditions") Condition where) {
        ShardSet found = shards("customers c LEFT JOIN orders o ON " + on.sql(), where);
        for (int customer : KEYS) {
            boolean extended = isTrue(where, customer, NULL);
            if (extended) {
                assertThat(found.contains(shard(customer)))
                        .as("c %s, extended", customer)
                        .isTrue();
            }
            for (int order : KEYS) {
                boolean joined = isTrue(on, customer, order);
                boolean kept = joined && isTrue(where, customer, order);
                // with this order row the pair is shown, without it the null-extended row
                if (joined && (kept || extended)) {
                    assertThat(found.contains(shard(customer)))
                            .as("c %s, o %s", customer, order)
                            .isTrue();
                    assertThat(found.contains(shard(order)))
                            .as("o %s, c %s", order, customer)
                            .isTrue();
                }
            }
        }
    }

    @Provide
    Arbitrary<Condition> conditions() {
        Arbitrary<Condition> leaf = Arbitraries.oneOf(
                Arbitraries.of("c.id", "o.customer_id").flatMap(KeyConditionProperties::leaf),
                Arbitraries.just(
                        new Condition("c.id = o.customer_id", (c, o) -> (c == NULL || o == NULL) ? null : c == o)),
                Arbitraries.just(new Condition("true", (_, _) -> true)),
                Arbitraries.just(new Condition("false", (_, _) -> false)),
                Arbitraries.just(new Condition("NULL", (_, _) -> null)));
        return Arbitraries.recursive(() -> leaf, KeyConditionProperties::combined, 0, 3);
    }

    private static Arbitrary<Condition> leaf(String column) {
        Arbitrary<Integer> value = Arbitraries.integers().between(0, 6);
        return Arbitraries.oneOf(
                value.map(v -> compared(column + " = " + v, column, k -> k == v)),
                value.map(v -> compared(v + " = " + column, column, k -> k == v)),
                value.map(v -> compared(column + " <> " + v, column, k -> k != v)),
                value.map(v -> compared(column + " < " + v, column, k -> k < v)),
                value.map(v -> compared(column + " + 0 = " + v, column, k -> k == v)),
                value.list()
                        .ofMinSize(1)
                        .ofMaxSize(3)
                        .map(vs -> compared(column + " IN (" + text(vs) + ")", column, vs::contains)),
                value.list()
                        .ofMaxSize(3)
                        .map(vs -> compared(column + " = ANY ('{" + text(vs) + "}')", column, vs::contains)),
                value.map(
                        v -> compared(column + " BETWEEN " + v + " AND " + (v + 1), column, k -> k == v || k == v + 1)),
                Arbitraries.just(new Condition(column + " IS NULL", (c, o) -> key(column, c, o) == NULL)),
                Arbitraries.just(new Condition(column + " IS NOT NULL", (c, o) -> key(column, c, o) != NULL)));
    }

    private static Arbitrary<Condition> combined(Arbitrary<Condition> part) {
        return Arbitraries.oneOf(
                part.tuple2().map(t -> and(t.get1(), t.get2())),
                part.tuple2().map(t -> or(t.get1(), t.get2())),
                part.map(c -> new Condition(
                        "NOT (" + c.sql() + ")", (x, y) -> not(c.meaning().of(x, y)))));
    }

    private static Condition and(Condition l, Condition r) {
        return new Condition("(" + l.sql() + " AND " + r.sql() + ")", (c, o) -> {
            Boolean left = l.meaning().of(c, o);
            Boolean right = r.meaning().of(c, o);
            if (Boolean.FALSE.equals(left) || Boolean.FALSE.equals(right)) {
                return Boolean.FALSE;
            }
            return (left == null || right == null) ? null : Boolean.TRUE;
        });
    }

    private static Condition or(Condition l, Condition r) {
        return new Condition("(" + l.sql() + " OR " + r.sql() + ")", (c, o) -> {
            Boolean left = l.meaning().of(c, o);
            Boolean right = r.meaning().of(c, o);
            if (Boolean.TRUE.equals(left) || Boolean.TRUE.equals(right)) {
                return Boolean.TRUE;
            }
            return (left == null || right == null) ? null : Boolean.FALSE;
        });
    }

    private static @Nullable Boolean not(@Nullable Boolean value) {
        return value == null ? null : !value;
    }

    private interface OfKey {
        boolean test(int key);
    }

    private static Condition compared(String sql, String column, OfKey test) {
        return new Condition(sql, (c, o) -> key(column, c, o) == NULL ? null : test.test(key(column, c, o)));
    }

    private static int key(String column, int customer, int order) {
        return column.startsWith("c") ? customer : order;
    }

    private static String text(List<Integer> values) {
        return String.join(",", values.stream().map(Object::toString).toList());
    }

    private static boolean isTrue(Condition condition, int customer, int order) {
        return Boolean.TRUE.equals(condition.meaning().of(customer, order));
    }

    private static int shard(int key) {
        KeyValue value = key == NULL ? KeyValue.Null.INSTANCE : new KeyValue.Int(key);
        return Shop.CUSTOMER.function().shardOf(ImmutableList.of(value)).getAsInt();
    }

    private static ShardSet shards(String from, Condition where) {
        String sql = "SELECT 1 FROM " + from + " WHERE " + where.sql();
        QueryPlan plan = Shop.plan(sql);
        if (!(plan instanceof QueryPlan.Routed routed)) {
            throw new AssertionError(sql + " is not routed: " + plan);
        }
        return PlanBinder.shards(routed.routing(), BindValues.NONE, Shop.MAP);
    }
}
