package dev.kintsugi.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.Resources;
import dev.kintsugi.config.ConfigException;
import dev.kintsugi.differential.Paragraph;
import dev.kintsugi.differential.Reply;
import dev.kintsugi.differential.SqlFile;
import dev.kintsugi.differential.SqlRun;
import dev.kintsugi.differential.Statement;
import dev.kintsugi.differential.Way;
import dev.kintsugi.differential.WireSession;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// All 22 queries of TPC-H have the oracle's answer on every number of shards; none is refused.
///
/// `-Dkintsugi.tpch.size=1000` makes it scale factor 0.1.
final class TpchTest {
    private static final int SIZE = Integer.getInteger("kintsugi.tpch.size", 100);

    private static ImmutableList<Deployment> deployments = ImmutableList.of();
    private static SqlFile queries = SqlFile.read("none", "");

    @BeforeAll
    static void open() throws IOException, ConfigException {
        queries =
                SqlFile.read("tpch/queries.sql", Resources.toString(Resources.getResource("tpch/queries.sql"), UTF_8));
        deployments = Deployment.open(new Tpch(new TpchRows(SIZE)), ImmutableList.of(1, 2, 3, 7));
    }

    @AfterAll
    static void close() {
        deployments.forEach(Deployment::close);
    }

    /// A query over nothing would prove nothing.
    @Test
    void everyQueryFindsSomething() throws IOException {
        assertThat(queries.statements()).isEqualTo(22);
        try (WireSession oracle = deployments.get(0).toOracle()) {
            for (Paragraph paragraph : queries.paragraphs()) {
                Statement query = paragraph.statements().get(0);
                Reply reply = oracle.run(Way.SIMPLE, query.sql(), ImmutableList.of());
                assertThat(reply.error()).as(query.sql()).isEmpty();
                assertThat(reply.rows()).as(query.sql()).isNotEmpty();
                assertThat(reply.rows().get(0).values()).as(query.sql()).doesNotContain(Optional.empty());
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> queries() {
        SqlRun run = new SqlRun(queries, ImmutableSet.of(Way.SIMPLE, Way.BINARY));
        return deployments.stream()
                .map(deployment -> DynamicTest.dynamicTest(
                        "on %d shards".formatted(deployment.shards()),
                        () -> assertThat(run.differences(deployment)).isEmpty()));
    }
}
