package dev.kintsugi.merge.spill;

/// Where rows lie in a [SpillFile], in bytes.
public record Chunk(long offset, int length) {}
