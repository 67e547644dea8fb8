package dev.kintsugi.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.config.ConfigException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Generated SELECTs have the oracle's answer on 1, 2, 3 and 7 shards, or are refused for a known reason.
///
/// `-Dkintsugi.proof.queries=200000` for the long run; `-Dkintsugi.proof.seed` makes the same statements again,
/// `-Dkintsugi.proof.first` begins with a later one, and `-Dkintsugi.proof.everywhere=true` runs each on all
/// numbers of shards instead of one after the other.
final class ProofTest {
    private static final int QUERIES = Integer.getInteger("kintsugi.proof.queries", 20_000);
    private static final int FIRST = Integer.getInteger("kintsugi.proof.first", 0);

    /// Always the same statements beside other work, new ones in a long run.
    private static final long SEED = Long.getLong(
            "kintsugi.proof.seed",
            System.getProperty("kintsugi.proof.queries") == null ? 20_261_201 : System.nanoTime());

    private static final boolean EVERYWHERE = Boolean.getBoolean("kintsugi.proof.everywhere");
    private static final int MOST_SHOWN = 12;

    @Test
    void generatedSelectsAreAnsweredAsByOnePostgres() throws IOException, ConfigException, InterruptedException {
        System.out.println("kintsugi.proof.seed=" + SEED);
        ImmutableList<Deployment> deployments = Deployment.open(new Zoo(), ImmutableList.of(1, 2, 3, 7));
        Tally tally = new Tally();
        try {
            long start = System.nanoTime();
            Trial.run(deployments, EVERYWHERE, SEED, FIRST, QUERIES, tally);
            System.out.printf("%s%nin %d s%n", tally, (System.nanoTime() - start) / 1_000_000_000);
        } finally {
            deployments.forEach(Deployment::close);
        }
        List<String> wrong = tally.wrong();
        assertThat(wrong)
                .withFailMessage(() -> "%d differ (kintsugi.proof.seed=%d)%n%n%s"
                        .formatted(
                                wrong.size(),
                                SEED,
                                String.join("\n\n", wrong.subList(0, Math.min(MOST_SHOWN, wrong.size())))))
                .isEmpty();
        int run = tally.statements();
        assertThat(run).isGreaterThanOrEqualTo(QUERIES);
        assertThat(Refusals.read().unknown(tally.refusals().keySet()))
                .as("reasons that proof/refusals.txt does not know (kintsugi.proof.seed=%d)", SEED)
                .isEmpty();
        assertThat(tally.refused()).as("refused, of %d", run).isLessThanOrEqualTo(run / 100 + 1);
        assertThat(tally.failed()).as("errors, of %d", run).isLessThanOrEqualTo(run / 20 + 1);
        assertThat(tally.empty()).as("without rows, of %d", run).isLessThan(run / 2 + 1);
    }
}
