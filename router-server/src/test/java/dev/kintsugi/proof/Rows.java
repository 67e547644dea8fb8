package dev.kintsugi.proof;

import com.google.common.collect.ImmutableList;

/// A FROM item: its text, what can be said of its rows, and the expressions that together are different for each.
///
/// `keys` are the sharding keys among the terms.
record Rows(String from, ImmutableList<Term> terms, ImmutableList<Term> keys, ImmutableList<Term> unique) {
    static Rows both(String from, Rows left, Rows right) {
        return new Rows(
                from, join(left.terms, right.terms), join(left.keys, right.keys), join(left.unique, right.unique));
    }

    Rows withFrom(String other) {
        return new Rows(other, terms, keys, unique);
    }

    ImmutableList<Term> of(Kind kind) {
        return terms.stream().filter(term -> term.kind() == kind).collect(ImmutableList.toImmutableList());
    }

    private static <T> ImmutableList<T> join(ImmutableList<T> left, ImmutableList<T> right) {
        return ImmutableList.<T>builder().addAll(left).addAll(right).build();
    }
}
