package dev.kintsugi.execute;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.backend.ShardStatement;
import dev.kintsugi.error.PgError;
import dev.kintsugi.plan.QueryPlan;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A statement's text, its plan, and what shards have said about it so far. Shared by all sessions; thread-safe.
public final class PlannedText {
    /// Ways of declaring parameter types that are remembered for one text; drivers use one or two.
    private static final int DESCRIPTIONS = 8;

    private final byte[] sql;
    private final QueryPlan plan;
    private final ImmutableList<String> searchPath;
    private final boolean leavesState;
    private final Map<ImmutableIntArray, DescribedStatement> described = new ConcurrentHashMap<>();

    /// `sql` is one statement in UTF-8, without a terminating NUL; neither side changes it. `leavesState` tells
    /// that it may change its connection in ways that the router does not see.
    public PlannedText(byte[] sql, QueryPlan plan, ImmutableList<String> searchPath, boolean leavesState) {
        this.sql = sql;
        this.plan = plan;
        this.searchPath = searchPath;
        this.leavesState = leavesState;
    }

    public byte[] sql() {
        return sql;
    }

    public QueryPlan plan() {
        return plan;
    }

    /// The schemas along which names were resolved for this plan.
    public ImmutableList<String> searchPath() {
        return searchPath;
    }

    /// Whether a connection that ran this must not be given to anybody else.
    public boolean leavesState() {
        return leavesState;
    }

    /// The description for these declared types, if a shard has given one.
    public @Nullable DescribedStatement described(ImmutableIntArray declaredTypes) {
        return described.get(declaredTypes);
    }

    /// Gives `ready` the description, asking the shard behind `connection` if it is not known.
    public void describe(
            BackendConnection connection,
            ImmutableIntArray declaredTypes,
            Consumer<DescribedStatement> ready,
            Consumer<PgError> failed) {
        DescribedStatement known = described.get(declaredTypes);
        if (known != null) {
            ready.accept(known);
            return;
        }
        ShardStatement statement = new ShardStatement(sql, declaredTypes);
        Preparer.prepare(
                connection,
                statement,
                description -> {
                    DescribedStatement fresh = new DescribedStatement(statement, description);
                    if (described.size() >= DESCRIPTIONS) {
                        described.clear();
                    }
                    described.put(declaredTypes, fresh);
                    ready.accept(fresh);
                },
                failed);
    }

    /// Forgets the descriptions: a shard has described the statement differently since.
    public void forget() {
        described.clear();
    }
}
