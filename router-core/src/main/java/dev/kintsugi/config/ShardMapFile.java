package dev.kintsugi.config;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.kintsugi.shard.ColocationGroup;
import dev.kintsugi.shard.ShardMap;
import dev.kintsugi.shard.TableDistribution;
import dev.kintsugi.shard.TableName;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tomlj.TomlTable;

/// Reads `shardmap.toml`: an epoch, colocation groups, and tables.
final class ShardMapFile {
    private final FileProblems problems;
    private final ShardNames shards;

    private ShardMapFile(FileProblems problems, ShardNames shards) {
        this.problems = problems;
        this.shards = shards;
    }

    /// The shard map over the shards of `kintsugi.toml`. Only right if no problem was reported.
    static ShardMap read(Path path, FileProblems problems, ShardNames shards) {
        Optional<TomlTable> toml = TomlFile.read(path, problems);
        return toml.map(table -> new ShardMapFile(problems, shards)
                        .shardMap(TableReader.root(table, KnownKeys.SHARD_MAP, problems)))
                .orElseGet(() -> new ShardMap(1, shards.names(), ImmutableMap.of(), ImmutableMap.of()));
    }

    private ShardMap shardMap(TableReader root) {
        if (!root.has("tables")) {
            problems.conclude(
                    root.position(), "the table [tables] is missing", "add [tables] with a line for each table");
        }
        long epoch = root.number("epoch", 1, Long.MAX_VALUE, 1);
        Map<String, Optional<ColocationGroup>> groups =
                root.names("groups", "[groups]").map(this::groups).orElse(Map.of());
        ImmutableMap<TableName, TableDistribution> tables = root.names("tables", "[tables]")
                .map(names -> new TablesReader(groups, shards, problems).read(names))
                .orElse(ImmutableMap.of());
        ImmutableMap.Builder<String, ColocationGroup> readable = ImmutableMap.builder();
        groups.forEach((name, group) -> group.ifPresent(g -> readable.put(name, g)));
        return new ShardMap(epoch, ImmutableList.copyOf(shards.names()), readable.buildOrThrow(), tables);
    }

    /// By name; empty for a group with a problem of its own.
    private Map<String, Optional<ColocationGroup>> groups(TableReader names) {
        Map<String, Optional<ColocationGroup>> groups = new LinkedHashMap<>();
        GroupReader reader = new GroupReader(shards, problems);
        for (String name : names.keys()) {
            Optional<TableReader> group = names.table(name, KnownKeys.GROUP, "[groups." + name + "]");
            groups.put(name, group.flatMap(table -> reader.read(name, table)));
        }
        return groups;
    }
}
