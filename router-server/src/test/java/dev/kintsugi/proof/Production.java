package dev.kintsugi.proof;

import static dev.kintsugi.proof.Kind.BIG;
import static dev.kintsugi.proof.Kind.BITS;
import static dev.kintsugi.proof.Kind.BOOL;
import static dev.kintsugi.proof.Kind.BYTEA;
import static dev.kintsugi.proof.Kind.CASH;
import static dev.kintsugi.proof.Kind.CHAR;
import static dev.kintsugi.proof.Kind.DATE;
import static dev.kintsugi.proof.Kind.FLOAT;
import static dev.kintsugi.proof.Kind.ICU;
import static dev.kintsugi.proof.Kind.INET;
import static dev.kintsugi.proof.Kind.INT;
import static dev.kintsugi.proof.Kind.INTS;
import static dev.kintsugi.proof.Kind.IV;
import static dev.kintsugi.proof.Kind.JSON;
import static dev.kintsugi.proof.Kind.LOOSE;
import static dev.kintsugi.proof.Kind.MOOD;
import static dev.kintsugi.proof.Kind.NUM;
import static dev.kintsugi.proof.Kind.RANGE;
import static dev.kintsugi.proof.Kind.REAL;
import static dev.kintsugi.proof.Kind.SMALL;
import static dev.kintsugi.proof.Kind.TEXT;
import static dev.kintsugi.proof.Kind.TEXTS;
import static dev.kintsugi.proof.Kind.TS;
import static dev.kintsugi.proof.Kind.TZ;
import static dev.kintsugi.proof.Kind.UUID;
import static dev.kintsugi.proof.Kind.WILD;

import com.google.common.collect.ImmutableList;

