package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.plan.Source.KeyNode;
import dev.kintsugi.shard.ShardingFunction;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.ValueSource;
import dev.kintsugi.value.SqlLiteral;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Reads from a statement which keys of one mention of a sharded table it can need.
final class KeyConditions {
    private final StatementModel model;
    private final Source.Base use;
    private final Knowledge knowledge;
    private final boolean ordered;

    private KeyConditions(StatementModel model, Source.Base use) {
        this.model = model;
        this.use = use;
        this.knowledge = Knowledge.where(model, ImmutableList.of(use));
        this.ordered = model.group(use).function() instanceof ShardingFunction.Range;
    }

    static KeyCondition of(StatementModel model, Source.Base use) {
        KeyConditions reader = new KeyConditions(model, use);
        return and(reader.knowledge.conditions().stream()
                .map(fact -> reader.read(fact.expression(), fact.scope()))
                .toList());
    }

    static KeyCondition and(List<KeyCondition> terms) {
        List<KeyCondition> kept = new ArrayList<>();
        for (KeyCondition term : terms) {
            if (term instanceof KeyCondition.Never) {
                return term;
            }
            if (!(term instanceof KeyCondition.Any) && !kept.contains(term)) {
                kept.add(term);
            }
        }
        return switch (kept.size()) {
            case 0 -> KeyCondition.Any.INSTANCE;
            case 1 -> kept.getFirst();
            default -> new KeyCondition.And(ImmutableList.copyOf(kept));
        };
    }

    static KeyCondition or(List<KeyCondition> terms) {
        List<KeyCondition> kept = new ArrayList<>();
        for (KeyCondition term : terms) {
            if (term instanceof KeyCondition.Any) {
                return term;
            }
            if (!(term instanceof KeyCondition.Never) && !kept.contains(term)) {
                kept.add(term);
            }
        }
        return switch (kept.size()) {
            case 0 -> KeyCondition.Never.INSTANCE;
            case 1 -> kept.getFirst();
            default -> new KeyCondition.Or(ImmutableList.copyOf(kept));
        };
    }

    private KeyCondition read(Expr expression, Scope scope) {
        return switch (expression) {
            case Expr.And and ->
                and(and.terms().stream().map(term -> read(term, scope)).toList());
            case Expr.Or or ->
                or(or.terms().stream().map(term -> read(term, scope)).toList());
            case Expr.Comparison comparison -> comparison(comparison, scope);
            case Expr.In in -> in.negated() ? KeyCondition.Any.INSTANCE : in(in, scope);
            case Expr.EqualsAny any -> equalsAny(any, scope);
            case Expr.Between between -> between.negated() ? KeyCondition.Any.INSTANCE : between(between, scope);
            case Expr.IsNull isNull -> isNull(isNull, scope);
            case Expr.Value value -> isFalse(value.source()) ? KeyCondition.Never.INSTANCE : KeyCondition.Any.INSTANCE;
            case Expr.Not _,
                    Expr.Column _,
                    Expr.ArrayOf _,
                    Expr.Row _,
                    Expr.Call _,
                    Expr.Subquery _,
                    Expr.Collate _,
                    Expr.CastOf _,
                    Expr.Star _,
                    Expr.Other _ -> KeyCondition.Any.INSTANCE;
        };
    }

    private KeyCondition comparison(Expr.Comparison comparison, Scope scope) {
        if (comparison.left() instanceof Expr.Row left && comparison.right() instanceof Expr.Row right) {
            return comparison.operator() == Expr.Operator.EQUAL
                    ? rowEqual(left, right, scope)
                    : KeyCondition.Any.INSTANCE;
        }
        if (comparison.right() instanceof Expr.Value value) {
            return compare(comparison.left(), comparison.operator(), value.source(), scope);
        }
        if (comparison.left() instanceof Expr.Value value) {
            return compare(comparison.right(), mirrored(comparison.operator()), value.source(), scope);
        }
        return KeyCondition.Any.INSTANCE;
    }

    private KeyCondition compare(Expr column, Expr.Operator operator, ValueSource value, Scope scope) {
        if (operator == Expr.Operator.NOT_EQUAL || (operator != Expr.Operator.EQUAL && !ordered)) {
            return KeyCondition.Any.INSTANCE;
        }
        return on(
                column,
                scope,
                key -> Exprs.isNull(value)
                        ? KeyCondition.Never.INSTANCE
                        : operator == Expr.Operator.EQUAL
                                ? new KeyCondition.Equal(key, value)
                                : new KeyCondition.Compare(key, operator, value));
    }

