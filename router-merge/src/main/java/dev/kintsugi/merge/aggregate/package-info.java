/// How partial aggregates of several shards become one: an accumulator for each combination of a merge plan.
///
/// An [Accumulator] holds the state of *all* groups of one output column, in arrays by group number, so that a
/// group costs no objects of its own. It reads binary partials from [Fields] and writes its result with a
/// [ValueWriter] in the format that the client wants. [Accumulators] makes them from the plan and refuses types
/// that cannot be combined exactly.
@NullMarked
package dev.kintsugi.merge.aggregate;

import org.jspecify.annotations.NullMarked;
