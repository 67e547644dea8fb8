package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.ValueSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A condition on one table alone, made of the statement's own terms, that every row which can matter fulfils.
///
/// Only terms that cannot fail are taken: comparisons of columns with constants and parameters. Postgres may then
/// evaluate the rest of the statement over fewer rows, but never over other ones.
record PushedFilter(String sql, ImmutableSet<Integer> parameters) {

    /// The condition for all rows of `uses`, which are all mentions of one table; empty if one of them has none.
    static Optional<PushedFilter> of(SqlText text, StatementModel model, ImmutableList<Source.Base> uses) {
        List<String> alternatives = new ArrayList<>();
        var parameters = ImmutableSet.<Integer>builder();
        for (Source.Base use : uses) {
            Optional<PushedFilter> one = of(text, model, use);
            if (one.isEmpty()) {
                return Optional.empty();
            }
            alternatives.add(one.get().sql());
            parameters.addAll(one.get().parameters());
        }
        String sql = alternatives.stream().distinct().collect(Collectors.joining(" OR "));
        return Optional.of(new PushedFilter(sql, parameters.build()));
    }

    private static Optional<PushedFilter> of(SqlText text, StatementModel model, Source.Base use) {
        if (!use.item().columnAliases().isEmpty()) {
            return Optional.empty();
        }
        Terms terms = new Terms(text, use);
        boolean missing = model.mayBeMissing(use);
        List<String> found = new ArrayList<>();
        for (Fact.Condition condition :
                Knowledge.where(model, ImmutableList.of(use)).conditions()) {
            // a fact of another block may hold for what that block makes of the row
            boolean own = condition.witnesses().get(use.id());
            // a row that is left out becomes a row of NULLs: only what is not true of those may leave it out
            if (own && (!missing || isStrict(condition.expression()))) {
                terms.condition(condition.expression(), condition.scope()).ifPresent(found::add);
            }
        }
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new PushedFilter(
                        found.stream().distinct().collect(Collectors.joining(" AND ", "(", ")")),
                        terms.parameters.build()));
    }

    private static boolean isStrict(Expr expr) {
        return switch (expr) {
            case Expr.Comparison _, Expr.In _, Expr.EqualsAny _, Expr.Between _ -> true;
            default -> false;
        };
    }

    /// Writes terms over one table's columns.
    private static final class Terms {
        private final SqlText text;
        private final Source.Base use;
        private final ImmutableSet.Builder<Integer> parameters = ImmutableSet.builder();

        Terms(SqlText text, Source.Base use) {
            this.text = text;
            this.use = use;
        }

        /// The condition's text; empty if it is not about the table alone, or could fail.
        Optional<String> condition(Expr expr, Scope scope) {
            return switch (expr) {
                case Expr.Comparison(var operator, Expr left, Expr right, var _) ->
                    both(operand(left, scope), " " + symbol(operator) + " ", operand(right, scope));
                case Expr.In in ->
                    both(
                            operand(in.left(), scope),
                            in.negated() ? " NOT IN " : " IN ",
                            all(in.items(), scope).map(items -> "(" + items + ")"));
                case Expr.EqualsAny(Expr left, Expr array, var _) ->
                    both(operand(left, scope), " = ANY ", operand(array, scope).map(a -> "(" + a + ")"));
                case Expr.Between between ->
                    both(
                            operand(between.value(), scope),
                            between.negated() ? " NOT BETWEEN " : " BETWEEN ",
                            both(operand(between.low(), scope), " AND ", operand(between.high(), scope))
                                    .map(range -> range.substring(1, range.length() - 1)));
                case Expr.IsNull isNull ->
                    operand(isNull.value(), scope)
                            .map(value -> "(" + value + (isNull.negated() ? " IS NOT NULL)" : " IS NULL)"));
                case Expr.And and -> joined(and.terms(), " AND ", scope);
                case Expr.Or or -> joined(or.terms(), " OR ", scope);
                case Expr.Not not -> condition(not.value(), scope).map(inner -> "(NOT " + inner + ")");
                default -> Optional.empty();
            };
        }

        private Optional<String> operand(Expr expr, Scope scope) {
            return switch (expr) {
                case Expr.Column column -> column(column, scope);
                case Expr.Value value -> value(value);
                case Expr.ArrayOf array -> all(array.items(), scope).map(items -> "ARRAY[" + items + "]");
                default -> Optional.empty();
            };
        }

        private Optional<String> column(Expr.Column column, Scope scope) {
            return scope.bind(column)
                    .flatMap(Scope.Binding::source)
                    .filter(source -> source.id() == use.id())
                    .filter(source -> source.columns().named(column.name()).size() == 1)
                    .map(_ -> SqlText.quoted(column.name()));
        }

        private Optional<String> value(Expr.Value value) {
            if (ShardDependence.readsClock(value.source())) {
                return Optional.empty();
            }
            parameter(value.source());
            return Optional.of("(" + text.text(value.span()) + ")");
        }

        private void parameter(ValueSource source) {
            switch (source) {
                case ValueSource.Literal _ -> {}
                case ValueSource.Parameter(int number) -> parameters.add(number);
                case ValueSource.Cast cast -> parameter(cast.value());
            }
        }

        private Optional<String> all(ImmutableList<Expr> items, Scope scope) {
            List<String> texts = new ArrayList<>();
            for (Expr item : items) {
                Optional<String> one = operand(item, scope);
                if (one.isEmpty()) {
                    return Optional.empty();
                }
                texts.add(one.get());
            }
            return Optional.of(String.join(", ", texts));
        }

        private Optional<String> joined(ImmutableList<Expr> terms, String word, Scope scope) {
            List<String> texts = new ArrayList<>();
            for (Expr term : terms) {
                Optional<String> one = condition(term, scope);
                if (one.isEmpty()) {
                    return Optional.empty();
                }
                texts.add(one.get());
            }
            return Optional.of("(" + String.join(word, texts) + ")");
        }

        private static Optional<String> both(Optional<String> left, String word, Optional<String> right) {
            return left.isPresent() && right.isPresent()
                    ? Optional.of("(" + left.get() + word + right.get() + ")")
                    : Optional.empty();
        }

        private static String symbol(Expr.Operator operator) {
            return switch (operator) {
                case EQUAL -> "=";
                case NOT_EQUAL -> "<>";
                case LESS -> "<";
                case LESS_OR_EQUAL -> "<=";
                case GREATER -> ">";
                case GREATER_OR_EQUAL -> ">=";
            };
        }
    }
}
