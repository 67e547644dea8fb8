package dev.kintsugi.proof;

/// An expression of a known kind.
record Term(String sql, Kind kind) {}
