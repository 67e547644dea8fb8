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
                && query.limitSpan().map(span -> !isLimitAll(text.read(span))).orElse(false);
        if (unread) {
            throw new RouterException(PlanErrors.limitExpression("FETCH"));
        }
        return new RowLimit(query, value(text, query.limit(), "LIMIT"), value(text, query.offset(), "OFFSET"));
    }

    private static boolean isLimitAll(String clause) {
        return clause.strip().toLowerCase(Locale.ROOT).startsWith("limit");
    }

    ImmutableList<Step> steps(SqlText text) {
        return count.isPresent() || offset.isPresent()
                ? ImmutableList.of(new Step.Limit(
                        count.map(source -> source.in(text.text())), offset.map(source -> source.in(text.text()))))
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

    private Splice shardLimit(SqlText text) {
        if (count.isEmpty()) {
            return Splice.NOTHING;
        }
        Splice limit = Splice.copy(query.limit().orElseThrow().span());
        if (offset.isEmpty()) {
            return Splice.of("LIMIT ").plus(limit);
        }
        if (isNatural(text, count.get()) && isNatural(text, offset.get())) {
            return Splice.limit(count.get(), offset.get());
        }
        // The sum can pass bigint where the two values do not; without a limit the shard sends what there is.
        return Splice.of("LIMIT least((")
                .plus(limit)
                .plus(")::bigint::numeric + coalesce((")
                .plus(Splice.copy(query.offset().orElseThrow().span()))
                .plus(")::bigint, 0), " + Long.MAX_VALUE + ")::bigint");
    }

    /// Whether it is an integer without a sign, whatever its value.
    private static boolean isNatural(SqlText text, ValueSource source) {
        return switch (source) {
            case ValueSource.Slot slot -> !slot.negated() && text.kind(slot).isInteger();
            case ValueSource.Literal(SqlLiteral.Number _) -> true; // FETCH without a number: one
            case ValueSource.Literal _, ValueSource.Parameter _, ValueSource.Cast _ -> false;
        };
    }

    private static Optional<ValueSource> value(SqlText text, Optional<Expr> expr, String clause) {
        if (expr.isEmpty()) {
            return Optional.empty();
        }
        if (!(expr.get() instanceof Expr.Value value) || !isCount(text, value.source())) {
            throw new RouterException(PlanErrors.limitExpression(clause));
        }
        return Exprs.isNull(value.source()) ? Optional.empty() : Optional.of(value.source());
    }

    private static boolean isCount(SqlText text, ValueSource source) {
        return switch (source) {
            case ValueSource.Parameter _ -> true;
            case ValueSource.Cast cast ->
                INTEGERS.contains(cast.typeName()) && !cast.hasModifier() && isCount(text, cast.value());
            case ValueSource.Slot slot -> text.kind(slot).isInteger();
            case ValueSource.Literal(SqlLiteral.Number _), ValueSource.Literal(SqlLiteral.Null()) -> true;
            case ValueSource.Literal(SqlLiteral.Quoted _), ValueSource.Literal(SqlLiteral.Bool _) -> false;
        };
    }
}