/// A way to make an expression of a kind out of others: `%s` stands for each, in their order.
record Production(Kind result, String template, ImmutableList<Kind> arguments) {
    /// Functions and operators of one row; none can fail on the values there are.
    static final ImmutableList<Production> SCALARS = ImmutableList.of(
            of(INT, "%s %% 5", INT),
            of(INT, "%s + %s", INT, INT),
            of(INT, "-%s", INT),
            of(INT, "abs(%s)", INT),
            of(INT, "%s * 2", INT),
            of(INT, "length(%s)", TEXT),
            of(INT, "length(%s)", ICU),
            of(INT, "cardinality(%s)", INTS),
            of(INT, "coalesce(%s, %s)", INT, INT),
            of(INT, "nullif(%s, %s)", INT, INT),
            of(INT, "greatest(%s, %s)", INT, INT),
            of(INT, "extract(day FROM %s)::int", DATE),
            of(INT, "(%s)[1]", INTS),
            of(INT, "(%s->>'a')::int", JSON),
            of(INT, "lower(%s)", RANGE),
            of(INT, "%s::int", SMALL),
            of(INT, "(%s %% 7)::int", BIG),
            of(INT, "position('a' IN %s)", TEXT),
            of(INT, "(%s IS NULL)::int", TEXT),
            of(INT, "CASE %s WHEN 1 THEN 10 WHEN 2 THEN 20 END", INT),
            of(INT, "(SELECT max(e) FROM unnest(%s) e)", INTS),
            of(INT, "CAST(%s AS integer)", BOOL),
            of(INT, "ascii(%s)", TEXT),
            of(INT, "extract(doy FROM %s)::int", DATE),
            of(INT, "(%s->'b'->>0)::int", JSON),
            of(INT, "array_length(%s, 1)", TEXTS),
            of(INT, "mod(%s, 3)", INT),
            of(INT, "%s + {int}", INT),
            of(INT, "coalesce(%s, {int})", INT),
            of(INT, "{int} - %s", INT),
            of(BIG, "%s + {int}", BIG),
            of(TEXT, "%s || {text}", TEXT),
            of(TEXT, "coalesce({text}, %s)", TEXT),
            of(BOOL, "{int} = ANY (%s::int4[])", INTS),
            of(BOOL, "%s = ANY ({ints})", INT),
            of(BOOL, "%s <> ALL ({ints})", INT),
            of(INT, "sign(%s)::int", INT),
            of(INT, "octet_length(%s)", BYTEA),
            of(INT, "num_nulls(%s, %s)", INT, TEXT),
            of(BIG, "hashtext(%s)::bigint %% 10", TEXT),
            of(BIG, "%s::bigint", INT),
            of(BIG, "%s + 1", BIG),
            of(BIG, "%s / 2", BIG),
            of(BIG, "coalesce(%s, 0)", BIG),
            of(SMALL, "coalesce(%s, 1::int2)", SMALL),
            of(LOOSE, "round(%s, 1)", NUM),
            of(NUM, "%s * 2", NUM),
            of(NUM, "-%s", NUM),
            of(NUM, "abs(%s)", NUM),
            of(LOOSE, "%s::numeric(10,1)", NUM),
            of(LOOSE, "extract(epoch FROM %s)", IV),
            of(LOOSE, "extract(epoch FROM %s)", TS),
            of(LOOSE, "power(%s, 2)", NUM),
            of(LOOSE, "floor(%s)", NUM),
            of(LOOSE, "%s %% 3", NUM),
            of(LOOSE, "greatest(%s, %s)", NUM, LOOSE),
            of(LOOSE, "%s + %s", NUM, NUM),
            of(LOOSE, "%s / 4", NUM),
            of(LOOSE, "coalesce(%s, 0)", NUM),
            of(LOOSE, "%s::numeric", INT),
            of(LOOSE, "trunc(%s)", LOOSE),
            of(LOOSE, "%s * 1.5", LOOSE),
            of(FLOAT, "%s * 2", FLOAT),
            of(FLOAT, "%s + %s", FLOAT, FLOAT),
            of(FLOAT, "-%s", FLOAT),
            of(FLOAT, "abs(%s)", FLOAT),
            of(FLOAT, "%s::float8", INT),
            of(FLOAT, "%s::float8", REAL),
            of(REAL, "%s * 2::real", REAL),
            of(WILD, "%s * 3", WILD),
            of(TEXT, "lower(%s)", TEXT),
            of(TEXT, "upper(%s)", TEXT),
            of(TEXT, "%s || %s", TEXT, TEXT),
            of(TEXT, "%s || %s", TEXT, INT),
            of(TEXT, "substr(%s, 1, 1)", TEXT),
            of(TEXT, "coalesce(%s, '?')", TEXT),
            of(TEXT, "%s::text", INT),
            of(TEXT, "%s::text", MOOD),
            of(TEXT, "%s::text", DATE),
            of(TEXT, "%s::text", BOOL),
            of(TEXT, "%s::text", CHAR),
            of(TEXT, "%s::text", UUID),
            of(TEXT, "%s->>'a'", JSON),
            of(TEXT, "(%s)[1]", TEXTS),
            of(TEXT, "encode(%s, 'hex')", BYTEA),
            of(TEXT, "to_char(%s, 'YYYY-MM')", TS),
            of(TEXT, "concat(%s, '/', %s)", TEXT, INT),
            of(TEXT, "left(%s, 2)", TEXT),
            of(TEXT, "initcap(%s)", TEXT),
            of(TEXT, "md5(%s)", TEXT),
            of(TEXT, "trim(both 'a' from %s)", TEXT),
            of(TEXT, "split_part(%s, ' ', 1)", TEXT),
            of(TEXT, "regexp_replace(%s, '[aeiou]', '*', 'g')", TEXT),
            of(TEXT, "lpad(%s, 4, '.')", TEXT),
            of(TEXT, "format('%%s:%%s', %s, %s)", TEXT, INT),
            of(TEXT, "quote_nullable(%s)", TEXT),
            of(TEXT, "array_to_string(%s, '|')", INTS),
            of(TEXT, "%s::text", TZ),
            of(TEXT, "to_char(%s, 'Mon DD HH24:MI TZH')", TZ),
            of(TEXT, "%s::text", RANGE),
            of(TEXT, "%s #>> '{b,0}'", JSON),
            of(TEXT, "E'a\\'' || %s", TEXT),
            of(TEXT, "$$it's$$ || %s", TEXT),
            of(TEXT, "%s::varchar(2)::text", TEXT),
            of(TEXT, "coalesce(%s::text, '') || %s", MOOD, TEXT),
            of(TEXT, "lower(%s COLLATE \"C\")", ICU),
            of(TEXT, "replace(%s, 'a', 'o')", TEXT),
            of(TEXT, "%s COLLATE \"C\"", ICU),
            of(ICU, "lower(%s)", ICU),
            of(ICU, "%s COLLATE \"en-x-icu\"", TEXT),
            of(ICU, "%s || 'x'", ICU),
            of(ICU, "coalesce(%s, 'e')", ICU),
            of(CHAR, "coalesce(%s, 'q')", CHAR),
            of(BOOL, "NOT %s", BOOL),
            of(BOOL, "%s IS NOT NULL", INT),
            of(BOOL, "%s > %s", INT, INT),
            of(BOOL, "coalesce(%s, true)", BOOL),
            of(BOOL, "(%s, %s) < (%s, %s)", INT, TEXT, INT, TEXT),
            of(BOOL, "%s IN ('ok', 'sad')", MOOD),
            of(BOOL, "%s BETWEEN SYMMETRIC 4 AND %s", INT, INT),
            of(BOOL, "%s SIMILAR TO '(a|b)%%'", TEXT),
            of(BOOL, "(%s, date '2024-01-20') OVERLAPS (date '2024-01-10', interval '5 days')", DATE),
            of(BOOL, "%s ? 'a'", JSON),
            of(BOOL, "%s && ARRAY[1, %s]", INTS, INT),
            of(BOOL, "%s @> %s", RANGE, INT),
            of(BOOL, "%s::boolean", INT),
            of(DATE, "%s + 1", DATE),
            of(DATE, "%s::date", TS),
            of(DATE, "%s::date", TZ),
            of(TS, "date_trunc('day', %s)", TS),
            of(TS, "date_trunc('month', %s)", TS),
            of(TS, "%s + interval '1 day'", TS),
            of(TS, "%s::timestamp", DATE),
            of(TZ, "date_trunc('day', %s)", TZ),
            of(TZ, "%s + interval '1 hour'", TZ),
            of(TZ, "%s AT TIME ZONE 'America/New_York'", TS),
            of(TS, "%s AT TIME ZONE 'UTC'", TZ),
            of(TS, "greatest(%s, %s)", TS, TS),
            of(IV, "justify_hours(%s)", IV),
            of(IV, "age(%s, timestamp '2024-01-15')", TS),
            of(IV, "%s + interval '1 hour'", IV),
            of(IV, "-%s", IV),
            of(BYTEA, "%s || %s", BYTEA, BYTEA),
            of(BYTEA, "coalesce(%s, '\\x')", BYTEA),
            of(MOOD, "coalesce(%s, 'ok')", MOOD),
            of(MOOD, "greatest(%s, %s)", MOOD, MOOD),
            of(INTS, "%s || 7", INTS),
            of(INTS, "ARRAY[%s, %s]", INT, INT),
            of(TEXTS, "ARRAY[%s, 'x']", TEXT),
            of(JSON, "%s->'b'", JSON),
            of(JSON, "to_jsonb(%s)", TEXT),
            of(JSON, "%s || '{\"z\": null}'", JSON),
            of(INTS, "array_remove(%s, 1)", INTS),
            of(INTS, "ARRAY(SELECT x + 1 FROM unnest(%s) x ORDER BY 1)", INTS),
            of(TEXTS, "string_to_array(%s, ' ')", TEXT),
            of(JSON, "jsonb_build_object('x', %s)", INT),
            of(RANGE, "%s * int4range(1, 3)", RANGE),
            of(CASH, "%s * 2", CASH),
            of(INET, "%s + 1", INET),
            of(TEXT, "host(%s)", INET),
            of(BITS, "%s || b'1'", BITS),
            of(INT, "length(%s)", BITS));

