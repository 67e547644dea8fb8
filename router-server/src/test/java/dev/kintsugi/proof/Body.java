package dev.kintsugi.proof;

import com.google.common.collect.ImmutableList;

/// A SELECT without ORDER BY and LIMIT.
///
/// `columns` and `unique` are named as they are outside; `total` are ORDER BY items that order its rows totally,
/// and `more` some that may stand before them.
record Body(
        String sql,
        ImmutableList<Term> columns,
        ImmutableList<Term> unique,
        ImmutableList<String> total,
        ImmutableList<String> more) {}
