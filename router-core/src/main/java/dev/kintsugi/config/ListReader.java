package dev.kintsugi.config;

import static dev.kintsugi.config.FileProblems.quote;

import com.google.common.collect.ImmutableMap;
import dev.kintsugi.shard.KeyOrder;
import dev.kintsugi.shard.ShardingFunction;
import dev.kintsugi.value.KeyValue;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.tomlj.TomlPosition;

/// Reads `values = { s0 = ["acme"], … }` and `default = "s1"`: each value must belong to one shard.
final class ListReader {
    private final KeyLiterals literals;
    private final ShardNames shards;
    private final FileProblems problems;
    private final TreeMap<KeyValue, TomlPosition> seen = new TreeMap<>(KeyOrder.INSTANCE);
    private final ImmutableMap.Builder<KeyValue, Integer> owners = ImmutableMap.builder();

    ListReader(KeyLiterals literals, ShardNames shards, FileProblems problems) {
        this.literals = literals;
        this.shards = shards;
        this.problems = problems;
    }

    /// The listed values of a group. Only right if no problem was reported.
    ShardingFunction.Listed read(TableReader group) {
        Optional<TableReader> values = group.names("values", group.title() + " values");
        values.ifPresent(lists -> lists.keys().forEach(shard -> read(lists, shard)));
        OptionalInt otherwise = group.text("default")
                .map(name -> shards.ordinal(name, problems))
                .orElse(OptionalInt.empty());
        return new ShardingFunction.Listed(owners.buildKeepingLast(), otherwise);
    }

    private void read(TableReader lists, String shard) {
        OptionalInt ordinal = shards.ordinal(new Located<>(shard, lists.positionOf(shard)), problems);
        for (Located<Object> element : lists.list(shard)) {
            literals.value(element).ifPresent(value -> add(value, ordinal.orElse(0), element));
        }
    }

    private void add(KeyValue value, int shard, Located<Object> element) {
        TomlPosition first = seen.putIfAbsent(value, element.position());
        if (first == null) {
            owners.put(value, shard);
            return;
        }
        problems.at(
                element.position(),
                "the value " + quote(String.valueOf(element.value())) + " is listed twice",
                "remove one; the first is in line " + first.line() + " column " + first.column());
    }
}
