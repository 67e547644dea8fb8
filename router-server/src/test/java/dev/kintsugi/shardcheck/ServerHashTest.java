package dev.kintsugi.shardcheck;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.io.BaseEncoding;
import dev.kintsugi.demo.PlainConnection;
import dev.kintsugi.shard.PartitionHash;
import dev.kintsugi.testing.TestCluster;
import dev.kintsugi.value.KeyCoercion;
import dev.kintsugi.value.KeyMatch;
import dev.kintsugi.value.KeyType;
import dev.kintsugi.value.KeyValue;
import dev.kintsugi.value.SqlLiteral;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The router's hash puts every key where `satisfies_hash_partition` of a real server puts it.
///
/// Of all remainders of a modulus the server accepts exactly one, so it is enough that it accepts the router's.
final class ServerHashTest {
    private static final ImmutableList<Integer> MODULI = ImmutableList.of(2, 3, 4, 7, 64, 1000, 4096);
    private static final int VALUES = 2_000;
    private static final long SEED = Long.getLong("kintsugi.seed", System.nanoTime());

    private final Random random = new Random(SEED);

    ServerHashTest() {
        System.out.println("kintsugi.seed=" + SEED);
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void everyTypeHashesAsTheServerDoes(KeyType type) throws IOException {
        List<String> texts = new ArrayList<>(corners(type));
        while (texts.size() < VALUES) {
            texts.add(randomText(type));
        }
        try (PlainConnection server = PlainConnection.open(TestCluster.shop(2).oracle())) {
            server.query("CREATE TEMP TABLE judged (k %s) PARTITION BY HASH (k)".formatted(column(type)));
            for (int modulus : MODULI) {
                assertAccepted(server, modulus, ImmutableList.of(type), ImmutableList.of(texts));
            }
        }
    }

    @Test
    void keysOfSeveralColumnsHashAsTheServerDoes() throws IOException {
        List<KeyType> all = List.of(KeyType.values());
        try (PlainConnection server = PlainConnection.open(TestCluster.shop(2).oracle())) {
            for (int round = 0; round < 12; round++) {
                List<KeyType> types = new ArrayList<>();
                List<List<String>> columns = new ArrayList<>();
                for (int i = 2 + random.nextInt(3); i > 0; i--) {
                    KeyType type = all.get(random.nextInt(all.size()));
                    types.add(type);
                    List<String> texts = new ArrayList<>();
                    for (int value = 0; value < 300; value++) {
                        texts.add(random.nextInt(10) == 0 ? NULL : randomText(type));
                    }
                    columns.add(texts);
                }
                StringBuilder definition = new StringBuilder();
                StringBuilder key = new StringBuilder();
                for (int i = 0; i < types.size(); i++) {
                    definition.append(i == 0 ? "" : ", ").append("k" + i + " " + column(types.get(i)));
                    key.append(i == 0 ? "" : ", ").append("k").append(i);
                }
                server.query("CREATE TEMP TABLE judged (%s) PARTITION BY HASH (%s)".formatted(definition, key));
                assertAccepted(server, 4096, types, columns);
                server.query("DROP TABLE judged");
            }
        }
    }

    /// Stands for SQL NULL in lists of texts.
    private static final String NULL = "\0NULL";

    private static void assertAccepted(
            PlainConnection server, int modulus, List<KeyType> types, List<? extends List<String>> columns)
            throws IOException {
        int count = columns.get(0).size();
        List<Long> remainders = new ArrayList<>();
        for (int row = 0; row < count; row++) {
            List<KeyValue> key = new ArrayList<>();
            for (int i = 0; i < types.size(); i++) {
                key.add(value(types.get(i), columns.get(i).get(row)));
            }
            remainders.add(Long.remainderUnsigned(PartitionHash.rowHash(key), modulus));
        }
        StringBuilder arrays = new StringBuilder();
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < types.size(); i++) {
            arrays.append(array(columns.get(i)))
                    .append("::")
                    .append(cast(types.get(i)))
                    .append("[], ");
            names.append("k").append(i).append(", ");
        }
        String arguments = names.substring(0, names.length() - 2);
        var refused = server.query("SET TimeZone = 'UTC'; SELECT ROW(%s)::text, r FROM unnest(%s%s::int[]) AS t (%s r)"
                        .formatted(
                                arguments,
                                arrays,
                                array(remainders.stream().map(String::valueOf).toList()),
                                names)
                + " WHERE NOT satisfies_hash_partition('judged'::regclass, %d, r, %s) LIMIT 5"
                        .formatted(modulus, arguments));
        assertThat(refused).as("refused keys of %s, modulus %d", types, modulus).isEmpty();
    }

