package dev.kintsugi.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.config.ConfigException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Generated SELECTs have the oracle's answer on 1, 2, 3 and 7 shards.
///
/// `-Dkintsugi.proof.queries=200000` for the long run; `-Dkintsugi.proof.seed` makes the same statements again, and
/// `-Dkintsugi.proof.first` begins with a later one.
final class ProofTest {
    private static final int QUERIES = Integer.getInteger("kintsugi.proof.queries", 2_000);
    private static final int FIRST = Integer.getInteger("kintsugi.proof.first", 0);
    private static final long SEED = Long.getLong("kintsugi.proof.seed", System.nanoTime());
    private static final boolean EVERYWHERE = Boolean.getBoolean("kintsugi.proof.everywhere");
    private static final int MOST_SHOWN = 12;

    @Test
    void generatedSelectsAreAnsweredAsByOnePostgres() throws IOException, ConfigException, InterruptedException {
        System.out.println("kintsugi.proof.seed=" + SEED);
        ImmutableList<Deployment> deployments = Deployment.open(new Zoo(), ImmutableList.of(1, 2, 3, 7));
        try {
            Tally tally = new Tally();
            long start = System.nanoTime();
            Trial.run(deployments, EVERYWHERE, SEED, FIRST, QUERIES, tally);
            System.out.printf("%s%nin %d s%n", tally, (System.nanoTime() - start) / 1_000_000_000);
            List<String> wrong = tally.wrong();
            assertThat(wrong)
                    .withFailMessage(() -> "%d differ (kintsugi.proof.seed=%d)%n%n%s"
                            .formatted(
                                    wrong.size(),
                                    SEED,
                                    String.join("\n\n", wrong.subList(0, Math.min(MOST_SHOWN, wrong.size())))))
                    .isEmpty();
        } finally {
            deployments.forEach(Deployment::close);
        }
    }
}
