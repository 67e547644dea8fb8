package dev.kintsugi.plan;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.collect.ImmutableList;
import dev.kintsugi.catalog.Catalog;
import dev.kintsugi.shard.ShardMap;
import dev.kintsugi.sql.SqlAnalyzer;
import dev.kintsugi.sql.StatementShape;
import dev.kintsugi.sql.TokenList;
import java.util.Arrays;

/// Plans statements on one shard map and catalog, and remembers the plans of texts it has seen; safe for all threads.
///
/// A new map or catalog needs a new planner: that is how a change of epoch forgets all plans. The cache is bounded by the
/// bytes of the remembered texts (a plan weighs a small multiple of its text).
public final class StatementPlanner {
    /// What an entry weighs beside its text: objects of the tree and the plan, roughly, for a short statement.
    private static final int ENTRY_BYTES = 2048;

    /// A tree weighs about this many times its text.
    private static final int TREE_FACTOR = 16;

    private final ShardMap map;
    private final Catalog catalog;
    private final Cache<Key, PlannedStatement> plans;

    /// @param cacheBytes the estimated heap that remembered plans may take together
    public StatementPlanner(ShardMap map, Catalog catalog, long cacheBytes) {
        this.map = map;
        this.catalog = catalog;
        this.plans = Caffeine.newBuilder()
                .maximumWeight(cacheBytes)
                .weigher((Key key, PlannedStatement _) -> ENTRY_BYTES + TREE_FACTOR * key.text.length)
                .build();
    }

    public ShardMap map() {
        return map;
    }

    /// The plan of exactly one statement, whose text the caller must not change afterwards.
    ///
    /// @throws dev.kintsugi.error.RouterException 42601 or 54001 if the text cannot be read at all; such texts
    ///     are not remembered
    public PlannedStatement plan(byte[] text, boolean standardConformingStrings, ImmutableList<String> searchPath) {
        Key key = new Key(text, standardConformingStrings, searchPath, Arrays.hashCode(text));
        return plans.get(key, this::read);
    }

    /// The plan of a statement that was cut out of a longer text.
    public PlannedStatement plan(TokenList tokens, ImmutableList<String> searchPath) {
        byte[] text = tokens.sql();
        Key key = new Key(text, tokens.standardConformingStrings(), searchPath, Arrays.hashCode(text));
        return plans.get(key, k -> planned(tokens, k.searchPath));
    }

    private PlannedStatement read(Key key) {
        return planned(TokenList.scan(key.text, key.standardConformingStrings), key.searchPath);
    }

    private PlannedStatement planned(TokenList tokens, ImmutableList<String> searchPath) {
        StatementShape shape = SqlAnalyzer.analyze(tokens);
        return new PlannedStatement(tokens, shape, new Planner(map, catalog, searchPath).plan(tokens.sql(), shape));
    }

    /// Whatever a plan depends on beside map and catalog.
    @SuppressWarnings("ArrayRecordComponent") // equality is defined below
    private record Key(
            byte[] text, boolean standardConformingStrings, ImmutableList<String> searchPath, int textHash) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key
                    && textHash == key.textHash
                    && standardConformingStrings == key.standardConformingStrings
                    && Arrays.equals(text, key.text)
                    && searchPath.equals(key.searchPath);
        }

        @Override
        public int hashCode() {
            return 31 * textHash + searchPath.hashCode();
        }
    }
}
