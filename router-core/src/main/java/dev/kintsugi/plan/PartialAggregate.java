package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.value.Oids;

/// How an aggregate over groups that span shards is split: what each shard computes, and what Postgres makes of that.
///
/// `partials` are the shards' expressions and the types of their results; `combined` makes the aggregate's value from
/// the names of the columns that hold them, over any number of rows of a group, none included. Every function comes out
/// with the digits that Postgres gives it in one go.
record PartialAggregate(ImmutableList<Partial> partials, Combined combined) {
    /// Of functions that are their own combination.
    private static final ImmutableSet<String> SELF = ImmutableSet.of(
            "any_value",
            "bit_and",
            "bit_or",
            "bit_xor",
            "bool_and",
            "bool_or",
            "every",
            "max",
            "min",
            "range_intersect_agg");

    private static final ImmutableSet<String> COUNTS = ImmutableSet.of("count", "regr_count");

    private static final ImmutableSet<String> VARIANCES =
            ImmutableSet.of("stddev", "stddev_pop", "stddev_samp", "var_pop", "var_samp", "variance");

    private static final ImmutableSet<Integer> EXACT = ImmutableSet.of(Oids.INT2, Oids.INT4, Oids.INT8, Oids.NUMERIC);

    /// The result types of `sum`.
    private static final ImmutableMap<Integer, Integer> SUMS = ImmutableMap.of(
            Oids.INT2, Oids.INT8,
            Oids.INT4, Oids.INT8,
            Oids.INT8, Oids.NUMERIC,
            Oids.NUMERIC, Oids.NUMERIC,
            Oids.FLOAT4, Oids.FLOAT4,
            Oids.FLOAT8, Oids.FLOAT8,
            Oids.INTERVAL, Oids.INTERVAL,
            Oids.MONEY, Oids.MONEY);

    /// The result types of `min` and `max` where they are not the argument's.
    private static final ImmutableMap<Integer, Integer> EXTREMES = ImmutableMap.of(
            Oids.CHAR, Oids.TEXT,
            Oids.NAME, Oids.TEXT,
            Oids.VARCHAR, Oids.TEXT,
            Oids.CIDR, Oids.INET,
            Oids.VARBIT, Oids.BIT);

    /// A shard's expression and its type.
    record Partial(Splice expression, int typeOid) {}

    /// Writes the final expression.
    @FunctionalInterface
    interface Combined {
        String over(ImmutableList<String> columns);
    }

    /// Refuses what has no partial results whatever the argument's type is.
    static void requireSplittable(Expr.Call call) {
        if (!call.orderBy().isEmpty() || !call.withinGroup().isEmpty()) {
            throw new RouterException(PlanErrors.aggregate(call.name() + "() with an order"));
        }
        boolean known = call.star()
                ? call.name().equals("count")
                : COUNTS.contains(call.name())
                        || (call.arguments().size() == 1
                                && (SELF.contains(call.name())
                                        || VARIANCES.contains(call.name())
                                        || call.name().equals("sum")
                                        || call.name().equals("avg")));
        if (!known) {
            throw new RouterException(PlanErrors.aggregate(call.name() + "()"));
        }
    }

    /// Whether the split depends on the argument's type.
    static boolean dependsOnType(Expr.Call call) {
        return !COUNTS.contains(call.name());
    }

    /// @param type the type of the argument, 0 where nothing depends on it
    /// @throws RouterException 0A000 if the result could differ from that of one Postgres
    static PartialAggregate of(Expr.Call call, int type) {
        requireSplittable(call);
        if (COUNTS.contains(call.name())) {
            return new PartialAggregate(
                    ImmutableList.of(new Partial(Splice.copy(call.span()), Oids.INT8)),
                    columns -> "coalesce(" + sum(columns.getFirst()) + ", 0)::pg_catalog.int8");
        }
        if (VARIANCES.contains(call.name())) {
            return variance(call, type);
        }
        return switch (call.name()) {
            case "sum" -> {
                int sum = known(call, SUMS.getOrDefault(type, Oids.UNSPECIFIED), type);
                yield new PartialAggregate(
                        ImmutableList.of(new Partial(Splice.copy(call.span()), sum)),
                        columns -> sum(columns.getFirst()) + (sum == Oids.INT8 ? "::pg_catalog.int8" : ""));
            }
            case "avg" -> average(call, type);
            default -> {
                int result = call.name().equals("any_value") ? type : EXTREMES.getOrDefault(type, type);
                yield new PartialAggregate(
                        ImmutableList.of(new Partial(Splice.copy(call.span()), result)),
                        columns -> "pg_catalog." + call.name() + "(" + columns.getFirst() + ")");
            }
        };
    }

