package dev.kintsugi.execute;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.backend.ShardStatement;
import dev.kintsugi.backend.StatementDescription;
import dev.kintsugi.error.PgError;
import dev.kintsugi.error.RouterException;
import dev.kintsugi.plan.CombinePlan;
import dev.kintsugi.plan.GatherPlan;
import dev.kintsugi.plan.PushedWrite;
import dev.kintsugi.plan.ScatterPlan;
import dev.kintsugi.plan.ShardQuery;
import dev.kintsugi.shard.ShardMap;
import dev.kintsugi.value.Oids;
import dev.kintsugi.value.ResultColumn;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A client's statement text with declared parameter types, as a shard described it, and what follows from that: the
/// statement for a scatter. Shared by all sessions; thread-safe.
public final class DescribedStatement {
    private final ShardStatement statement;
    private final StatementDescription description;
    private @Nullable Resolved resolved;
    private @Nullable Combined combined;

    /// What all shards of a scatter run.
    public record Resolved(ShardQuery query, ShardStatement statement) {}

    /// What a probe has led to: nothing if the types do not allow partial aggregates.
    private record Combined(Optional<GatherPlan> plan) {}

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
            known = resolved(plan.resolve(columns()), parameterTypes());
            resolved = known;
        }
        return known;
    }

    /// The shards' statement under `plan`, with a parameter behind the client's if it reads the clock.
    public synchronized Resolved resolve(PushedWrite plan) {
        Resolved known = resolved;
        if (known == null) {
            ImmutableIntArray types = parameterTypes();
            ImmutableIntArray all = plan.readsClock()
                    ? ImmutableIntArray.builder()
                            .addAll(types)
                            .add(Oids.TIMESTAMPTZ)
                            .build()
                    : types;
            known = resolved(plan.query(columns().size(), types.length()), all);
            resolved = known;
        }
        return known;
    }

    private static Resolved resolved(ShardQuery query, ImmutableIntArray types) {
        return new Resolved(query, new ShardStatement(query.sql().getBytes(StandardCharsets.UTF_8), types));
    }

    /// Gives `ready` the plan that gathers partial aggregates, or nothing if the types do not allow that; asks the
    /// shard behind `connection` about them if that is not known. A described statement belongs to one plan only.
    public void combine(
            CombinePlan plan,
            BackendConnection connection,
            Consumer<Optional<GatherPlan>> ready,
            Consumer<PgError> failed) {
        Combined known = combined();
        if (known != null) {
            ready.accept(known.plan());
            return;
        }
        boolean home = connection.shard() == ShardMap.HOME;
        Preparer.prepare(
                connection,
                new ShardStatement(plan.probe().getBytes(StandardCharsets.UTF_8), parameterTypes()),
                probe -> {
                    Optional<GatherPlan> found = combine(plan, probe, home);
                    if (home || found.isPresent()) {
                        combined(new Combined(found));
                    }
                    ready.accept(found);
                },
                failed);
    }

    private Optional<GatherPlan> combine(CombinePlan plan, StatementDescription probe, boolean home) {
        try {
            return Optional.of(plan.resolve(columns(), probe.columns().orElse(ImmutableList.of()), home));
        } catch (RouterException _) {
            return Optional.empty(); // rows are pulled instead
        }
    }

    private synchronized @Nullable Combined combined() {
        return combined;
    }

    private synchronized void combined(Combined found) {
        combined = found;
    }
}
