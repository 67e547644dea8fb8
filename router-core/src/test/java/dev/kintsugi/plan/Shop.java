package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.kintsugi.catalog.Catalog;
import dev.kintsugi.catalog.Catalog.Collation;
import dev.kintsugi.shard.ColocationGroup;
import dev.kintsugi.shard.ShardMap;
import dev.kintsugi.shard.ShardingFunction;
import dev.kintsugi.shard.TableDistribution;
import dev.kintsugi.shard.TableName;
import dev.kintsugi.sql.TokenList;
import dev.kintsugi.value.KeyType;
import dev.kintsugi.value.KeyValue;
import dev.kintsugi.value.Oids;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/// The demo's shop on four shards, and tables of every other kind beside it.
final class Shop {
    static final ColocationGroup CUSTOMER =
            new ColocationGroup("customer", ImmutableList.of(KeyType.INT8), ShardingFunction.Hash.even(4));
    static final ColocationGroup EVENT =
            new ColocationGroup("event", ImmutableList.of(KeyType.UUID), ShardingFunction.Hash.even(4));
    static final ColocationGroup PLACE =
            new ColocationGroup("place", ImmutableList.of(KeyType.INT4, KeyType.TEXT), ShardingFunction.Hash.even(4));
    static final ColocationGroup YEAR = new ColocationGroup(
            "year",
            ImmutableList.of(KeyType.INT4),
            new ShardingFunction.Range(ImmutableList.of(
                    part(Optional.empty(), Optional.of(2000), 0),
                    part(Optional.of(2000), Optional.of(2010), 1),
                    part(Optional.of(2010), Optional.of(2020), 2),
                    part(Optional.of(2020), Optional.empty(), 3))));
    static final ColocationGroup REGION = new ColocationGroup(
            "region",
            ImmutableList.of(KeyType.TEXT),
            new ShardingFunction.Listed(
                    ImmutableMap.of(new KeyValue.Text("eu"), 1, new KeyValue.Text("us"), 2), OptionalInt.of(0)));

    static final ShardMap MAP = map(4);
    static final Catalog CATALOG = catalog(true);
    static final ImmutableList<String> PATH = ImmutableList.of("public");

    private Shop() {}

    static ShardMap map(int shards) {
        var tables = ImmutableMap.<TableName, TableDistribution>builder();
        tables.put(table("customers"), sharded(CUSTOMER, "id"));
        tables.put(table("orders"), sharded(CUSTOMER, "customer_id"));
        tables.put(table("order_items"), sharded(CUSTOMER, "customer_id"));
        tables.put(table("events"), sharded(EVENT, "id"));
        tables.put(table("visits"), sharded(PLACE, "store", "city"));
        tables.put(table("visitors"), sharded(PLACE, "store", "city"));
        tables.put(table("sales"), sharded(YEAR, "year"));
        tables.put(table("regions"), sharded(REGION, "region"));
        tables.put(table("stamps"), sharded(CUSTOMER, "id"));
        tables.put(table("labels"), new TableDistribution.Reference());
        tables.put(table("countries"), new TableDistribution.Reference());
        tables.put(table("products"), new TableDistribution.Reference());
        tables.put(table("rates"), new TableDistribution.Reference());
        tables.put(table("unseen"), sharded(CUSTOMER, "id"));
        tables.put(table("audit"), new TableDistribution.Single(Math.min(1, shards - 1)));
        tables.put(table("jobs"), new TableDistribution.Single(Math.min(2, shards - 1)));
        return new ShardMap(
                1,
                ImmutableList.of("s0", "s1", "s2", "s3").subList(0, shards),
                ImmutableMap.of("customer", CUSTOMER, "event", EVENT, "place", PLACE, "year", YEAR, "region", REGION),
                tables.buildOrThrow());
    }

    static Catalog catalog(boolean textIsBytewise) {
        var tables = ImmutableMap.<TableName, Catalog.Table>builder();
        tables.put(
                table("customers"),
                columns("id name email country created_at birthday credit rating tags profile active"));
        tables.put(table("orders"), columns("customer_id id placed_at status total discount shipping note"));
        tables.put(table("order_items"), columns("customer_id order_id line product_id quantity price weight"));
        tables.put(table("stamps"), columns("id at=now() note"));
        tables.put(table("labels"), columns("code number=nextval('labels')"));
        tables.put(table("events"), columns("id customer_id kind at ip payload"));
        tables.put(table("visits"), columns("store city day guests"));
        tables.put(table("visitors"), columns("store city name"));
        tables.put(table("sales"), columns("year amount"));
        tables.put(table("regions"), columns("region title"));
        tables.put(table("countries"), columns("code name region"));
        tables.put(table("products"), columns("id sku name category price attributes"));
        tables.put(
                table("rates"),
                new Catalog.Table(ImmutableList.of(
                        new Catalog.Column("currency", Oids.TEXT, Collation.DEFAULT),
                        new Catalog.Column(
                                "since",
                                Oids.TIMESTAMPTZ,
                                Collation.DEFAULT,
                                Optional.empty(),
                                Catalog.Filling.VARIABLE,
                                Optional.of("now()")))));
        tables.put(table("audit"), columns("id what"));
        tables.put(table("jobs"), columns("id what"));
        tables.put(table("order_report"), columns("id total"));
        return new Catalog(textIsBytewise, tables.buildOrThrow(), ImmutableMap.of());
    }

    static QueryPlan plan(String sql) {
        return plan(sql, MAP, CATALOG);
    }

    static QueryPlan plan(String sql, ShardMap map, Catalog catalog) {
        return new Planner(map, catalog, PATH).plan(TokenList.scan(sql.getBytes(StandardCharsets.UTF_8), true));
    }

    private static TableName table(String name) {
        return new TableName("public", name);
    }

    private static TableDistribution sharded(ColocationGroup group, String... keys) {
        return new TableDistribution.Sharded(group, ImmutableList.copyOf(keys));
    }

    private static Catalog.Table columns(String names) {
        return new Catalog.Table(Arrays.stream(names.split(" "))
                .map(name -> name.split("=", 2))
                .map(parts -> new Catalog.Column(
                        parts[0],
                        Oids.TEXT,
                        Collation.DEFAULT,
                        Optional.empty(),
                        Catalog.Filling.CONSTANT,
                        parts.length == 1 ? Optional.empty() : Optional.of(parts[1])))
                .collect(ImmutableList.toImmutableList()));
    }

    private static ShardingFunction.Range.Part part(Optional<Integer> from, Optional<Integer> to, int shard) {
        return new ShardingFunction.Range.Part(from.map(KeyValue.Int::new), to.map(KeyValue.Int::new), shard);
    }
}
