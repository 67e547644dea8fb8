package dev.kintsugi.merge.aggregate;

import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.merge.compare.TypeOrders;
import dev.kintsugi.plan.MergePlan.Combination;
import dev.kintsugi.value.Format;
import dev.kintsugi.value.Oids;

/// Makes the accumulators of an aggregation and tells the types of their results.
///
/// @param shortestFloats whether the session prints floats with the fewest exact digits (`extra_float_digits` ≥ 1)
public record Accumulators(TypeOrders orders, boolean shortestFloats) {
    /// The value of a column in the group's first row.
    public Accumulator first(int column) {
        return new FirstAccumulator(column);
    }

    /// Combines partials into values of `format`; `types` tells the partial columns' types.
    ///
    /// @throws RouterException 0A000 if the combination has no exact result for these types or this format
    public Accumulator combine(Combination combination, Format format, ColumnTypes types) {
        refuseInexactText(resultType(combination, types), format, combination);
        return switch (combination) {
            case Combination.Count(int column) -> new CountAccumulator(column, format);
            case Combination.Sum(int column) -> sum(column, types.typeOid(column), format);
            case Combination.Min(int column, int shown, var textOrder) ->
                new ExtremeAccumulator(column, shown, orders.ordering(types.typeOid(column), textOrder), false);
            case Combination.Max(int column, int shown, var textOrder) ->
                new ExtremeAccumulator(column, shown, orders.ordering(types.typeOid(column), textOrder), true);
            case Combination.Avg(int sumColumn, int countColumn) ->
                average(sumColumn, countColumn, types.typeOid(sumColumn), format);
            case Combination.BoolAnd(int column) -> new BoolAccumulator(column, false, format);
            case Combination.BoolOr(int column) -> new BoolAccumulator(column, true, format);
        };
    }

    /// The type of the combined value.
    public static int resultType(Combination combination, ColumnTypes types) {
        return switch (combination) {
            case Combination.Count _ -> Oids.INT8;
            case Combination.Sum(int column) -> types.typeOid(column);
            case Combination.Min min -> types.typeOid(min.shown());
            case Combination.Max max -> types.typeOid(max.shown());
            case Combination.Avg avg -> types.typeOid(avg.sumColumn()) == Oids.FLOAT8 ? Oids.FLOAT8 : Oids.NUMERIC;
            case Combination.BoolAnd _, Combination.BoolOr _ -> Oids.BOOL;
        };
    }

    private static Accumulator sum(int column, int typeOid, Format format) {
        return switch (typeOid) {
            case Oids.INT8 -> new SumAccumulator.OfInt8(column, format);
            case Oids.NUMERIC -> new SumAccumulator.OfNumeric(column, format);
            case Oids.FLOAT4 -> new SumAccumulator.OfFloat4(column, format);
            case Oids.FLOAT8 -> new SumAccumulator.OfFloat8(column, format);
            default -> throw unsupported("sum", typeOid);
        };
    }

    private static Accumulator average(int sumColumn, int countColumn, int sumTypeOid, Format format) {
        return switch (sumTypeOid) {
            case Oids.INT8, Oids.NUMERIC ->
                new AverageAccumulator.OfNumeric(sumColumn, countColumn, sumTypeOid, format);
            case Oids.FLOAT8 -> new AverageAccumulator.OfFloat8(sumColumn, countColumn, format);
            default -> throw unsupported("avg", sumTypeOid);
        };
    }

    /// The shards render what min and max show; every other float's text is the router's own.
    private void refuseInexactText(int typeOid, Format format, Combination combination) {
        boolean shown = combination instanceof Combination.Min || combination instanceof Combination.Max;
        boolean isFloat = typeOid == Oids.FLOAT4 || typeOid == Oids.FLOAT8;
        if (isFloat && !shown && format == Format.TEXT && !shortestFloats) {
            throw new RouterException(PgError.unsupported(
                    "an aggregate of floats over several shards with extra_float_digits below 1 is not supported",
                    "SET extra_float_digits = 1, or cast the aggregate's argument to numeric."));
        }
    }

    private static RouterException unsupported(String function, int typeOid) {
        return new RouterException(PgError.unsupported(
                function + " over several shards is not supported for partial results of the type with OID "
                        + Integer.toUnsignedString(typeOid),
                "Cast the argument to numeric or double precision, or add the sharding key to GROUP BY."));
    }
}
