package dev.kintsugi.proof;

import com.google.common.collect.ImmutableList;

/// A SELECT: its text, its result columns by the names they have outside, and those that tell its rows apart.
record Selected(String sql, ImmutableList<Term> columns, ImmutableList<Term> unique) {}
