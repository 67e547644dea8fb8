package dev.kintsugi.plan;

import static com.google.common.collect.ImmutableList.toImmutableList;

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
/// evaluate the rest of the statement over fewer rows, but never over other ones. The condition is one of
/// `alternatives`, each of which is all of its terms.
record PushedFilter(ImmutableList<ImmutableList<Splice>> alternatives, ImmutableSet<Integer> parameters) {

    /// The condition for all rows of `uses`, which are all mentions of one table; empty if one of them has none.
    static Optional<PushedFilter> of(SqlText text, StatementModel model, ImmutableList<Source.Base> uses) {
        var alternatives = ImmutableList.<ImmutableList<Splice>>builder();
        Terms terms = new Terms(text);
        for (Source.Base use : uses) {
            ImmutableList<Splice> found = found(terms, model, use);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            alternatives.add(found);
        }
        return Optional.of(new PushedFilter(alternatives.build(), terms.parameters.build()));
    }

    /// The condition with the constants of a text; what is the same there is said once.
    String in(SqlText text) {
        return alternatives.stream()
                .map(terms ->
                        terms.stream().map(text::written).distinct().collect(Collectors.joining(" AND ", "(", ")")))
                .distinct()
                .collect(Collectors.joining(" OR "));
    }

    private static ImmutableList<Splice> found(Terms terms, StatementModel model, Source.Base use) {
        if (!use.item().columnAliases().isEmpty()) {
            return ImmutableList.of();
        }
        boolean missing = model.mayBeMissing(use);
        return Knowledge.where(model, ImmutableList.of(use)).conditions().stream()
                // a fact of another block may hold for what that block makes of the row
                .filter(condition -> condition.witnesses().get(use.id()))
                // a row that is left out becomes a row of NULLs: only what is not true of those may leave it out
                .filter(condition -> !missing || isStrict(condition.expression()))
                .flatMap(condition -> terms.condition(condition.expression(), condition.scope(), use).stream())
                .collect(toImmutableList());
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
        private final ImmutableSet.Builder<Integer> parameters = ImmutableSet.builder();

        Terms(SqlText text) {
            this.text = text;
        }

        /// The condition's text; empty if it is not about the table alone, or could fail.
        Optional<Splice> condition(Expr expr, Scope scope, Source.Base use) {
            return switch (expr) {
                case Expr.Comparison(var operator, Expr left, Expr right, var _) ->
                    both(operand(left, scope, use), " " + operator.symbol() + " ", operand(right, scope, use))
                            .map(Terms::enclosed);
                case Expr.In in ->
                    both(
                                    operand(in.left(), scope, use),
                                    in.negated() ? " NOT IN " : " IN ",
                                    list(in.items(), scope, use).map(Terms::enclosed))
                            .map(Terms::enclosed);
                case Expr.EqualsAny(Expr left, Expr array, var _) ->
                    both(
                                    operand(left, scope, use),
                                    " = ANY ",
                                    operand(array, scope, use).map(Terms::enclosed))
                            .map(Terms::enclosed);
                case Expr.Between between ->
                    both(
                                    operand(between.value(), scope, use),
                                    between.negated() ? " NOT BETWEEN " : " BETWEEN ",
                                    both(
                                            operand(between.low(), scope, use),
                                            " AND ",
                                            operand(between.high(), scope, use)))
                            .map(Terms::enclosed);
                case Expr.IsNull isNull ->
                    operand(isNull.value(), scope, use)
                            .map(value -> enclosed(value.plus(isNull.negated() ? " IS NOT NULL" : " IS NULL")));
                case Expr.And and -> joined(and.terms(), " AND ", scope, use);
                case Expr.Or or -> joined(or.terms(), " OR ", scope, use);
                case Expr.Not not ->
                    condition(not.value(), scope, use)
                            .map(inner -> enclosed(Splice.of("NOT ").plus(inner)));
                default -> Optional.empty();
            };
        }

        private Optional<Splice> operand(Expr expr, Scope scope, Source.Base use) {
            return switch (expr) {
                case Expr.Column column -> column(column, scope, use);
                case Expr.Value value -> value(value);
                case Expr.ArrayOf array ->
                    list(array.items(), scope, use)
                            .map(items -> Splice.of("ARRAY[").plus(items).plus("]"));
                default -> Optional.empty();
            };
        }

        private static Optional<Splice> column(Expr.Column column, Scope scope, Source.Base use) {
            return scope.bind(column)
                    .flatMap(Scope.Binding::source)
                    .filter(source -> source.id() == use.id())
                    .filter(source -> source.columns().named(column.name()).size() == 1)
                    .map(_ -> Splice.of(SqlText.quoted(column.name())));
        }

        private Optional<Splice> value(Expr.Value value) {
            if (ShardDependence.readsClock(value.source(), text)) {
                return Optional.empty();
            }
            parameter(value.source());
            return Optional.of(enclosed(Splice.copy(value.span())));
        }

        private void parameter(ValueSource source) {
            switch (source) {
                case ValueSource.Literal _, ValueSource.Slot _ -> {}
                case ValueSource.Parameter(int number) -> parameters.add(number);
                case ValueSource.Cast cast -> parameter(cast.value());
            }
        }

        private Optional<Splice> list(ImmutableList<Expr> items, Scope scope, Source.Base use) {
            List<Splice> found = new ArrayList<>();
            for (Expr item : items) {
                operand(item, scope, use).ifPresent(found::add);
            }
            return found.size() == items.size() ? Optional.of(Splice.join(", ", found)) : Optional.empty();
        }

        private Optional<Splice> joined(ImmutableList<Expr> terms, String word, Scope scope, Source.Base use) {
            List<Splice> found = new ArrayList<>();
            for (Expr term : terms) {
                condition(term, scope, use).ifPresent(found::add);
            }
            return found.size() == terms.size() ? Optional.of(enclosed(Splice.join(word, found))) : Optional.empty();
        }

        private static Splice enclosed(Splice inner) {
            return Splice.of("(").plus(inner).plus(")");
        }

        private static Optional<Splice> both(Optional<Splice> left, String word, Optional<Splice> right) {
            return left.isPresent() && right.isPresent()
                    ? Optional.of(left.get().plus(word).plus(right.get()))
                    : Optional.empty();
        }
    }
}
