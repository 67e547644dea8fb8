package dev.kintsugi.differential;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import java.util.OptionalInt;

/// What a file says about one statement beside its text.
///
/// `order`: how much of the rows' order the statement fixes. `refusal`: part of the message with which the router refuses it on
/// more than one shard. `failure`: the SQLSTATE with which the oracle refuses it.
record Expectation(Order order, Optional<Refusal> refusal, Optional<String> failure) {
    static final Expectation PLAIN = new Expectation(new Order.None(), Optional.empty(), Optional.empty());

    /// How much of a result's order must agree.
    sealed interface Order {
        /// Nothing: rows are compared as a multiset.
        record None() implements Order {}

        /// Everything.
        record Total() implements Order {}

        /// The values of some columns, counted from 0, one after another; the rest as a multiset.
        record By(ImmutableList<Integer> columns) implements Order {}
    }

    /// A refusal on several shards, or only on a certain number of them.
    record Refusal(String message, OptionalInt onlyOn) {
        boolean on(int shards) {
            return onlyOn.isPresent() ? onlyOn.getAsInt() == shards : shards > 1;
        }
    }

    boolean refusedOn(int shards) {
        return refusal.isPresent() && refusal.get().on(shards);
    }

    Expectation withOrder(Order newOrder) {
        return new Expectation(newOrder, refusal, failure);
    }

    Expectation withRefusal(Refusal newRefusal) {
        return new Expectation(order, Optional.of(newRefusal), failure);
    }

    Expectation withFailure(String state) {
        return new Expectation(order, refusal, Optional.of(state));
    }
}
