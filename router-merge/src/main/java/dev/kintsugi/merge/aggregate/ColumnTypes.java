package dev.kintsugi.merge.aggregate;

/// Tells the type of each column of a row stream.
@FunctionalInterface
public interface ColumnTypes {
    /// The type's OID; columns are counted from 0.
    int typeOid(int column);
}
