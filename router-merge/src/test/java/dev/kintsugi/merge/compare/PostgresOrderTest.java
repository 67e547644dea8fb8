package dev.kintsugi.merge.compare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.BaseEncoding;
import com.google.common.io.Resources;
import dev.kintsugi.value.Oids;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Compares every pair of the values in `postgres/orders.txt`, whose ranks a real server gave (see `orders.sql`).
class PostgresOrderTest {
    private static final ImmutableMap<String, Integer> OIDS = ImmutableMap.<String, Integer>builder()
            .put("bit", Oids.BIT)
            .put("bool", Oids.BOOL)
            .put("bpchar", Oids.BPCHAR)
            .put("bytea", Oids.BYTEA)
            .put("char", Oids.CHAR)
            .put("cidr", Oids.CIDR)
            .put("date", Oids.DATE)
            .put("float4", Oids.FLOAT4)
            .put("float8", Oids.FLOAT8)
            .put("inet", Oids.INET)
            .put("int2", Oids.INT2)
            .put("int4", Oids.INT4)
            .put("int8", Oids.INT8)
            .put("interval", Oids.INTERVAL)
            .put("macaddr", Oids.MACADDR)
            .put("macaddr8", Oids.MACADDR8)
            .put("money", Oids.MONEY)
            .put("name", Oids.NAME)
            .put("numeric", Oids.NUMERIC)
            .put("oid", Oids.OID)
            .put("pg_lsn", Oids.PG_LSN)
            .put("text", Oids.TEXT)
            .put("time", Oids.TIME)
            .put("timestamp", Oids.TIMESTAMP)
            .put("timestamptz", Oids.TIMESTAMPTZ)
            .put("timetz", Oids.TIMETZ)
            .put("uuid", Oids.UUID)
            .put("varbit", Oids.VARBIT)
            .put("xid8", Oids.XID8)
            .buildOrThrow();

    private static final ImmutableListMultimap<String, Ranked> ANSWERS = load();

    record Ranked(long rank, String hex) {
        byte[] bytes() {
            return BaseEncoding.base16().lowerCase().decode(hex);
        }
    }

    @Test
    void theServerWasAskedAboutEveryType() {
        assertThat(ANSWERS.keySet()).containsExactlyInAnyOrderElementsOf(OIDS.keySet());
    }

    static List<String> types() {
        return ANSWERS.keySet().asList();
    }

    @ParameterizedTest
    @MethodSource("types")
    void ordersAsTheServerDoes(String type) {
        TypeOrder order =
                TypeOrders.builtIn(OIDS.getOrDefault(type, Oids.UNSPECIFIED)).orElseThrow();
        for (Ranked left : ANSWERS.get(type)) {
            for (Ranked right : ANSWERS.get(type)) {
                assertPair(order, left, right);
            }
        }
    }

    private static void assertPair(TypeOrder order, Ranked left, Ranked right) {
        byte[] a = left.bytes();
        byte[] b = right.bytes();
        int expected = Long.compare(left.rank, right.rank);
        assertThat(Integer.signum(order.compare(a, 0, a.length, b, 0, b.length)))
                .as("%s against %s", left, right)
                .isEqualTo(expected);
        int prefixes = Long.compare(order.prefix(a, 0, a.length), order.prefix(b, 0, b.length));
        assertThat(prefixes).as("prefixes of %s and %s", left, right).isIn(expected, 0);
        if (order.prefixDecides()) {
            assertThat(prefixes).as("prefixes of %s and %s", left, right).isEqualTo(expected);
        }
        assertThat(TypeOrderTest.canonical(order, a).equals(TypeOrderTest.canonical(order, b)))
                .as("canonical forms of %s and %s", left, right)
                .isEqualTo(expected == 0);
    }

    private static ImmutableListMultimap<String, Ranked> load() {
        ImmutableListMultimap.Builder<String, Ranked> answers = ImmutableListMultimap.builder();
        try {
            for (String line : Resources.readLines(Resources.getResource("postgres/orders.txt"), UTF_8)) {
                String[] parts = line.split("\\|", -1);
                answers.put(parts[0], new Ranked(Long.parseLong(parts[1]), parts[2]));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return answers.build();
    }
}
