package dev.kintsugi.server;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.kintsugi.backend.ShardTypes;
import dev.kintsugi.catalog.TypeMap;
import dev.kintsugi.server.CatalogLoader.UserTypes;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the types of all shards and tells which are which.
final class TypeLoader {
    private static final Logger LOG = LoggerFactory.getLogger(TypeLoader.class);

    private TypeLoader() {}

    /// Fills `types`, as seen from the shard `home`; the result is false if a shard did not answer, whose types are
    /// taken for the same.
    static CompletableFuture<Boolean> load(ImmutableList<CatalogLoader.Source> shards, int home, ShardTypes types) {
        Map<Integer, UserTypes> told = new ConcurrentHashMap<>();
        CompletableFuture<?>[] answers = IntStream.range(0, shards.size())
                .mapToObj(shard -> CatalogLoader.types(shards.get(shard))
                        .thenAccept(answer -> told.put(shard, answer))
                        .exceptionally(failure -> {
                            LOG.warn("types of shard {}: {}", shard, RouterServer.rootMessage(failure));
                            return null;
                        }))
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(answers).thenApply(_ -> {
            UserTypes wanted = told.get(home);
            if (wanted == null) {
                return false;
            }
            ImmutableMap.Builder<Integer, TypeMap> maps = ImmutableMap.builder();
            told.forEach((shard, other) -> maps.put(shard, TypeMap.between(wanted.oids(), other.oids())));
            types.set(maps.buildOrThrow(), wanted.carriers());
            return told.size() == shards.size();
        });
    }
}
