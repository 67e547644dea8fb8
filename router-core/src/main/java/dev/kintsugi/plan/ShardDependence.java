package dev.kintsugi.plan;

import com.google.common.collect.ImmutableSet;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.shard.TableDistribution;
import dev.kintsugi.sql.ConstantKind;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.ValueSource;
import dev.kintsugi.value.SqlLiteral;
import java.util.Set;

/// Refuses what would mean something else on each shard, wherever in a statement it stands: the clock, random numbers,
/// system catalogs, physical row addresses, tables that only one shard has.
final class ShardDependence {
    private static final ImmutableSet<String> SYSTEM_COLUMNS =
            ImmutableSet.of("ctid", "xmin", "xmax", "cmin", "cmax", "tableoid");
    private static final ImmutableSet<String> TEXT_TYPES =
            ImmutableSet.of("text", "varchar", "character varying", "bpchar", "char", "character", "name");

    /// Functions whose answers differ from call to call.
    private static final ImmutableSet<String> RANDOM =
            ImmutableSet.of("random", "random_normal", "gen_random_uuid", "uuidv4", "uuidv7", "clock_timestamp");

    private ShardDependence() {}

    static void reject(StatementModel model, SqlText text) {
        for (Source.Base table : model.tables()) {
            reject(table);
        }
        for (StatementModel.Mention mention : model.mentions()) {
            Exprs.walk(mention.expression(), expr -> reject(expr, text));
        }
    }

    /// The same for a write that is told the clock. `eachRow` are expressions that are computed for every row of
    /// the target, by identity: there random numbers differ from row to row anyway.
    static void rejectInWrite(StatementModel model, SqlText text, Set<Expr> eachRow) {
        for (Source.Base table : model.tables()) {
            reject(table);
        }
        for (StatementModel.Mention mention : model.mentions()) {
            boolean oftenAnyway = eachRow.contains(mention.expression());
            Exprs.walk(mention.expression(), expr -> {
                boolean harmless =
                        expr instanceof Expr.Call call && (ClockCall.is(call) || (oftenAnyway && isRandom(call)));
                if (!harmless) {
                    reject(expr, text);
                }
            });
        }
    }

    private static boolean isRandom(Expr.Call call) {
        return RANDOM.contains(call.name())
                && call.schema().orElse("pg_catalog").equals("pg_catalog");
    }

    private static void reject(Source.Base table) {
        if (table.item().sampled()) {
            throw new RouterException(PlanErrors.construct("TABLESAMPLE"));
        }
        switch (table.found()) {
            case Tables.Found.System _, Tables.Found.Unknown _ ->
                throw new RouterException(PlanErrors.construct("system catalog " + table.written()));
            case Tables.Found.Mapped mapped -> {
                if (mapped.distribution() instanceof TableDistribution.Single) {
                    throw new RouterException(PlanErrors.construct("single table " + table.written()));
                }
            }
        }
    }

    private static void reject(Expr expr, SqlText text) {
        switch (expr) {
            case Expr.Call call -> {
                Functions.Kind kind = call.name().equals("grouping sets") ? Functions.Kind.PURE : Functions.kind(call);
                if (kind == Functions.Kind.LOCAL || kind == Functions.Kind.UNKNOWN) {
                    throw new RouterException(PlanErrors.function(call.name()));
                }
            }
            case Expr.Column column -> rejectSystemColumn(column);
            case Expr.CastOf cast -> rejectCatalogType(cast.typeName());
            case Expr.Value value -> {
                if (readsClock(value.source(), text)) {
                    throw new RouterException(PlanErrors.specialDate(string(value.source(), text)));
                }
            }
            default -> {}
        }
    }

    static void rejectSystemColumn(Expr.Column column) {
        if (SYSTEM_COLUMNS.contains(column.name())) {
            throw new RouterException(PlanErrors.systemColumn(column.name()));
        }
    }

    /// Whether a constant stands for a time that the clock decides; throws 0A000 for one of a catalog type.
    ///
    /// A string is harmless as nothing but text: `'now'::text::timestamptz` reads the clock again.
    static boolean readsClock(ValueSource source, SqlText text) {
        boolean isText = source instanceof ValueSource.Cast;
        ValueSource inner = source;
        while (inner instanceof ValueSource.Cast cast) {
            rejectCatalogType(cast.typeName());
            isText &= TEXT_TYPES.contains(cast.typeName());
            inner = cast.value();
        }
        return !isText
                && inner instanceof ValueSource.Slot slot
                && text.kind(slot) == ConstantKind.STRING
                && text.readsClock(slot);
    }

    /// The text of a constant, to be told.
    private static String string(ValueSource source, SqlText text) {
        return switch (source) {
            case ValueSource.Slot slot -> ((SqlLiteral.Quoted) text.read(slot)).value();
            case ValueSource.Cast cast -> string(cast.value(), text);
            case ValueSource.Literal _, ValueSource.Parameter _ -> "";
        };
    }

    /// `regclass` and its like stand for OIDs, which differ between shards.
    static void rejectCatalogType(String typeName) {
        if (typeName.startsWith("reg") || typeName.startsWith("pg_catalog.reg")) {
            throw new RouterException(PlanErrors.construct("type " + typeName));
        }
    }
}
