package dev.kintsugi.config;

import static dev.kintsugi.config.FileProblems.quote;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.kintsugi.shard.ColocationGroup;
import dev.kintsugi.shard.TableDistribution;
import dev.kintsugi.shard.TableName;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/// Reads `[tables]`: for each table whether it is sharded, a reference table, or on a single shard.
final class TablesReader {
    private static final ImmutableList<String> KINDS = ImmutableList.of("group", "reference", "single");
    private static final ImmutableSet<String> SYSTEM_SCHEMAS = ImmutableSet.of("pg_catalog", "information_schema");
    private static final String DEFAULT_SCHEMA = "public";
    private static final String WAYS =
            "write { group = \"…\", key = \"…\" }, { reference = true } or { single = \"…\" }";

    private final Map<String, Optional<ColocationGroup>> groups;
    private final ShardNames shards;
    private final FileProblems problems;
    private final Map<TableName, TomlPosition> positions = new HashMap<>();

    /// `groups` has an empty value for a group with a problem that was already reported.
    TablesReader(Map<String, Optional<ColocationGroup>> groups, ShardNames shards, FileProblems problems) {
        this.groups = groups;
        this.shards = shards;
        this.problems = problems;
    }

    /// The tables of the file. Only right if no problem was reported.
    ImmutableMap<TableName, TableDistribution> read(TableReader names) {
        Map<TableName, TableDistribution> tables = new LinkedHashMap<>();
        for (String text : names.keys()) {
            Located<String> located = new Located<>(text, names.positionOf(text));
            Optional<TableName> name = name(located);
            if (!isSchema(names, located)) {
                names.table(text, KnownKeys.TABLE, "table " + quote(text))
                        .flatMap(this::distribution)
                        .ifPresent(distribution -> name.ifPresent(n -> tables.put(n, distribution)));
            }
        }
        return ImmutableMap.copyOf(tables);
    }

    /// TOML takes the dot of an unquoted `sales.orders = { … }` for a table within a table: say so once.
    private boolean isSchema(TableReader names, Located<String> name) {
        Optional<Located<Object>> value = names.value(name.value());
        if (value.isEmpty() || !(value.get().value() instanceof TomlTable inner) || inner.isEmpty()) {
            return false;
        }
        Optional<String> nested = inner.keySet().stream()
                .filter(key -> inner.get(List.of(key)) instanceof TomlTable)
                .findFirst();
        nested.ifPresent(table -> problems.at(
                name.position(),
                "a table name with a schema stands in quotes",
                "write " + quote(name.value() + "." + table) + " = { … }"));
        return nested.isPresent();
    }

    private Optional<TableName> name(Located<String> written) {
        List<String> parts = List.of(written.value().split("\\.", -1));
        if (parts.size() > 2 || parts.stream().anyMatch(String::isEmpty)) {
            problems.at(
                    written.position(),
                    "not a table name: " + quote(written.value()),
                    "write table or \"schema.table\", as the catalog has the names");
            return Optional.empty();
        }
        boolean tooLong = parts.stream()
                .anyMatch(part ->
                        SettingsFile.isTooLong(new Located<>(part, written.position()), "the table name", problems));
        TableName name = new TableName(parts.size() == 2 ? parts.getFirst() : DEFAULT_SCHEMA, parts.getLast());
        if (SYSTEM_SCHEMAS.contains(name.schema())) {
            problems.at(
                    written.position(),
                    "a system table has no place in the shard map: " + quote(written.value()),
                    "remove it; the home shard answers for the catalog");
        }
        TomlPosition first = positions.putIfAbsent(name, written.position());
        if (first != null) {
            problems.at(
                    written.position(),
                    "the table " + name + " is there twice",
                    "remove one; the first is in line " + first.line());
        }
        return tooLong ? Optional.empty() : Optional.of(name);
    }

    private Optional<TableDistribution> distribution(TableReader table) {
        List<String> given = KINDS.stream().filter(table::has).toList();
        if (given.size() != 1) {
            report(table, given);
            return Optional.empty();
        }
        if (table.has("key") && !table.has("group")) {
            problems.at(
                    table.positionOf("key"),
                    table.title() + " has a \"key\", but is not in a group",
                    "only a sharded table has a key: add group, or remove key");
        }
        return switch (given.getFirst()) {
            case "group" -> sharded(table);
            case "reference" ->
                table.flag("reference") ? Optional.of(new TableDistribution.Reference()) : Optional.empty();
            default -> single(table);
        };
    }

    private void report(TableReader table, List<String> given) {
        if (given.isEmpty()) {
            problems.conclude(table.position(), table.title() + " has no group, reference or single", WAYS);
        } else {
            String all =
                    String.join(" and ", given.stream().map(FileProblems::quote).toList());
            problems.at(table.position(), table.title() + " has " + all, "keep one: " + WAYS);
        }
    }

    private Optional<TableDistribution> single(TableReader table) {
        OptionalInt shard =
                table.text("single").map(name -> shards.ordinal(name, problems)).orElse(OptionalInt.empty());
        return shard.stream()
                .<TableDistribution>mapToObj(TableDistribution.Single::new)
                .findFirst();
    }

    private Optional<TableDistribution> sharded(TableReader table) {
        if (!table.has("key")) {
            problems.conclude(
                    table.position(), table.title() + " has no \"key\"", "add key = \"…\", the sharding key's column");
        }
        Optional<ImmutableList<Located<String>>> columns = table.texts("key");
        columns.ifPresent(this::checkColumns);
        Optional<ColocationGroup> group = table.text("group").flatMap(this::group);
        if (columns.isEmpty() || group.isEmpty()) {
            return Optional.empty();
        }
        int wanted = group.get().keyTypes().size();
        if (columns.get().size() != wanted) {
            problems.at(
                    table.positionOf("key"),
                    table.title() + " has " + columns(columns.get().size()) + " in its key, its group "
                            + quote(group.get().name()) + " has " + columns(wanted),
                    "name one column for each type of the group's key");
        }
        return Optional.of(new TableDistribution.Sharded(
                group.get(), columns.get().stream().map(Located::value).collect(ImmutableList.toImmutableList())));
    }

    private static String columns(int count) {
        return count == 1 ? "1 column" : count + " columns";
    }

    private void checkColumns(ImmutableList<Located<String>> columns) {
        Stream<String> names = columns.stream().map(Located::value);
        if (names.distinct().count() < columns.size()) {
            problems.at(columns.getFirst().position(), "a column is in the key twice", "name each column once");
        }
        columns.forEach(column -> SettingsFile.isTooLong(column, "the column name", problems));
    }

    private Optional<ColocationGroup> group(Located<String> name) {
        Optional<ColocationGroup> group = groups.get(name.value());
        if (group != null) {
            return group;
        }
        problems.conclude(
                name.position(),
                "unknown group " + quote(name.value()),
                NearestName.hint(name.value(), groups.keySet(), "groups"));
        return Optional.empty();
    }
}
