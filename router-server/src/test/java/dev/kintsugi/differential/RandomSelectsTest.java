package dev.kintsugi.differential;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.config.ConfigException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Random SELECTs have the oracle's answer or are refused, over two and over four shards.
final class RandomSelectsTest {
    private static final int QUERIES = Integer.getInteger("kintsugi.differential.queries", 300);
    private static final long SEED = Long.getLong("kintsugi.differential.seed", System.nanoTime());
    private static final ImmutableList<Way> WAYS = ImmutableList.copyOf(Way.values());
    private static final int MOST_SHOWN = 20;

    @Test
    void areAnsweredAsOnePostgresAnswers() throws IOException, ConfigException {
        System.out.println("kintsugi.differential.seed=" + SEED);
        for (int shards : new int[] {2, 4}) {
            try (RoutedShop shop = RoutedShop.open(shards)) {
                check(shop);
            }
        }
    }

    private static void check(RoutedShop shop) throws IOException {
        Random random = new Random(SEED);
        RandomSelects selects = new RandomSelects(ShopColumns.of(shop.cluster().oracle()), random);
        List<String> wrong = new ArrayList<>();
        int refused = 0;
        int failed = 0;
        int rows = 0;
        try (WireSession oracle = shop.toOracle();
                WireSession router = shop.toRouter()) {
            for (int i = 0; i < QUERIES; i++) {
                Statement statement = selects.next("query " + i);
                Way way = way(random, statement);
                ImmutableList.Builder<Parameter> parameters = ImmutableList.builder();
                for (String written : statement.parameters()) {
                    parameters.add(oracle.parameter(written));
                }
                Reply wanted = oracle.run(way, statement.sql(), parameters.build());
                Reply got = router.run(way, statement.sql(), parameters.build());
                if (got.isRefusal()) {
                    refused++;
                    continue;
                }
                failed += wanted.error().isPresent() ? 1 : 0;
                rows += wanted.rows().size();
                Comparison.difference(statement.expectation(), shop.shards(), way, wanted, got)
                        .ifPresent(difference -> wrong.add("%s, %s\n  %s\n  %s\n  %s"
                                .formatted(
                                        statement.place(), way, statement.sql(), statement.parameters(), difference)));
            }
        }
        System.out.printf(
                "%d shards: %d queries, %d refused, %d errors, %d rows%n",
                shop.shards(), QUERIES, refused, failed, rows);
        assertThat(wrong)
                .withFailMessage(() -> "%d of %d differ on %d shards (kintsugi.differential.seed=%d)\n\n%s"
                        .formatted(
                                wrong.size(),
                                QUERIES,
                                shop.shards(),
                                SEED,
                                String.join("\n\n", wrong.subList(0, Math.min(MOST_SHOWN, wrong.size())))))
                .isEmpty();
        assertThat(refused).as("refused, of %d", QUERIES).isLessThan(QUERIES / 3);
        assertThat(failed).as("errors, of %d", QUERIES).isLessThan(QUERIES / 10);
    }

    private static Way way(Random random, Statement statement) {
        while (true) {
            Way way = WAYS.get(random.nextInt(WAYS.size()));
            if (way.suits(!statement.parameters().isEmpty())) {
                return way;
            }
        }
    }
}
