package dev.kintsugi.shard;

/// A table's schema and name as the catalog has them (case kept, no quotes).
public record TableName(String schema, String name) {
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
