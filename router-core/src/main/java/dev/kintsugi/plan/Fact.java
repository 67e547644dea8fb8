package dev.kintsugi.plan;

import dev.kintsugi.plan.Source.KeyNode;
import dev.kintsugi.sql.Expr;
import java.util.BitSet;

/// Something that is true of every joined row that matters and holds a real (not null-extended) row of one of
/// `witnesses`, which are source ids.
///
/// WHERE is witnessed by all sources of its block, the ON of an inner join by both sides, the ON of an outer join by
/// its nullable side only.
sealed interface Fact {
    BitSet witnesses();

    /// A term of WHERE or ON.
    record Condition(Expr expression, Scope scope, BitSet witnesses) implements Fact {}

    /// Two key columns merged by USING.
    record Merged(KeyNode left, KeyNode right, BitSet witnesses) implements Fact {}
}
