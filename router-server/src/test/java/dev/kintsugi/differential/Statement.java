package dev.kintsugi.differential;

import com.google.common.collect.ImmutableList;

/// One statement of a file, without its final semicolon, with its parameters as written and what is expected of it.
public record Statement(String place, String sql, ImmutableList<String> parameters, Expectation expectation) {}
