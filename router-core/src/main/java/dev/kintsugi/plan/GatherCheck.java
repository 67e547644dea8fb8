package dev.kintsugi.plan;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSet;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.sql.ConstantKind;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.ValueSource;
import dev.kintsugi.value.SqlLiteral;

/// Refuses what would have another answer on the connection of a gather than on the client's own: locks, writes,
/// functions that are not known, what identifies a physical row, a session or a transaction.
///
/// Whatever else Postgres computes from rows it computes right from pulled rows, too.
final class GatherCheck {
    /// Functions of the transaction's start: right on any connection outside a block, wrong on another inside one.
    private static final ImmutableSet<String> CLOCK = ImmutableSet.of(
            "age",
            "current_date",
            "current_time",
            "current_timestamp",
            "localtime",
            "localtimestamp",
            "now",
            "transaction_timestamp");

    /// Functions whose answer any connection with the session's settings may give.
    private static final ImmutableSet<String> ANYWHERE = ImmutableSet.of(
            "array_sample",
            "array_shuffle",
            "clock_timestamp",
            "current_catalog",
            "current_database",
            "current_role",
            "current_schema",
            "current_user",
            "gen_random_uuid",
            "getdatabaseencoding",
            "pg_client_encoding",
            "pg_lsn",
            "pg_size_bytes",
            "pg_size_pretty",
            "pg_sleep",
            "pg_wal_lsn_diff",
            "random",
            "random_normal",
            "session_user",
            "statement_timestamp",
            "timeofday",
            "user",
            "uuidv4",
            "uuidv7",
            "version");

    private GatherCheck() {}

    /// Whether the statement reads the clock of its transaction; throws 0A000 for what cannot be gathered.
    static boolean readsClock(StatementModel model, SqlText text) {
        refuseIf(model.writes(), "WITH that writes");
        refuseIf(model.locking(), "FOR UPDATE or FOR SHARE");
        refuseIf(model.into(), "SELECT INTO");
        for (Source.Base table : model.tables()) {
            refuseIf(table.item().sampled(), "TABLESAMPLE");
            refuseIf(!(table.found() instanceof Tables.Found.Mapped), "system catalog " + table.written());
        }
        boolean[] clock = {false};
        for (StatementModel.Mention mention : model.mentions()) {
            Exprs.walk(mention.expression(), expr -> clock[0] |= readsClock(expr, text));
        }
        return clock[0];
    }

    private static boolean readsClock(Expr expr, SqlText text) {
        return switch (expr) {
            case Expr.Call call -> readsClock(call, text);
            case Expr.Column column -> {
                ShardDependence.rejectSystemColumn(column);
                yield false;
            }
            case Expr.CastOf cast -> {
                ShardDependence.rejectCatalogType(cast.typeName());
                yield false;
            }
            case Expr.Value value -> ShardDependence.readsClock(value.source(), text);
            default -> false;
        };
    }

    private static boolean readsClock(Expr.Call call, SqlText text) {
        if (call.name().equals("grouping sets")) {
            return false;
        }
        return switch (Functions.kind(call)) {
            case PURE, AGGREGATE, SET -> false;
            case LOCAL -> {
                if (!CLOCK.contains(call.name()) && !ANYWHERE.contains(call.name()) && !readsSetting(call, text)) {
                    throw new RouterException(PlanErrors.function(call.name()));
                }
                yield CLOCK.contains(call.name());
            }
            case UNKNOWN -> throw new RouterException(PlanErrors.function(call.name()));
        };
    }

    /// Whether it reads a setting that the session and the gather's connection share: any but those of the
    /// transaction.
    private static boolean readsSetting(Expr.Call call, SqlText text) {
        return call.name().equals("current_setting")
                && call.arguments().getFirst() instanceof Expr.Value(var source, var _)
                && source instanceof ValueSource.Slot slot
                && text.kind(slot) == ConstantKind.STRING
                && text.read(slot) instanceof SqlLiteral.Quoted(String setting)
                && !Ascii.toLowerCase(setting).startsWith("transaction_");
    }

    private static void refuseIf(boolean refused, String what) {
        if (refused) {
            throw new RouterException(PlanErrors.construct(what));
        }
    }
}