    /// Aggregates; an ordered one names its order itself, by `ORDER BY {order}`.
    static final ImmutableList<Production> AGGREGATES = ImmutableList.of(
            of(CASH, "sum(%s)", CASH),
            of(WILD, "max(%s)", WILD),
            of(BIG, "count(DISTINCT %s)", INET),
            of(BIG, "count(*)"),
            of(BIG, "count(%s)", INT),
            of(BIG, "count(%s)", TEXT),
            of(BIG, "count(DISTINCT %s)", INT),
            of(BIG, "count(DISTINCT %s)", TEXT),
            of(BIG, "count(DISTINCT %s)", ICU),
            of(BIG, "count(DISTINCT %s)", LOOSE),
            of(BIG, "count(DISTINCT %s)", UUID),
            of(BIG, "count(%s)", JSON),
            of(BIG, "sum(%s)", INT),
            of(BIG, "sum(%s)", SMALL),
            of(BIG, "sum(DISTINCT %s)", INT),
            of(LOOSE, "sum(%s)", BIG),
            of(LOOSE, "sum(%s)", NUM),
            of(LOOSE, "sum(%s)", LOOSE),
            of(LOOSE, "avg(%s)", INT),
            of(LOOSE, "avg(%s)", BIG),
            of(LOOSE, "avg(%s)", NUM),
            of(LOOSE, "avg(%s)", LOOSE),
            of(LOOSE, "avg(DISTINCT %s)", INT),
            of(LOOSE, "variance(%s)", INT),
            of(LOOSE, "stddev_pop(%s)", NUM),
            of(LOOSE, "var_samp(%s)", LOOSE),
            of(FLOAT, "sum(%s)", FLOAT),
            of(REAL, "sum(%s)", REAL),
            of(WILD, "avg(%s)", FLOAT),
            of(WILD, "avg(%s)", WILD),
            of(WILD, "sum(%s)", WILD),
            of(WILD, "stddev(%s)", WILD),
            of(WILD, "corr(%s, %s)", WILD, WILD),
            of(WILD, "regr_slope(%s, %s)", INT, INT),
            of(IV, "sum(%s)", IV),
            of(BOOL, "bool_and(%s)", BOOL),
            of(BOOL, "bool_or(%s)", BOOL),
            of(BOOL, "every(%s)", BOOL),
            of(INT, "bit_or(%s)", INT),
            of(INT, "bit_and(%s)", INT),
            of(INT, "bit_xor(%s)", INT),
            of(TEXT, "string_agg(%s, ',' ORDER BY {order})", TEXT),
            of(TEXT, "string_agg(DISTINCT %s, ';')", TEXT),
            of(INTS, "array_agg(%s ORDER BY {order})", INT),
            of(TEXTS, "array_agg(%s ORDER BY {order})", TEXT),
            of(JSON, "jsonb_agg(%s ORDER BY {order})", INT),
            of(INT, "percentile_disc(0.5) WITHIN GROUP (ORDER BY %s)", INT),
            of(TEXT, "mode() WITHIN GROUP (ORDER BY %s)", TEXT),
            of(BIG, "count(%s)", BOOL),
            of(BIG, "count((%s, %s))", INT, TEXT),
            of(BIG, "count(DISTINCT (%s, %s))", INT, TEXT),
            of(BIG, "rank(2) WITHIN GROUP (ORDER BY %s)", INT),
            of(INTS, "array_agg(DISTINCT %s)", INT),
            of(TEXTS, "array_agg(%s ORDER BY {order} DESC)", TEXT),
            of(JSON, "jsonb_object_agg(coalesce(%s, '-'), %s ORDER BY {order})", TEXT, INT),
            of(WILD, "percentile_cont(0.25) WITHIN GROUP (ORDER BY %s)", INT),
            of(WILD, "covar_pop(%s, %s)", WILD, INT),
            of(TEXT, "max(%s::text)", MOOD),
            of(BIG, "regr_count(%s, %s)", INT, INT));

