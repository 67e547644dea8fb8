package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.plan.Source.Columns;
import dev.kintsugi.sql.Expr;
import dev.kintsugi.sql.FromItem.JoinKind;
import dev.kintsugi.sql.Query;
import java.util.Optional;

/// A query with its names resolved: which sources it reads, and how it joins them.
record QueryModel(Query query, Body body, Columns outputs) {
    /// What a query is made of.
    sealed interface Body {}

    record Block(Query.Block block, Scope scope, ImmutableList<Joined> from) implements Body {}

    record SetOperation(Query.SetOperation operation, QueryModel left, QueryModel right) implements Body {}

    record Values(Query.Values values, Scope scope) implements Body {}

    /// A tree of joins.
    sealed interface Joined {
        ImmutableList<Source> sources();

        record Leaf(Source source) implements Joined {
            @Override
            public ImmutableList<Source> sources() {
                return ImmutableList.of(source);
            }
        }

        /// `on` holds the facts of its ON or USING clause; `scope` is what ON can name.
        record Join(
                JoinKind kind,
                Joined left,
                Joined right,
                ImmutableList<Fact> on,
                Scope scope,
                Optional<Expr> condition,
                boolean natural)
                implements Joined {
            @Override
            public ImmutableList<Source> sources() {
                return ImmutableList.<Source>builder()
                        .addAll(left.sources())
                        .addAll(right.sources())
                        .build();
            }
        }
    }
}
