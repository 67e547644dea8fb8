package dev.kintsugi.execute;

import com.google.common.collect.ImmutableList;
import dev.kintsugi.plan.Access;
import dev.kintsugi.plan.PlanLookup;
import dev.kintsugi.plan.Planned;
import dev.kintsugi.plan.QueryPlan;

/// What all texts share that were planned at once since they differ in constants only. Shared by all sessions;
/// immutable.
///
/// `searchPath` are the schemas along which names were resolved; `leavesState` tells that the statement may change its
/// connection in ways that the router does not see, so that nobody else must be given it.
public record ShapePlan(Planned planned, ImmutableList<String> searchPath, boolean leavesState) {
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
