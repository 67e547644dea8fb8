package dev.kintsugi.execute.copy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.kintsugi.config.ConfigException;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.shard.ShardingFunction;
import dev.kintsugi.value.Constant;
import dev.kintsugi.value.KeyCoercion;
import dev.kintsugi.value.KeyMatch;
import dev.kintsugi.value.KeyType;
import dev.kintsugi.value.KeyValue;
import dev.kintsugi.wire.FrontendEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Random COPY FROM STDIN, well-formed and not, cut anywhere: rows, tags, errors with their lines and notices are those
/// of one Postgres, and each row is on the shard of its key.
///
/// `-Dkintsugi.copy.cases=5000` tries so many in each format, `-Dkintsugi.copy.seed=…` the same again.
final class CopyCasesTest {
    private static final int CASES = Integer.getInteger("kintsugi.copy.cases", 400);

    /// Always the same cases beside other work, new ones in a long run.
    private static final long SEED = Long.getLong(
            "kintsugi.copy.seed", System.getProperty("kintsugi.copy.cases") == null ? 20_261_201 : System.nanoTime());

    private static final int SHARDS = 3;
    private static final int MOST_SHOWN = 10;

    private record Key(ImmutableList<String> columns, ImmutableList<KeyType> types) {}

    private static final ImmutableMap<String, Key> KEYS = ImmutableMap.of(
            "copy_n", new Key(ImmutableList.of("id"), ImmutableList.of(KeyType.INT8)),
            "copy_t", new Key(ImmutableList.of("k"), ImmutableList.of(KeyType.TEXT)),
            "copy_u", new Key(ImmutableList.of("u"), ImmutableList.of(KeyType.UUID)),
            "copy_p", new Key(ImmutableList.of("k1", "k2"), ImmutableList.of(KeyType.TEXT, KeyType.INT8)),
            "copy_d", new Key(ImmutableList.of("d"), ImmutableList.of(KeyType.DATE)));

    private final List<String> wrong = new ArrayList<>();
    private int refused;
    private int failed;
    private int loaded;

    @ParameterizedTest
    @EnumSource
    void areThoseOfOnePostgres(RandomCopy.Format format) throws IOException, ConfigException {
        System.out.println("kintsugi.copy.seed=" + SEED);
        Random random = new Random(SEED + format.name().length());
        try (CopyTables tables = CopyTables.open(SHARDS, "");
                CopyClient oracle = CopyClient.open(tables.oracle());
                CopyClient router = CopyClient.open(tables.router())) {
            tables.clear();
            for (int i = 0; i < CASES && wrong.size() < MOST_SHOWN; i++) {
                RandomCopy copy = RandomCopy.next(format, random);
                try {
                    check(i, copy, random, tables, oracle, router);
                } catch (IOException e) {
                    throw new IOException("case " + i + ": " + copy.sql() + "\n" + shown(copy), e);
                }
            }
        }
        System.out.printf("%s: %d refused, %d errors, %d loaded, of %d%n", format, refused, failed, loaded, CASES);
        assertThat(wrong)
                .withFailMessage(() -> "kintsugi.copy.seed=%d%n%n%s".formatted(SEED, String.join("\n\n", wrong)))
                .isEmpty();
        assertThat(refused).as("refused, of %d", CASES).isLessThan(CASES / 10 + 5);
        assertThat(loaded).as("loaded, of %d", CASES).isGreaterThan(CASES / 4);
    }

