package dev.kintsugi.plan;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.shard.ShardMap;
import dev.kintsugi.shard.TableDistribution;
import dev.kintsugi.sql.Expr;
import java.util.LinkedHashSet;
import java.util.OptionalInt;
import java.util.Set;

/// Finds how a statement leads to shards: the union over everything it mentions.
record RoutingReader(ShardMap map) {
    /// `stored` are the keys of rows that the statement inserts.
    Routing read(StatementModel model, ImmutableList<Routing.TableKeys> stored) {
        if (map.shards().size() == 1) {
            return Routing.AnyShard.INSTANCE;
        }
        if (model.targets().stream().anyMatch(target -> isReference(target.table()))) {
            return Routing.AllShards.INSTANCE;
        }
        Set<Routing.TableKeys> keys = new LinkedHashSet<>(stored);
        for (Source.Base use : model.uses()) {
            keys.add(new Routing.TableKeys(use.written(), model.group(use), KeyConditions.of(model, use)));
        }
        OptionalInt fixed = fixed(model);
        if (!keys.isEmpty() || fixed.isPresent()) {
            return new Routing.ByKey(ImmutableList.copyOf(keys), fixed);
        }
        boolean home = model.locking()
                || model.tables().stream().anyMatch(table -> table.found() instanceof Tables.Found.System)
                || dependsOnShard(model);
        return home ? Routing.HomeShard.INSTANCE : Routing.AnyShard.INSTANCE;
    }

    static Access access(StatementModel model) {
        return model.writes() || model.locking() || calls(model, Functions.Kind.UNKNOWN) ? Access.WRITE : Access.READ;
    }

    /// Sequences, advisory locks, the clock: one fixed shard answers, so that answers agree with each other.
    private static boolean dependsOnShard(StatementModel model) {
        return calls(model, Functions.Kind.UNKNOWN) || calls(model, Functions.Kind.LOCAL);
    }

    private static boolean calls(StatementModel model, Functions.Kind kind) {
        boolean[] found = {false};
        for (StatementModel.Mention mention : model.mentions()) {
            Exprs.walk(
                    mention.expression(),
                    expr -> found[0] |= expr instanceof Expr.Call call && Functions.kind(call) == kind);
        }
        return found[0];
    }

    private static OptionalInt fixed(StatementModel model) {
        Source.Base first = null;
        for (Source.Base table : model.tables()) {
            if (shard(table).isPresent()) {
                if (first != null && !shard(first).equals(shard(table))) {
                    throw new RouterException(PlanErrors.singleTablesApart(first.written(), table.written()));
                }
                first = table;
            }
        }
        return first == null ? OptionalInt.empty() : shard(first);
    }

    private static OptionalInt shard(Source.Base table) {
        return table.found() instanceof Tables.Found.Mapped(var _, TableDistribution.Single single)
                ? OptionalInt.of(single.shard())
                : OptionalInt.empty();
    }

    static boolean isReference(Source.Base table) {
        return table.found() instanceof Tables.Found.Mapped(var _, TableDistribution.Reference _);
    }
}
