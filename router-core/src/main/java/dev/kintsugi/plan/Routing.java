package dev.kintsugi.plan;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.shard.ColocationGroup;
import dev.kintsugi.sql.StatementText;
import java.util.OptionalInt;

/// How an execution finds its shards; [PlanBinder] turns it and the bound values into a shard set.
public sealed interface Routing {
    /// Every shard has all the rows (reference tables), or none are needed: prefer a shard that is already in use.
    record AnyShard() implements Routing {
        public static final AnyShard INSTANCE = new AnyShard();
    }

    /// System catalogs: always the home shard, so that a session sees one catalog.
    record HomeShard() implements Routing {
        public static final HomeShard INSTANCE = new HomeShard();
    }

    /// All shards, whatever the values (a write to a reference table).
    record AllShards() implements Routing {
        public static final AllShards INSTANCE = new AllShards();
    }

    /// The union over all sharded tables of the statement, and `fixed` for single tables beside them.
    record ByKey(ImmutableList<TableKeys> tables, OptionalInt fixed) implements Routing {}

    /// One use of a sharded table in the statement: `name` as written, for messages.
    record TableKeys(String name, ColocationGroup group, KeyCondition condition) {
        TableKeys in(StatementText text) {
            return new TableKeys(name, group, condition.in(text));
        }
    }

    /// The same routing with the values that constants have in `text`; uses that are equal then are one.
    default Routing in(StatementText text) {
        return switch (this) {
            case AnyShard _, HomeShard _, AllShards _ -> this;
            case ByKey(ImmutableList<TableKeys> tables, OptionalInt fixed) ->
                new ByKey(
                        tables.stream()
                                .map(keys -> keys.in(text))
                                .collect(toImmutableSet())
                                .asList(),
                        fixed);
        };
    }
}
