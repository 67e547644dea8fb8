package dev.kintsugi.execute;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.backend.ShardStatement;
import dev.kintsugi.backend.StatementDescription;
import dev.kintsugi.plan.ScatterPlan;
import dev.kintsugi.plan.ShardQuery;
import dev.kintsugi.value.ResultColumn;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A client's statement text with declared parameter types, as a shard described it, and what follows from that: the
/// statement for a scatter. Shared by all sessions; thread-safe.
public final class DescribedStatement {
    private final ShardStatement statement;
    private final StatementDescription description;
    private @Nullable Resolved resolved;

    /// What all shards of a scatter run.
    public record Resolved(ShardQuery query, ShardStatement statement) {}

    DescribedStatement(ShardStatement statement, StatementDescription description) {
        this.statement = statement;
        this.description = description;
    }

    /// The client's own text, to be prepared on a shard.
    public ShardStatement statement() {
        return statement;
    }

    public StatementDescription description() {
        return description;
    }

    public ImmutableList<ResultColumn> columns() {
        return description.columns().orElse(ImmutableList.of());
    }

    public ImmutableIntArray parameterTypes() {
        return description.parameterTypes();
    }

    /// The shards' statement under `plan`; a described statement belongs to one plan only.
    ///
    /// @throws dev.kintsugi.error.RouterException 0A000 if the result's types cannot be merged
    public synchronized Resolved resolve(ScatterPlan plan) {
        Resolved known = resolved;
        if (known == null) {
            ShardQuery query = plan.resolve(columns());
            known = new Resolved(
                    query, new ShardStatement(query.sql().getBytes(StandardCharsets.UTF_8), parameterTypes()));
            resolved = known;
        }
        return known;
    }
}
