package dev.kintsugi.plan;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.function.Function;

/// Statement texts to what was made of them, bounded by an estimate of bytes. Thread-safe.
public final class TextCache<V> {
    /// What a plan weighs beside its text: shape, routing, descriptions, shard SQL.
    private static final int OVERHEAD_BYTES = 4_000;

    private final Cache<Key, V> cache;

    public TextCache(long maxBytes) {
        cache = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((Key key, V _) -> OVERHEAD_BYTES + 10 * key.sql().length)
                .build();
    }

    /// Everything that a plan depends on but the values. The bytes must not be changed by the holder.
    @SuppressWarnings("ArrayRecordComponent") // equality is defined below
    public record Key(byte[] sql, ImmutableList<String> searchPath, boolean standardConformingStrings, long epoch) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key
                    && epoch == key.epoch
                    && standardConformingStrings == key.standardConformingStrings
                    && Arrays.equals(sql, key.sql)
                    && searchPath.equals(key.searchPath);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(sql) * 31 + searchPath.hashCode();
        }
    }

    /// The value for the key, made by `make` if it is not there; what `make` throws reaches the caller and is not
    /// kept.
    public V get(Key key, Function<Key, V> make) {
        V known = cache.getIfPresent(key);
        if (known != null) {
            return known;
        }
        V made = make.apply(key);
        cache.put(key, made);
        return made;
    }

    /// Entries at the moment, roughly.
    public long size() {
        return cache.estimatedSize();
    }
}