    private KeyCondition rowEqual(Expr.Row left, Expr.Row right, Scope scope) {
        if (left.items().size() != right.items().size()) {
            return KeyCondition.Any.INSTANCE;
        }
        List<KeyCondition> terms = new ArrayList<>();
        for (int i = 0; i < left.items().size(); i++) {
            Expr l = left.items().get(i);
            Expr r = right.items().get(i);
            terms.add(comparison(new Expr.Comparison(Expr.Operator.EQUAL, l, r, l.span()), scope));
        }
        return and(terms);
    }

    private KeyCondition in(Expr.In in, Scope scope) {
        if (in.left() instanceof Expr.Row left) {
            return or(in.items().stream()
                    .map(item ->
                            item instanceof Expr.Row right ? rowEqual(left, right, scope) : KeyCondition.Any.INSTANCE)
                    .toList());
        }
        return oneOf(in.left(), in.items(), scope);
    }

    private KeyCondition equalsAny(Expr.EqualsAny any, Scope scope) {
        return switch (any.array()) {
            case Expr.ArrayOf array -> oneOf(any.left(), array.items(), scope);
            case Expr.Value value ->
                on(
                        any.left(),
                        scope,
                        key -> Exprs.isNull(value.source())
                                ? KeyCondition.Never.INSTANCE
                                : new KeyCondition.AnyElement(key, value.source()));
            default -> KeyCondition.Any.INSTANCE;
        };
    }

    private KeyCondition oneOf(Expr column, ImmutableList<Expr> items, Scope scope) {
        var values = ImmutableList.<ValueSource>builder();
        for (Expr item : items) {
            if (!(item instanceof Expr.Value value)) {
                return KeyCondition.Any.INSTANCE;
            }
            if (!Exprs.isNull(value.source())) {
                values.add(value.source());
            }
        }
        ImmutableList<ValueSource> given = values.build();
        return on(
                column,
                scope,
                key -> given.isEmpty() ? KeyCondition.Never.INSTANCE : new KeyCondition.OneOf(key, given));
    }

    private KeyCondition between(Expr.Between between, Scope scope) {
        if (!(between.low() instanceof Expr.Value low) || !(between.high() instanceof Expr.Value high)) {
            return KeyCondition.Any.INSTANCE;
        }
        return and(List.of(
                compare(between.value(), Expr.Operator.GREATER_OR_EQUAL, low.source(), scope),
                compare(between.value(), Expr.Operator.LESS_OR_EQUAL, high.source(), scope)));
    }

    /// IS NULL is true of null-extended rows too, so it says nothing about a table that an outer join may
    /// null-extend.
    private KeyCondition isNull(Expr.IsNull isNull, Scope scope) {
        Optional<KeyNode> node = scope.key(isNull.value());
        boolean own =
                !isNull.negated() && node.isPresent() && node.get().source() == use.id() && !model.mayBeMissing(use);
        return own ? new KeyCondition.IsNull(node.orElseThrow().keyColumn()) : KeyCondition.Any.INSTANCE;
    }

    private KeyCondition on(Expr column, Scope scope, Function<Integer, KeyCondition> condition) {
        Optional<KeyNode> node = scope.key(column);
        if (node.isEmpty()) {
            return KeyCondition.Any.INSTANCE;
        }
        List<KeyCondition> found = new ArrayList<>();
        for (int i = 0; i < model.group(use).keyTypes().size(); i++) {
            if (knowledge.same(new KeyNode(use.id(), i), node.get())) {
                found.add(condition.apply(i));
            }
        }
        return and(found);
    }

    private static boolean isFalse(ValueSource source) {
        return Exprs.isNull(source)
                || (source instanceof ValueSource.Literal(SqlLiteral.Bool(boolean value)) && !value);
    }

    private static Expr.Operator mirrored(Expr.Operator operator) {
        return switch (operator) {
            case EQUAL, NOT_EQUAL -> operator;
            case LESS -> Expr.Operator.GREATER;
            case LESS_OR_EQUAL -> Expr.Operator.GREATER_OR_EQUAL;
            case GREATER -> Expr.Operator.LESS;
            case GREATER_OR_EQUAL -> Expr.Operator.LESS_OR_EQUAL;
        };
    }
}
