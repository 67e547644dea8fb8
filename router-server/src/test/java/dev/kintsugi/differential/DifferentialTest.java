package dev.kintsugi.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.config.ConfigException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every statement of every file has the oracle's answer on one, two and four shards, in every way.
final class DifferentialTest {
    private static final int MOST_SHOWN = 200;
    private static final List<RoutedShop> SHOPS = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException, ConfigException {
        for (int shards : new int[] {1, 2, 4}) {
            SHOPS.add(RoutedShop.open(shards));
        }
    }

    @AfterAll
    static void stop() {
        SHOPS.forEach(RoutedShop::close);
    }

    @TestFactory
    Stream<DynamicContainer> files() throws IOException, URISyntaxException {
        String only = System.getProperty("kintsugi.differential.file", "");
        return SqlFile.all().stream().filter(file -> file.name().contains(only)).map(file -> {
            SqlRun run = new SqlRun(file);
            return DynamicContainer.dynamicContainer(
                    file.name(),
                    SHOPS.stream()
                            .map(shop -> DynamicTest.dynamicTest(
                                    "on %d shards".formatted(shop.shards()), () -> check(run, shop))));
        });
    }

    private static void check(SqlRun run, RoutedShop shop) throws IOException {
        var before = shop.checksums();
        List<String> differences = run.differences(shop);
        assertThat(shop.checksums())
                .as("what was rolled back or refused must not have changed a row")
                .isEqualTo(before);
        assertThat(differences)
                .withFailMessage(() -> "%d differences\n\n%s"
                        .formatted(
                                differences.size(),
                                String.join("\n\n", differences.subList(0, Math.min(MOST_SHOWN, differences.size())))))
                .isEmpty();
        assertThat(shop.router().leases()).as("leased connections afterwards").isZero();
    }
}
