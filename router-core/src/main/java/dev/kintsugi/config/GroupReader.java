package dev.kintsugi.config;

import static dev.kintsugi.config.FileProblems.quote;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.kintsugi.shard.ColocationGroup;
import dev.kintsugi.shard.ShardingFunction;
import dev.kintsugi.value.KeyType;
import java.util.Arrays;
import java.util.Optional;

/// Reads one `[groups.…]` table: the key's types and the sharding function.
final class GroupReader {
    private static final int MOST_KEY_COLUMNS = 32; // as many as an index of Postgres has

    private final ShardNames shards;
    private final FileProblems problems;

    GroupReader(ShardNames shards, FileProblems problems) {
        this.shards = shards;
        this.problems = problems;
    }

    /// The sharding functions by their names, each with the keys that only it has and the one of them it needs.
    private enum Function {
        HASH("hash", ImmutableSet.of("slots"), Optional.empty()),
        RANGE("range", ImmutableSet.of("ranges"), Optional.of("ranges")),
        LIST("list", ImmutableSet.of("values", "default"), Optional.of("values"));

        private final String word;
        private final ImmutableSet<String> keys;
        private final Optional<String> needed;

        Function(String word, ImmutableSet<String> keys, Optional<String> needed) {
            this.word = word;
            this.keys = keys;
            this.needed = needed;
        }
    }

    /// Empty if the key's types or the function are not known.
    Optional<ColocationGroup> read(String name, TableReader group) {
        Optional<ImmutableList<KeyType>> types = keyTypes(group);
        Optional<Function> function = function(group);
        function.ifPresent(f -> checkKeys(group, f));
        if (types.isEmpty() || function.isEmpty()) {
            return Optional.empty();
        }
        return shardingFunction(group, function.get(), types.get())
                .map(sharding -> new ColocationGroup(name, types.get(), sharding));
    }

    private Optional<ImmutableList<KeyType>> keyTypes(TableReader group) {
        if (!group.has("key")) {
            problems.conclude(
                    group.position(),
                    group.title() + " has no \"key\"",
                    "add key = [\"bigint\"], the types of the sharding key's columns");
        }
        Optional<ImmutableList<Located<String>>> names = group.texts("key");
        if (names.isPresent() && names.get().size() > MOST_KEY_COLUMNS) {
            problems.at(group.positionOf("key"), "a sharding key has at most 32 columns", "use fewer columns");
            return Optional.empty();
        }
        return names.flatMap(list -> {
            ImmutableList<KeyType> types = list.stream()
                    .flatMap(name -> KeyTypeNames.type(name, problems).stream())
                    .collect(ImmutableList.toImmutableList());
            return types.size() == list.size() ? Optional.of(types) : Optional.empty();
        });
    }

    private Optional<Function> function(TableReader group) {
        if (!group.has("function")) {
            return Optional.of(Function.HASH);
        }
        Optional<Located<String>> word = group.text("function");
        Optional<Function> function = word.flatMap(w -> Arrays.stream(Function.values())
                .filter(f -> f.word.equals(w.value()))
                .findFirst());
        word.filter(_ -> function.isEmpty())
                .ifPresent(w -> problems.at(
                        w.position(),
                        "unknown sharding function " + quote(w.value()),
                        "write \"hash\", \"range\" or \"list\""));
        return function;
    }

    private void checkKeys(TableReader group, Function function) {
        for (Function other : Function.values()) {
            other.keys.stream()
                    .filter(key -> other != function && group.has(key))
                    .forEach(key -> {
                        String message =
                                group.title() + " has " + quote(key) + ", but its function is " + quote(function.word);
                        problems.at(
                                group.positionOf(key), message, "remove it, or write function = " + quote(other.word));
                    });
        }
        function.needed.filter(key -> !group.has(key)).ifPresent(key -> {
            String message = group.title() + " has no " + quote(key);
            problems.conclude(group.position(), message, "a " + function.word + " function needs it");
        });
    }

    private Optional<ShardingFunction> shardingFunction(
            TableReader group, Function function, ImmutableList<KeyType> types) {
        if (function != Function.HASH && types.size() != 1) {
            problems.at(
                    group.positionOf("key"),
                    "a " + function.word + " function has one key column, not " + types.size(),
                    "use function = \"hash\" for a key of several columns");
            return Optional.empty();
        }
        KeyLiterals literals = new KeyLiterals(types.getFirst(), problems);
        return switch (function) {
            case HASH -> hash(group);
            case RANGE -> Optional.of(new RangesReader(literals, shards, problems).read(group));
            case LIST -> Optional.of(new ListReader(literals, shards, problems).read(group));
        };
    }

    private Optional<ShardingFunction> hash(TableReader group) {
        if (!group.has("slots")) {
            int count = Math.clamp(shards.names().size(), 1, ShardingFunction.Hash.SLOTS);
            return Optional.of(ShardingFunction.Hash.even(count));
        }
        return group.names("slots", group.title() + " slots")
                .map(slots -> new SlotsReader(shards, problems).read(slots));
    }
}
