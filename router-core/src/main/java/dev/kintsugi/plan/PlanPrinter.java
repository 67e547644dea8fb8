package dev.kintsugi.plan;

import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.plan.QueryPlan.CopyQuery;
import dev.kintsugi.plan.QueryPlan.OnSeveral;
import dev.kintsugi.shard.ShardMap;
import dev.kintsugi.shard.ShardSet;
import dev.kintsugi.shard.TableDistribution;
import dev.kintsugi.sql.ValueSource;
import dev.kintsugi.value.BindValues;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Writes a plan as an indented tree: the text of EXPLAIN (ROUTER), of `kintsugi plan`, of logs and of golden files.
public final class PlanPrinter {
    private final ShardMap map;
    private final StringBuilder out = new StringBuilder();

    private PlanPrinter(ShardMap map) {
        this.map = map;
    }

    /// The plan's text, each line ended by a newline; shards are named where no parameter is needed to find them.
    public static String print(QueryPlan plan, ShardMap map) {
        PlanPrinter printer = new PlanPrinter(map);
        printer.plan(plan, 0);
        return printer.out.toString();
    }

    private void plan(QueryPlan plan, int depth) {
        switch (plan) {
            case QueryPlan.Local local ->
                line(depth, "Local: " + local.statement().getClass().getSimpleName());
            case QueryPlan.Empty _ -> line(depth, "Empty");
            case QueryPlan.Routed routed -> routed(routed, depth);
            case QueryPlan.ExplainRouter explain -> {
                line(depth, "Explain Router");
                plan(explain.plan(), depth + 1);
            }
            case QueryPlan.CopyOut copy -> {
                line(
                        depth,
                        "Copy Out"
                                + switch (copy.text()) {
                                    case CopyQuery.Part _ -> "";
                                    case CopyQuery.Made made -> ": " + made.sql();
                                });
                routed(copy.query(), depth + 1);
            }
            case QueryPlan.CopyIn(String relation, QueryPlan.CopyWay way) -> copyIn(relation, way, depth);
            case QueryPlan.Refused refused -> {
                line(depth, "Refused");
                error(refused.error(), depth + 1);
            }
        }
    }

    private void copyIn(String relation, QueryPlan.CopyWay way, int depth) {
        line(depth, "Copy In: " + relation + " (write)");
        switch (way) {
            case QueryPlan.CopyWay.Alike(Routing routing) -> {
                routing(routing, depth + 1);
                line(depth + 1, "Shards: " + shardNames(routing, shards(routing)));
            }
            case QueryPlan.CopyWay.Split split -> {
                line(depth + 1, "Split by: " + String.join(", ", split.table().keyColumns()));
                line(depth + 1, "Columns: " + String.join(", ", split.columns()));
            }
        }
    }

    private void routed(QueryPlan.Routed routed, int depth) {
        Optional<ShardSet> shards = shards(routed.routing());
        boolean several = mayBeSeveral(routed.routing())
                && shards.map(set -> set.size() > 1).orElse(true);
        boolean one = !mayBeSeveral(routed.routing())
                || shards.map(set -> set.size() <= 1).orElse(true);
        String access = routed.access() == Access.WRITE ? " (write)" : "";
        line(depth, tier(routed.onSeveral(), one, several) + access);
        routing(routed.routing(), depth + 1);
        line(depth + 1, "Shards: " + shardNames(routed.routing(), shards));
        if (several) {
            switch (routed.onSeveral()) {
                case OnSeveral.Scatter scatter -> scatter.plan().explain().forEach(text -> line(depth + 1, text));
                case OnSeveral.Gather(GatherPlan plan) -> gather(plan, depth + 1);
                case OnSeveral.Write(WritePlan plan) -> plan.explain().forEach(text -> line(depth + 1, text));
                case OnSeveral.Explain(ExplainPlan plan) -> {
                    line(depth + 1, "Of");
                    routed(plan.statement(), depth + 2);
                }
                case OnSeveral.Refuse refuse -> {
                    line(depth + 1, one ? "On several shards: refused" : "Refused");
                    error(refuse.error(), depth + 2);
                }
            }
        }
    }

    private static String tier(OnSeveral onSeveral, boolean one, boolean several) {
        String many = switch (onSeveral) {
            case OnSeveral.Scatter _, OnSeveral.Write _ -> "Scatter";
            case OnSeveral.Gather _ -> "Gather";
            case OnSeveral.Explain _ -> "Explain";
            case OnSeveral.Refuse _ -> "Refuse";
        };
        if (one && several) {
            return "Forward or " + many;
        }
        return one ? "Forward" : many;
    }

    private void gather(GatherPlan plan, int depth) {
        GatherPlan likely = plan.combine().flatMap(CombinePlan::guess).orElse(plan);
        likely.pulls().forEach(pull -> pull(pull, depth));
        line(depth, "Run: " + likely.text(false).sql());
        if (plan.readsClock()) {
            line(depth, "In a block: refused");
        }
        line(depth, "No scatter: " + plan.whyNot().message());
    }

    private void pull(GatherPlan.Pull pull, int depth) {
        switch (pull) {
            case GatherPlan.Rows rows ->
                line(depth, (rows.reference() ? "Pull in a block: " : "Pull: ") + rows.select(true));
            case GatherPlan.Groups groups -> line(depth, "Pull groups: " + groups.sql());
        }
        pull.finish().forEach(sql -> line(depth + 1, "Then: " + sql));
    }

