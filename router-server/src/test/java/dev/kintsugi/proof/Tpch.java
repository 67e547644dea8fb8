package dev.kintsugi.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;
import dev.kintsugi.demo.PlainConnection;
import java.io.IOException;
import java.util.Map;

/// The TPC-H database: orders and lines by order, parts and their suppliers by part, customers and suppliers by
/// themselves, nations and regions everywhere.
final class Tpch implements Dataset {
    private static final String HASH = "hashint8extended";

    private final ImmutableMap<String, byte[]> rows;

    Tpch(TpchRows rows) {
        this.rows = rows.all();
    }

    @Override
    public String name() {
        return "tpch";
    }

    @Override
    public String shardMap(int shards) {
        return """
            [groups.order]
            key = ["bigint"]

            [groups.part]
            key = ["bigint"]

            [groups.customer]
            key = ["bigint"]

            [groups.supplier]
            key = ["bigint"]

            [tables]
            orders   = { group = "order", key = "o_orderkey" }
            lineitem = { group = "order", key = "l_orderkey" }
            part     = { group = "part", key = "p_partkey" }
            partsupp = { group = "part", key = "ps_partkey" }
            customer = { group = "customer", key = "c_custkey" }
            supplier = { group = "supplier", key = "s_suppkey" }
            nation   = { reference = true }
            region   = { reference = true }
            """;
    }

    @Override
    public ImmutableList<Sharded> sharded() {
        return ImmutableList.of(
                new Sharded("orders", "o_orderkey", HASH),
                new Sharded("lineitem", "l_orderkey", HASH),
                new Sharded("part", "p_partkey", HASH),
                new Sharded("partsupp", "ps_partkey", HASH),
                new Sharded("customer", "c_custkey", HASH),
                new Sharded("supplier", "s_suppkey", HASH));
    }

    @Override
    public void fill(PlainConnection connection) throws IOException {
        connection.query(Resources.toString(Resources.getResource("tpch/schema.sql"), UTF_8));
        for (Map.Entry<String, byte[]> table : rows.entrySet()) {
            PlainConnection.CopyIn copy =
                    connection.copyIn("COPY %s FROM STDIN (DELIMITER '|')".formatted(table.getKey()));
            copy.write(table.getValue());
            copy.finish();
        }
    }
}
