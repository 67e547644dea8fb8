package dev.kintsugi.proof;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;

/// A statement made by choices; `ordered` if ORDER BY orders its rows totally, `loose` if equal values may differ.
///
/// `variant` are choices that make the statement with other constants.
record Generated(
        String sql,
        ImmutableList<String> parameters,
        boolean ordered,
        boolean loose,
        ImmutableIntArray choices,
        ImmutableIntArray variant) {}
