/// A shape and a shard map become a plan; a plan and bound values become tasks for shards.
///
/// ```
/// StatementShape -> ModelBuilder  names resolved, block by block  -> StatementModel
///                -> RoutingReader what it says about each key     -> Routing
///                -> ScatterCheck  proof that shards can share it  -> Spread, or a refusal
///                -> PlainScatter, AggregateScatter                -> ScatterPlan
/// QueryPlan + values -> PlanBinder, KeyResolver -> ShardSet
/// ScatterPlan + described columns -> ShardQuery: the shards' text and a MergePlan
/// ```
/// Everything is immutable and pure; the catalog and a shard's description come in as data. A refusal is an
/// exception inside the package and a [QueryPlan.Refused] or [QueryPlan.OnSeveral.Refuse] outside; all its words
/// are in [PlanErrors].
///
/// To debug a plan, print it ([PlanPrinter], `kintsugi plan`, EXPLAIN (ROUTER)) and add it to the golden files in
/// `plans/` of the tests.
@NullMarked
package dev.kintsugi.plan;

import org.jspecify.annotations.NullMarked;