    private void routing(Routing routing, int depth) {
        switch (routing) {
            case Routing.AnyShard _ -> line(depth, "Routing: any shard");
            case Routing.HomeShard _ -> line(depth, "Routing: home shard");
            case Routing.AllShards _ -> line(depth, "Routing: all shards");
            case Routing.ByKey byKey -> {
                for (Routing.TableKeys keys : byKey.tables()) {
                    line(depth, "Table: " + keys.name() + ": " + condition(keys.condition(), columns(keys)));
                }
                byKey.fixed()
                        .ifPresent(shard ->
                                line(depth, "Table on shard " + map.shards().get(shard)));
            }
        }
    }

    private Optional<ShardSet> shards(Routing routing) {
        try {
            return usesParameters(routing)
                    ? Optional.empty()
                    : Optional.of(PlanBinder.shards(routing, BindValues.NONE, map));
        } catch (RouterException e) {
            return Optional.empty();
        }
    }

    private String shardNames(Routing routing, Optional<ShardSet> shards) {
        if (shards.isEmpty()) {
            return "by parameters";
        }
        if (shards.get().isEmpty()) {
            return routing instanceof Routing.ByKey ? "none, so any" : "any";
        }
        if (shards.get().size() == map.shards().size() && shards.get().size() > 1) {
            return "all " + map.shards().size();
        }
        return shards.get().stream().mapToObj(map.shards()::get).collect(Collectors.joining(", "));
    }

    private static boolean mayBeSeveral(Routing routing) {
        return switch (routing) {
            case Routing.AnyShard _, Routing.HomeShard _ -> false;
            case Routing.AllShards _ -> true;
            case Routing.ByKey byKey -> !byKey.tables().isEmpty();
        };
    }

    private static boolean usesParameters(Routing routing) {
        return routing instanceof Routing.ByKey byKey
                && byKey.tables().stream().anyMatch(keys -> usesParameters(keys.condition()));
    }

    private static boolean usesParameters(KeyCondition condition) {
        return switch (condition) {
            case KeyCondition.Any _, KeyCondition.Never _, KeyCondition.IsNull _ -> false;
            case KeyCondition.Equal equal -> isParameter(equal.value());
            case KeyCondition.OneOf oneOf -> oneOf.values().stream().anyMatch(PlanPrinter::isParameter);
            case KeyCondition.AnyElement any -> isParameter(any.array());
            case KeyCondition.Compare compare -> isParameter(compare.value());
            case KeyCondition.And and -> and.terms().stream().anyMatch(PlanPrinter::usesParameters);
            case KeyCondition.Or or -> or.terms().stream().anyMatch(PlanPrinter::usesParameters);
            case KeyCondition.StoredKey stored -> stored.values().stream().anyMatch(PlanPrinter::isParameter);
        };
    }

    private static boolean isParameter(ValueSource source) {
        return switch (source) {
            case ValueSource.Parameter _ -> true;
            case ValueSource.Literal _, ValueSource.Slot _ -> false;
            case ValueSource.Cast cast -> isParameter(cast.value());
        };
    }

    // --- conditions ---

    private List<String> columns(Routing.TableKeys keys) {
        return map.tables().entrySet().stream()
                .filter(entry -> entry.getValue() instanceof TableDistribution.Sharded sharded
                        && sharded.group().name().equals(keys.group().name())
                        && (keys.name().equals(entry.getKey().name())
                                || keys.name().equals(entry.getKey().toString())))
                .map(entry -> ((TableDistribution.Sharded) entry.getValue()).keyColumns())
                .findFirst()
                .orElseThrow();
    }

    private static String condition(KeyCondition condition, List<String> columns) {
        return switch (condition) {
            case KeyCondition.Any _ -> "any " + String.join(", ", columns);
            case KeyCondition.Never _ -> "no row";
            case KeyCondition.Equal equal -> columns.get(equal.keyColumn()) + " = " + ScatterText.value(equal.value());
            case KeyCondition.OneOf oneOf ->
                columns.get(oneOf.keyColumn())
                        + oneOf.values().stream()
                                .map(ScatterText::value)
                                .collect(Collectors.joining(", ", " IN (", ")"));
            case KeyCondition.AnyElement any ->
                columns.get(any.keyColumn()) + " = ANY (" + ScatterText.value(any.array()) + ")";
            case KeyCondition.Compare compare ->
                columns.get(compare.keyColumn()) + " " + compare.operator().symbol() + " "
                        + ScatterText.value(compare.value());
            case KeyCondition.IsNull isNull -> columns.get(isNull.keyColumn()) + " IS NULL";
            case KeyCondition.And and ->
                and.terms().stream()
                        .map(term -> condition(term, columns))
                        .collect(Collectors.joining(" AND ", "(", ")"));
            case KeyCondition.Or or ->
                or.terms().stream().map(term -> condition(term, columns)).collect(Collectors.joining(" OR ", "(", ")"));
            case KeyCondition.StoredKey stored ->
                "stores "
                        + stored.values().stream().map(ScatterText::value).collect(Collectors.joining(", ", "(", ")"));
        };
    }

    private void error(PgError error, int depth) {
        line(depth, "Error: " + error.code() + " " + error.message());
        error.detail().ifPresent(detail -> line(depth, "Detail: " + detail));
        error.hint().ifPresent(hint -> line(depth, "Hint: " + hint));
    }

    private void line(int depth, String text) {
        out.append("  ".repeat(depth)).append(text).append('\n');
    }
}