    private void check(
            int number, RandomCopy copy, Random random, CopyTables tables, CopyClient oracle, CopyClient router)
            throws IOException {
        boolean block = random.nextInt(4) > 0;
        // a server that reads ahead, or fields, tells another place of the end
        boolean fails = random.nextInt(20) == 0 && !copy.sql().contains("FORMAT") && !copy.hasReturns();
        boolean extended = random.nextInt(3) == 0;
        String before = block ? "BEGIN" : "SELECT 1";
        oracle.query(before);
        router.query(before);
        CopyClient.Answer wanted = run(copy, fails, extended, oracle);
        CopyClient.Answer got = run(copy, fails, extended, router);
        if (got.errors().stream().anyMatch(error -> error.code().equals("0A000"))) {
            refused++;
        } else {
            compare(number + (block ? " in a block" : "") + (extended ? ", extended" : ""), copy, wanted, got);
            if (wanted.errors().isEmpty()) {
                loaded++;
                String all = "SELECT * FROM " + copy.table();
                compareRows(number, copy, oracle.query(all), router.query(all));
            } else {
                failed++;
            }
        }
        if (block) {
            oracle.query("ROLLBACK");
            router.query("ROLLBACK");
        } else {
            checkPlaces(number, copy, tables);
            tables.clear();
        }
        assertThat(router.query("SELECT 1").tags()).containsExactly("SELECT 1");
    }

    private static CopyClient.Answer run(RandomCopy copy, boolean fails, boolean extended, CopyClient client)
            throws IOException {
        boolean begun = extended ? client.beginExtended(copy.sql()) : client.begin(copy.sql());
        client.send(out -> {
            if (begun) {
                copy.pieces().forEach(piece -> FrontendEncoder.copyData(piece, out));
                if (fails) {
                    FrontendEncoder.copyFail("enough", out);
                } else {
                    FrontendEncoder.copyDone(out);
                }
            }
            if (extended) {
                FrontendEncoder.sync(out);
            }
        });
        return client.read();
    }

    private void compare(String which, RandomCopy copy, CopyClient.Answer wanted, CopyClient.Answer got) {
        boolean skips = copy.sql().contains("ON_ERROR ignore");
        if (!wanted.text(skips).equals(got.text(skips))) {
            wrong.add("case %s: %s%n%s%n  wanted %s%n  got %s"
                    .formatted(which, copy.sql(), shown(copy), wanted.text(skips), got.text(skips)));
        }
    }

    private void compareRows(int number, RandomCopy copy, CopyClient.Answer wanted, CopyClient.Answer got) {
        List<String> expected = wanted.rows().stream().sorted().toList();
        List<String> actual = got.rows().stream().sorted().toList();
        if (!expected.equals(actual)) {
            wrong.add("case %d: %s%n%s%n  wanted rows %s%n  got rows %s"
                    .formatted(number, copy.sql(), shown(copy), expected, actual));
        }
    }

    private static String shown(RandomCopy copy) {
        String text = new String(copy.data(), ISO_8859_1)
                .replaceAll("[^\\p{Graph} \n]", "<$0>")
                .replace("\r", "CR")
                .replace("\t", "TAB")
                .replace("\0", "NUL");
        return text.length() < 2000 ? text : copy.data().length + " bytes";
    }

    private void checkPlaces(int number, RandomCopy copy, CopyTables tables) throws IOException {
        Key key = KEYS.get(copy.table());
        if (key == null) {
            return;
        }
        for (int ordinal = 0; ordinal < SHARDS; ordinal++) {
            PostgresAddress shard = tables.shards().get(ordinal);
            for (ImmutableList<Optional<String>> row : tables.keys(shard, copy.table(), key.columns())) {
                if (owner(key, row) != ordinal) {
                    wrong.add("case %d: %s%n%s%n  %s is on shard %d"
                            .formatted(number, copy.sql(), shown(copy), row, ordinal));
                }
            }
        }
    }

    private static int owner(Key key, ImmutableList<Optional<String>> row) {
        ImmutableList.Builder<KeyValue> values = ImmutableList.builder();
        for (int i = 0; i < row.size(); i++) {
            Constant constant = row.get(i).<Constant>map(Constant.Untyped::new).orElse(Constant.Null.INSTANCE);
            values.add(((KeyMatch.Exactly) KeyCoercion.stored(key.types().get(i), constant)).value());
        }
        return ShardingFunction.Hash.even(SHARDS).shardOf(values.build()).orElseThrow();
    }
}
