package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.plan.MergePlan.Step;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.Query;
import dev.kintsugi.sql.Span;
import dev.kintsugi.sql.ValueSource;
import dev.kintsugi.value.SqlLiteral;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;

/// LIMIT and OFFSET of a scattered query: a shard returns as many rows as both together could need, the router counts.
record RowLimit(Query query, Optional<ValueSource> count, Optional<ValueSource> offset) {
    private static final ImmutableSet<String> INTEGERS =
            ImmutableSet.of("int", "int2", "int4", "int8", "integer", "bigint", "smallint");

    static RowLimit of(Query query, SqlText text) {
        if (query.withTies()) {
            throw new RouterException(PlanErrors.construct("FETCH … WITH TIES"));
        }
        // a FETCH without a count means one row, LIMIT without one means all
        boolean unread = query.limit().isEmpty()
                && query.limitSpan().map(span -> !isLimitAll(text.text(span))).orElse(false);
        if (unread) {
            throw new RouterException(PlanErrors.limitExpression("FETCH"));
        }
        return new RowLimit(query, value(query.limit(), "LIMIT"), value(query.offset(), "OFFSET"));
    }

    private static boolean isLimitAll(String clause) {
        return clause.strip().toLowerCase(Locale.ROOT).startsWith("limit");
    }

    ImmutableList<Step> steps() {
        return count.isPresent() || offset.isPresent()
                ? ImmutableList.of(new Step.Limit(count, offset))
                : ImmutableList.of();
    }

    /// What changes in the shards' text: nothing without OFFSET.
    ImmutableList<SqlText.Edit> edits(SqlText text) {
        if (query.offsetSpan().isEmpty()) {
            return ImmutableList.of();
        }
        var edits = ImmutableList.<SqlText.Edit>builder()
                .add(new SqlText.Edit(query.offsetSpan().get(), ""));
        query.limitSpan().ifPresent(span -> edits.add(new SqlText.Edit(span, shardLimit(text))));
        return edits.build();
    }

    /// The clauses' removal, for shards that must return all their rows.
    ImmutableList<SqlText.Edit> removal() {
        var edits = ImmutableList.<SqlText.Edit>builder();
        for (Optional<Span> span : ImmutableList.of(query.limitSpan(), query.offsetSpan())) {
            span.ifPresent(clause -> edits.add(new SqlText.Edit(clause, "")));
        }
        return edits.build();
    }

    private String shardLimit(SqlText text) {
        if (count.isEmpty()) {
            return "";
        }
        if (offset.isEmpty()) {
            return "LIMIT " + text.text(query.limit().orElseThrow().span());
        }
        Optional<BigInteger> sum =
                number(count.get()).flatMap(n -> number(offset.get()).map(n::add));
        if (sum.isPresent()) {
            return sum.get().bitLength() < Long.SIZE ? "LIMIT " + sum.get() : "";
        }
        // The sum can pass bigint where the two values do not; without a limit the shard sends what there is.
        return "LIMIT least((" + text.text(query.limit().orElseThrow().span()) + ")::bigint::numeric + coalesce(("
                + text.text(query.offset().orElseThrow().span()) + ")::bigint, 0), " + Long.MAX_VALUE + ")::bigint";
    }

    private static Optional<BigInteger> number(ValueSource source) {
        return source instanceof ValueSource.Literal(SqlLiteral.Number(String digits))
                ? Optional.of(new BigInteger(digits)).filter(n -> n.signum() >= 0)
                : Optional.empty();
    }

    private static Optional<ValueSource> value(Optional<Expr> expr, String clause) {
        if (expr.isEmpty()) {
            return Optional.empty();
        }
        if (!(expr.get() instanceof Expr.Value value) || !isCount(value.source())) {
            throw new RouterException(PlanErrors.limitExpression(clause));
        }
        return Exprs.isNull(value.source()) ? Optional.empty() : Optional.of(value.source());
    }

    private static boolean isCount(ValueSource source) {
        return switch (source) {
            case ValueSource.Parameter _ -> true;
            case ValueSource.Cast cast ->
                INTEGERS.contains(cast.typeName()) && !cast.hasModifier() && isCount(cast.value());
            case ValueSource.Literal(SqlLiteral.Number(String digits)) ->
                digits.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '-');
            case ValueSource.Literal(SqlLiteral.Null()) -> true;
            case ValueSource.Literal(SqlLiteral.Quoted(String _)), ValueSource.Literal(SqlLiteral.Bool(boolean _)) ->
                false;
        };
    }
}
