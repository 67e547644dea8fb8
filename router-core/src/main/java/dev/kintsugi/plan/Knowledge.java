package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.plan.Source.KeyNode;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.Query;
import dev.kintsugi.value.KeyType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// What is true of every joined row that matters and holds real rows of some sources.
///
/// It is the closure of three steps: a fact holds once one of its witnesses is real; an equality or comparison that
/// holds makes the sources it names real, since it is not true of NULLs; a row of a derived table stands for a row of
/// its block. Removing rows of which the closure is false cannot change the statement's result: that is what makes a
/// restriction found here a superset, and an equality found here a colocated join.
final class Knowledge {
    private final StatementModel model;
    private final BitSet real = new BitSet();
    private final List<Fact> facts = new ArrayList<>();
    private final Map<KeyNode, KeyNode> sameAs = new HashMap<>();

    private Knowledge(StatementModel model) {
        this.model = model;
    }

    /// What is known where a row of each of `sources` is real.
    static Knowledge where(StatementModel model, Iterable<? extends Source> sources) {
        Knowledge knowledge = new Knowledge(model);
        sources.forEach(source -> knowledge.makeReal(source.id()));
        knowledge.close();
        return knowledge;
    }

    /// What `facts` alone say, wherever they hold.
    static Knowledge of(StatementModel model, Iterable<Fact> facts) {
        Knowledge knowledge = new Knowledge(model);
        facts.forEach(knowledge::learn);
        return knowledge;
    }

    /// Whether two key columns have equal values.
    boolean same(KeyNode left, KeyNode right) {
        return find(left).equals(find(right));
    }

    /// Whether two uses of one colocation group have equal keys.
    boolean sameKey(Source.Base left, Source.Base right) {
        if (!model.group(left).name().equals(model.group(right).name())) {
            return false;
        }
        int width = model.group(left).keyTypes().size();
        for (int i = 0; i < width; i++) {
            if (!same(new KeyNode(left.id(), i), new KeyNode(right.id(), i))) {
                return false;
            }
        }
        return true;
    }

    ImmutableList<Fact.Condition> conditions() {
        return facts.stream()
                .filter(Fact.Condition.class::isInstance)
                .map(Fact.Condition.class::cast)
                .collect(ImmutableList.toImmutableList());
    }

    private void close() {
        List<Fact> open = new ArrayList<>(model.facts());
        boolean changed = true;
        while (changed) {
            changed = open.removeIf(fact -> {
                boolean holds = fact.witnesses().intersects(real);
                if (holds) {
                    facts.add(fact);
                    learn(fact);
                }
                return holds;
            });
        }
    }

    private void learn(Fact fact) {
        switch (fact) {
            case Fact.Merged merged -> equate(merged.left(), merged.right());
            case Fact.Condition condition -> learn(condition.expression(), condition.scope());
        }
    }

    private void learn(Expr expression, Scope scope) {
        switch (expression) {
            case Expr.Comparison comparison -> {
                Optional<KeyNode> left = scope.key(comparison.left());
                Optional<KeyNode> right = scope.key(comparison.right());
                left.ifPresent(key -> makeReal(key.source()));
                right.ifPresent(key -> makeReal(key.source()));
                if (comparison.operator() == Expr.Operator.EQUAL && left.isPresent() && right.isPresent()) {
                    equate(left.get(), right.get());
                }
            }
            case Expr.In in -> scope.key(in.left()).ifPresent(key -> makeReal(key.source()));
            case Expr.EqualsAny any -> scope.key(any.left()).ifPresent(key -> makeReal(key.source()));
            case Expr.Between between -> scope.key(between.value()).ifPresent(key -> makeReal(key.source()));
            default -> {}
        }
    }

    private void makeReal(int source) {
        if (real.get(source)) {
            return;
        }
        real.set(source);
        OptionalInt owner = model.sources().get(source).owner();
        owner.ifPresent(this::makeReal);
        if (model.sources().get(source) instanceof Source.Derived derived && !makesRowOfNone(derived)) {
            for (Source inner : model.sources()) {
                if (inner.owner().equals(OptionalInt.of(source)) && !inner.nullable()) {
                    makeReal(inner.id());
                }
            }
        }
    }

    /// Whether the block can return a row that no row of its FROM went into: an aggregate without GROUP BY does,
    /// and so does a grouping set without columns.
    private static boolean makesRowOfNone(Source.Derived derived) {
        return derived.query().body() instanceof QueryModel.Block(Query.Block block, var _, var _)
                && Outputs.isGrouped(derived.query().query(), block)
                && (block.groupBy().expressions().isEmpty() || block.groupBy().groupingSets());
    }

    private void equate(KeyNode left, KeyNode right) {
        makeReal(left.source());
        makeReal(right.source());
        if (compatible(type(left), type(right))) {
            sameAs.put(find(left), find(right));
        }
    }

    /// Equality must be transitive over both types: true within one type, and among the integers.
    private static boolean compatible(KeyType left, KeyType right) {
        return left == right || (isInteger(left) && isInteger(right));
    }

    private static boolean isInteger(KeyType type) {
        return type == KeyType.INT2 || type == KeyType.INT4 || type == KeyType.INT8;
    }

    private KeyType type(KeyNode node) {
        return model.use(node.source()).keyType(node.keyColumn());
    }

    private KeyNode find(KeyNode node) {
        KeyNode next = node;
        for (KeyNode up = sameAs.get(next); up != null && !up.equals(next); up = sameAs.get(next)) {
            next = up;
        }
        return next;
    }
}