    private static KeyValue value(KeyType type, String text) {
        if (text.equals(NULL)) {
            return KeyValue.Null.INSTANCE;
        }
        KeyMatch match = KeyCoercion.literal(type, new SqlLiteral.Quoted(text));
        assertThat(match).as("%s '%s'", type, text).isInstanceOf(KeyMatch.Exactly.class);
        return ((KeyMatch.Exactly) match).value();
    }

    private static String array(List<String> texts) {
        return texts.stream()
                .map(text -> text.equals(NULL)
                        ? "NULL"
                        : "\""
                                + text.replace("\\", "\\\\")
                                        .replace("\"", "\\\"")
                                        .replace("'", "''") + "\"")
                .collect(Collectors.joining(",", "'{", "}'"));
    }

    private static String column(KeyType type) {
        return type == KeyType.BPCHAR ? "character(50)" : type.sqlName();
    }

    private static String cast(KeyType type) {
        return type == KeyType.BPCHAR ? "bpchar" : type.sqlName();
    }

    private static ImmutableList<String> corners(KeyType type) {
        return switch (type) {
            case INT2 -> ImmutableList.of("0", "-1", "32767", "-32768");
            case INT4 -> ImmutableList.of("0", "-1", "2147483647", "-2147483648");
            case INT8 -> ImmutableList.of("0", "-1", "4294967296", "9223372036854775807", "-9223372036854775808");
            case TEXT, VARCHAR, BPCHAR ->
                ImmutableList.of("", " ", "a", "twelve chars", "漆と金", "🦊", "'\"\\", "ends  ");
            case UUID ->
                ImmutableList.of("00000000-0000-0000-0000-000000000000", "FFFFFFFF-ffff-ffff-ffff-ffffffffffff");
            case DATE -> ImmutableList.of("2000-01-01", "infinity", "-infinity", "0001-01-01", "9999-12-31");
            case TIMESTAMP, TIMESTAMPTZ ->
                ImmutableList.of("2000-01-01 00:00:00+00", "infinity", "-infinity", "1999-12-31 23:59:59.999999+00");
            case NUMERIC ->
                ImmutableList.of(
                        "0", "0.000", "-0", "NaN", "Infinity", "-Infinity", "1.0", "1.00", "10000", "0.0001", "1e50");
            case BOOL -> ImmutableList.of("t", "f");
            case BYTEA -> ImmutableList.of("\\x", "\\x00", "\\xff00ff");
        };
    }

    private String randomText(KeyType type) {
        return switch (type) {
            case INT2 -> Short.toString((short) random.nextInt());
            case INT4 -> Integer.toString(random.nextInt());
            case INT8 -> Long.toString(random.nextLong() >> random.nextInt(64));
            case TEXT, VARCHAR, BPCHAR -> letters();
            case UUID -> new UUID(random.nextLong(), random.nextLong()).toString();
            case DATE ->
                LocalDate.of(1900, 1, 1).plusDays(random.nextInt(100_000)).toString();
            case TIMESTAMP -> moment();
            case TIMESTAMPTZ -> moment() + "+%02d".formatted(random.nextInt(13));
            case NUMERIC ->
                new BigDecimal(new BigInteger(random.nextInt(160), random), random.nextInt(40))
                        .multiply(BigDecimal.valueOf(random.nextInt(3) - 1))
                        .toPlainString();
            case BOOL -> random.nextBoolean() ? "true" : "false";
            case BYTEA -> {
                byte[] bytes = new byte[random.nextInt(40)];
                random.nextBytes(bytes);
                yield "\\x" + BaseEncoding.base16().lowerCase().encode(bytes);
            }
        };
    }

    private String letters() {
        StringBuilder letters = new StringBuilder();
        for (int i = random.nextInt(30); i > 0; i--) {
            letters.appendCodePoint(random.nextInt(4) == 0 ? 0x4e00 + random.nextInt(500) : ' ' + random.nextInt(90));
        }
        return letters.toString();
    }

    private String moment() {
        LocalDateTime moment = LocalDateTime.of(1970, 1, 1, 0, 0).plusSeconds(random.nextInt());
        return "%s %tT.%06d".formatted(moment.toLocalDate(), moment, random.nextInt(1_000_000));
    }
}
