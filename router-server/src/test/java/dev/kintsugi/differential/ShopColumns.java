package dev.kintsugi.differential;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import dev.kintsugi.demo.PlainConnection;
import dev.kintsugi.demo.PostgresAddress;
import dev.kintsugi.differential.ShopColumn.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// The columns that random statements use, by table, with values that occur in them.
record ShopColumns(ImmutableListMultimap<String, ShopColumn> byTable) {
    private static final String COLUMNS = """
        customers id INTEGER bigint
        customers name TEXT text
        customers email TEXT text
        customers country TEXT bpchar
        customers created_at TIME timestamptz
        customers birthday OTHER date
        customers credit NUMBER numeric
        customers rating FLOAT float8
        customers active BOOLEAN boolean
        orders customer_id INTEGER bigint
        orders id INTEGER bigint
        orders placed_at TIME timestamptz
        orders status OTHER order_status
        orders total NUMBER numeric inexact
        orders discount NUMBER numeric
        orders shipping OTHER interval inexact
        orders note TEXT text
        order_items customer_id INTEGER bigint
        order_items order_id INTEGER bigint
        order_items line INTEGER int
        order_items product_id INTEGER int
        order_items quantity INTEGER int
        order_items price NUMBER numeric
        order_items weight FLOAT real
        events id OTHER uuid
        events customer_id INTEGER bigint
        events kind TEXT varchar
        events at TIME timestamp
        events ip OTHER inet
        events payload OTHER bytea
        countries code TEXT bpchar
        countries name TEXT text
        countries region TEXT text
        products id INTEGER int
        products sku OTHER uuid
        products name TEXT text
        products category TEXT text
        products price NUMBER numeric
        """;

    /// The order is stable, so that a seed means the same statements wherever it runs.
    private static final String SAMPLES =
            "SELECT v FROM (SELECT DISTINCT %2$s::text AS v FROM %1$s WHERE %2$s IS NOT NULL) t ORDER BY md5(v) LIMIT"
                    + " 25";

    static ShopColumns of(PostgresAddress oracle) throws IOException {
        ImmutableListMultimap.Builder<String, ShopColumn> columns = ImmutableListMultimap.builder();
        try (PlainConnection connection = PlainConnection.open(oracle)) {
            for (String line : COLUMNS.lines().toList()) {
                List<String> words = Splitter.on(' ').splitToList(line);
                ImmutableList<String> samples = connection.query(SAMPLES.formatted(words.get(0), words.get(1))).stream()
                        .map(row -> row.get(0))
                        .flatMap(Optional::stream)
                        .collect(ImmutableList.toImmutableList());
                columns.put(
                        words.get(0),
                        new ShopColumn(
                                words.get(0),
                                words.get(1),
                                Kind.valueOf(words.get(2)),
                                words.get(3),
                                words.size() == 4,
                                samples));
            }
        }
        return new ShopColumns(columns.build());
    }

    ImmutableList<ShopColumn.Term> of(String table, String alias) {
        return byTable.get(table).stream().map(column -> column.of(alias)).collect(ImmutableList.toImmutableList());
    }
}
