package dev.kintsugi.execute;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.kintsugi.backend.BackendConnection;
import dev.kintsugi.backend.ShardStatement;
import dev.kintsugi.error.PgError;
import dev.kintsugi.plan.PlanLookup;
import dev.kintsugi.plan.QueryPlan;
import dev.kintsugi.sql.StatementText;
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
    private final ShapePlan shape;
    private final Map<ImmutableIntArray, DescribedStatement> described = new ConcurrentHashMap<>();

    /// `sql` is one statement in UTF-8, without a terminating NUL; neither side changes it.
    PlannedText(byte[] sql, QueryPlan plan, ShapePlan shape) {
        this.sql = sql;
        this.plan = plan;
        this.shape = shape;
    }

    /// This text if it is the one that was read, else that one, which is of the same shape.
    ///
    /// @throws dev.kintsugi.error.RouterException 42601 and the like for a constant with a broken escape that the
    ///     plan needs
    public PlannedText of(PlanLookup lookup) {
        if (isOf(lookup)) {
            return this;
        }
        StatementText text = lookup.scan().text();
        return new PlannedText(text.sql(), shape.planned().in(text), shape);
    }

    /// The statement's bytes, to be read only.
    public byte[] sql() {
        return sql;
    }

    /// Whether this is the very text that was read, which is of its shape.
    boolean isOf(PlanLookup lookup) {
        return lookup.scan().sameConstants(shape.planned().text());
    }

    /// The plan of this text, constants and all.
    public QueryPlan plan() {
        return plan;
    }

    /// What it shares with other texts.
    public ShapePlan shape() {
        return shape;
    }

    /// The schemas along which names were resolved for this plan.
    public ImmutableList<String> searchPath() {
        return shape.searchPath();
    }

    /// Whether a connection that ran this must not be given to anybody else.
    public boolean leavesState() {
        return shape.leavesState();
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
