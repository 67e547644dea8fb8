package dev.kintsugi.plan;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.kintsugi.catalog.Catalog;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.plan.QueryPlan.CopyWay;
import dev.kintsugi.shard.TableDistribution;
import dev.kintsugi.shard.TableName;
import dev.kintsugi.sql.StatementShape;
import java.util.Locale;

/// Decides where the data of COPY FROM STDIN goes.
record CopyPlanner(Catalog catalog, Tables tables) {
    /// Encodings of COPY's data whose bytes below 0x80 are ASCII, and which the router can read.
    private static final ImmutableSet<String> ENCODINGS =
            ImmutableSet.of("utf8", "unicode", "sqlascii", "latin1", "iso88591");

    /// @throws RouterException 0A000 for what is beyond the router, 42P01 for a table that it does not know
    QueryPlan plan(SqlText text, StatementShape.CopyIn copy) {
        text.askAll(); // options are constants, and the text goes to the shards as it is
        return new QueryPlan.CopyIn(copy.table().name(), way(copy));
    }

    private CopyWay way(StatementShape.CopyIn copy) {
        if (tables.isWhole()) {
            return new CopyWay.Alike(Routing.AnyShard.INSTANCE);
        }
        return switch (tables.find(copy.table())) {
            case Tables.Found.Mapped(TableName name, TableDistribution.Sharded sharded) -> split(name, sharded, copy);
            case Tables.Found.Mapped(TableName name, TableDistribution.Reference _) -> everywhere(name, copy);
            case Tables.Found.Mapped(TableName _, TableDistribution.Single(int shard)) ->
                new CopyWay.Alike(Planner.fixed(shard));
            case Tables.Found.System _ -> new CopyWay.Alike(Routing.HomeShard.INSTANCE);
            case Tables.Found.Unknown _ ->
                throw new RouterException(PlanErrors.unknownTable(copy.table().toString()));
        };
    }

    private CopyWay everywhere(TableName name, StatementShape.CopyIn copy) {
        requireSupported(copy);
        if (copy.input().filtered()) {
            throw new RouterException(PlanErrors.copyWhere(copy.table().toString()));
        }
        for (Catalog.Column column : known(name, copy).columns()) {
            boolean given = copy.columns().isEmpty() || copy.columns().contains(column.name());
            boolean mayBeDefault = !given || copy.input().defaultText().isPresent();
            if (column.filling() == Catalog.Filling.VARIABLE && mayBeDefault) {
                throw new RouterException(PlanErrors.copyDefault(copy.table().toString(), column.name()));
            }
        }
        return new CopyWay.Alike(Routing.AllShards.INSTANCE);
    }

    private CopyWay split(TableName name, TableDistribution.Sharded sharded, StatementShape.CopyIn copy) {
        requireSupported(copy);
        ImmutableList<String> columns = copy.columns();
        if (columns.isEmpty()) {
            columns = known(name, copy).columns().stream()
                    .filter(column -> column.filling() != Catalog.Filling.GENERATED)
                    .map(Catalog.Column::name)
                    .collect(toImmutableList());
        }
        for (String key : sharded.keyColumns()) {
            if (!columns.contains(key)) {
                throw new RouterException(PlanErrors.copyKey(copy.table().toString(), key));
            }
        }
        return new CopyWay.Split(sharded, columns, copy.format(), copy.input());
    }

    private Catalog.Table known(TableName name, StatementShape.CopyIn copy) {
        return catalog.table(name)
                .orElseThrow(() ->
                        new RouterException(PlanErrors.copyColumns(copy.table().toString())));
    }

    private static void requireSupported(StatementShape.CopyIn copy) {
        copy.format().unsupportedOption().ifPresent(option -> {
            throw new RouterException(PlanErrors.copyInOption(option));
        });
        if (copy.input().freeze()) {
            throw new RouterException(PlanErrors.copyInOption("FREEZE"));
        }
        copy.input().encoding().filter(name -> !isReadable(name)).ifPresent(name -> {
            throw new RouterException(PlanErrors.copyEncoding(name));
        });
    }

    private static boolean isReadable(String encoding) {
        return ENCODINGS.contains(encoding.toLowerCase(Locale.ROOT)
                .replace("-", "")
                .replace("_", "")
                .replace(" ", ""));
    }
}