    /// Expressions around aggregates.
    static final ImmutableList<Production> COMPOUNDS = ImmutableList.of(
            of(BIG, "count(*) + 1"),
            of(BIG, "coalesce(sum(%s), 0)", INT),
            of(LOOSE, "round(avg(%s), 2)", NUM),
            of(INT, "max(%s) - min(%s)", INT, INT),
            of(LOOSE, "max(%s) - min(%s)", NUM, NUM),
            of(LOOSE, "sum(%s) / nullif(count(%s), 0)", INT, INT),
            of(LOOSE, "sum(%s) * 100.0 / greatest(sum(%s), 1)", INT, INT),
            of(TEXT, "min(%s) || max(%s)", TEXT, TEXT),
            of(BOOL, "sum(%s) IS NULL", INT),
            of(BOOL, "count(*) > 3 AND bool_or(%s)", BOOL),
            of(TEXT, "CASE WHEN count(*) > 3 THEN 'many' ELSE min(%s) END", TEXT),
            of(INT, "count(*)::int * 2", INT),
            of(TEXT, "to_char(sum(%s), 'FM999G990D00')", NUM),
            of(INT, "(array_agg(%s ORDER BY {order}))[1]", INT),
            of(LOOSE, "(SELECT max(n) FROM kinds) + sum(%s)", INT),
            of(LOOSE, "sum(count(*)) OVER ()"),
            of(BIG, "dense_rank() OVER (ORDER BY max(%s) NULLS FIRST)", INT),
            of(LOOSE, "sum(sum(%s)) OVER (PARTITION BY count(*))", INT));

    private static Production of(Kind result, String template, Kind... arguments) {
        return new Production(result, template, ImmutableList.copyOf(arguments));
    }

    static ImmutableList<Production> of(ImmutableList<Production> all, Kind result) {
        return all.stream().filter(p -> p.result == result).collect(ImmutableList.toImmutableList());
    }

    /// The template with the arguments in their places.
    String with(ImmutableList<String> expressions, String order) {
        return template.formatted(expressions.toArray()).replace("{order}", order);
    }
}
