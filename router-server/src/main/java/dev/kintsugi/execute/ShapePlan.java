package dev.kintsugi.execute;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.backend.StatementDescription;
import dev.kintsugi.plan.Access;
import dev.kintsugi.plan.PlanLookup;
import dev.kintsugi.plan.Planned;
import dev.kintsugi.plan.QueryPlan;
import org.jspecify.annotations.Nullable;

/// What all texts share that were planned at once since they differ in constants only. Shared by all sessions;
/// thread-safe.
public final class ShapePlan {
    private final Planned planned;
    private final ImmutableList<String> searchPath;
    private final boolean leavesState;
    private volatile @Nullable Foresight foresight;

    /// How shards described one text of the shape, which is what they will say of the others, too, mostly: the
    /// client's own text, and the statement of the scatter that was made from it.
    public record Foresight(StatementDescription client, StatementDescription shards) {}

    /// `searchPath` are the schemas along which names were resolved; `leavesState` tells that the statement may
    /// change its connection in ways that the router does not see, so that nobody else must be given it.
    ShapePlan(Planned planned, ImmutableList<String> searchPath, boolean leavesState) {
        this.planned = planned;
        this.searchPath = searchPath;
        this.leavesState = leavesState;
    }

    public Planned planned() {
        return planned;
    }

    public ImmutableList<String> searchPath() {
        return searchPath;
    }

    public boolean leavesState() {
        return leavesState;
    }

    /// What a text is expected to be described as; null if no text of the shape has run as a scatter yet.
    public @Nullable Foresight foresight() {
        return foresight;
    }

    /// Null forgets what was foreseen.
    public void foresee(@Nullable Foresight latest) {
        foresight = latest;
    }

    /// The one shard that the text at hand is to be forwarded to, or -1 if [PlannedText#of] and its plan have to
    /// tell. Allocates nothing.
    public int shard(PlanLookup lookup) {
        return planned.shard(lookup.scan());
    }

    /// Whether a text that has one shard reads or writes there.
    public Access access() {
        return planned.template() instanceof QueryPlan.Routed routed ? routed.access() : Access.WRITE;
    }
}