    private static PartialAggregate average(Expr.Call call, int type) {
        boolean isFloat = type == Oids.FLOAT4 || type == Oids.FLOAT8;
        int sum = isFloat
                ? Oids.FLOAT8
                : known(call, type == Oids.MONEY ? Oids.UNSPECIFIED : SUMS.getOrDefault(type, Oids.UNSPECIFIED), type);
        boolean byFloat = isFloat || type == Oids.INTERVAL;
        Splice argument = Splice.copy(call.arguments().getFirst().span());
        return new PartialAggregate(
                ImmutableList.of(
                        new Partial(aggregate(call, "sum", isFloat ? cast(argument, "float8") : argument), sum),
                        new Partial(aggregate(call, "count", argument), Oids.INT8)),
                columns -> of(
                        "/",
                        sum(columns.get(0)),
                        "nullif(" + sum(columns.get(1)) + ", 0)" + (byFloat ? "::pg_catalog.float8" : "")));
    }

    /// As `numeric_stddev_internal`: from the count N, the sum S and the sum of squares Q, the variance is (N Q - S
    /// S) over N (N - 1), or N N for a whole population; its root has as many digits behind the point.
    private static PartialAggregate variance(Expr.Call call, int type) {
        known(call, EXACT.contains(type) ? type : Oids.UNSPECIFIED, type);
        Splice argument = cast(Splice.copy(call.arguments().getFirst().span()), "numeric");
        boolean population = call.name().endsWith("_pop");
        boolean root = call.name().startsWith("stddev");
        return new PartialAggregate(
                ImmutableList.of(
                        new Partial(aggregate(call, "count", argument), Oids.INT8),
                        new Partial(aggregate(call, "sum", argument), Oids.NUMERIC),
                        new Partial(
                                aggregate(
                                        call,
                                        "sum",
                                        argument.plus(" OPERATOR(pg_catalog.*) ")
                                                .plus(argument)),
                                Oids.NUMERIC)),
                columns -> {
                    String n = sum(columns.get(0));
                    String s = sum(columns.get(1));
                    String spread = of("-", of("*", n, sum(columns.get(2))), of("*", s, s));
                    String pairs = of("*", n, population ? n : of("-", n, "1"));
                    String quotient = of("/", spread, pairs);
                    return "CASE WHEN " + of(">", n, population ? "0" : "1") + " THEN CASE WHEN " + of(">", spread, "0")
                            + " THEN " + (root ? root(quotient) : quotient) + " ELSE 0 END END";
                });
    }

    /// More digits than needed first, so that rounding to the right number is exact: a root cannot be that near to
    /// the middle between two numbers without being it.
    private static String root(String value) {
        String digits = "coalesce(pg_catalog.scale(" + value + "), 0)";
        return "pg_catalog.round(pg_catalog.sqrt(pg_catalog.round(" + value + ", " + of("+", of("*", "2", digits), "50")
                + ")), " + digits + ")";
    }

    private static String of(String operator, String left, String right) {
        return "(" + left + " OPERATOR(pg_catalog." + operator + ") " + right + ")";
    }

    private static String sum(String column) {
        return "pg_catalog.sum(" + column + ")";
    }

    private static Splice cast(Splice value, String type) {
        return Splice.of("(").plus(value).plus(")::pg_catalog." + type);
    }

    private static Splice aggregate(Expr.Call call, String name, Splice argument) {
        Splice plain = Splice.of("pg_catalog." + name + "(").plus(argument).plus(")");
        return call.filter()
                .map(filter -> plain.plus(" FILTER (WHERE ")
                        .plus(Splice.copy(filter.span()))
                        .plus(")"))
                .orElse(plain);
    }

    private static int known(Expr.Call call, int result, int argument) {
        if (result == Oids.UNSPECIFIED) {
            throw new RouterException(PlanErrors.aggregateType(call.name() + "()", argument));
        }
        return result;
    }
}
