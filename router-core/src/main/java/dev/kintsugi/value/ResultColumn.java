package dev.kintsugi.value;

/// One column of a RowDescription without its format; `typeSize` is negative for variable width, `typeModifier` -1 for
/// none.
public record ResultColumn(String name, int tableOid, int columnNumber, int typeOid, int typeSize, int typeModifier) {}
