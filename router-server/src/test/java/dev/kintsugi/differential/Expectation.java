package dev.kintsugi.differential;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.value.Format;
import java.util.Optional;

/// What a file says about one statement beside its text.
///
/// `order`: how much of the rows' order the statement fixes. `refusals`: where the router refuses it, and how.
/// `failure`: the SQLSTATE with which the oracle refuses it.
public record Expectation(Order order, ImmutableList<Refusal> refusals, Optional<String> failure) {
    public static final Expectation PLAIN = new Expectation(new Order.None(), ImmutableList.of(), Optional.empty());

    /// How much of a result's order must agree.
    public sealed interface Order {
        /// Nothing: rows are compared as a multiset.
        record None() implements Order {}

        /// Everything.
        record Total() implements Order {}

        /// The values of some columns, counted from 0, one after another; the rest as a multiset.
        record By(ImmutableList<Integer> columns) implements Order {}
    }

    /// Where a refusal is due.
    public sealed interface Where {
        boolean here(int shards, Way way);

        /// On more than one shard.
        record SeveralShards() implements Where {
            @Override
            public boolean here(int shards, Way way) {
                return shards > 1;
            }
        }

        /// On a certain number of shards.
        record Shards(int count) implements Where {
            @Override
            public boolean here(int shards, Way way) {
                return shards == count;
            }
        }

        record Always() implements Where {
            @Override
            public boolean here(int shards, Way way) {
                return true;
            }
        }

        /// On more than one shard, when results have this format.
        record Results(Format format) implements Where {
            @Override
            public boolean here(int shards, Way way) {
                return shards > 1 && way.results() == format;
            }
        }

        /// On any number of shards, but not as a simple query.
        record Extended() implements Where {
            @Override
            public boolean here(int shards, Way way) {
                return way != Way.SIMPLE;
            }
        }
    }

    /// `message` is a part of the router's message.
    public record Refusal(String message, Where where) {}

    /// The messages of which one is due here; none if the statement must be answered.
    ImmutableList<String> refusals(int shards, Way way) {
        return refusals.stream()
                .filter(refusal -> refusal.where().here(shards, way))
                .map(Refusal::message)
                .collect(ImmutableList.toImmutableList());
    }

    public Expectation withOrder(Order newOrder) {
        return new Expectation(newOrder, refusals, failure);
    }

    Expectation withRefusal(Refusal refusal) {
        return new Expectation(
                order,
                ImmutableList.<Refusal>builder().addAll(refusals).add(refusal).build(),
                failure);
    }

    Expectation withFailure(String state) {
        return new Expectation(order, refusals, Optional.of(state));
    }
}
