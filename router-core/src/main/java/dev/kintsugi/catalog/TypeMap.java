package dev.kintsugi.catalog;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import java.util.Map;

/// Which type of one shard is which on the home shard: OIDs of types that users made differ from database to database.
///
/// Types that the map does not know are taken for the same: built-in ones are.
public record TypeMap(ImmutableMap<Integer, Integer> toHome, ImmutableMap<Integer, Integer> toShard) {
    /// All types have the same OIDs.
    public static final TypeMap IDENTITY = new TypeMap(ImmutableMap.of(), ImmutableMap.of());

    /// What is told of a type that the home shard has no name for, as another type may have its OID there.
    private static final int UNKNOWN = 705;

    /// Compares two databases' types by their names.
    public static TypeMap between(Map<String, Integer> home, Map<String, Integer> shard) {
        ImmutableMap.Builder<Integer, Integer> toHome = ImmutableMap.builder();
        ImmutableMap.Builder<Integer, Integer> toShard = ImmutableMap.builder();
        shard.forEach((name, oid) -> {
            Integer there = home.get(name);
            if (there == null) {
                if (home.containsValue(oid)) {
                    toHome.put(oid, UNKNOWN);
                }
            } else if (!there.equals(oid)) {
                toHome.put(oid, there);
                toShard.put(there, oid);
            }
        });
        return new TypeMap(toHome.buildOrThrow(), toShard.buildOrThrow());
    }

    public boolean isIdentity() {
        return toHome.isEmpty();
    }

    /// The home shard's OID of a type of this shard.
    public int home(int oid) {
        return toHome.getOrDefault(oid, oid);
    }

    /// This shard's OIDs of types of the home shard.
    public ImmutableIntArray shard(ImmutableIntArray oids) {
        if (isIdentity() || oids.isEmpty()) {
            return oids;
        }
        ImmutableIntArray.Builder mapped = ImmutableIntArray.builder(oids.length());
        oids.forEach(oid -> mapped.add(toShard.getOrDefault(oid, oid)));
        return mapped.build();
    }
}
