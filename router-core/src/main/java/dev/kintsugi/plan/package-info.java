/// A shape and a shard map become a plan; a plan and bound values become tasks for shards.
@NullMarked
package dev.kintsugi.plan;

import org.jspecify.annotations.NullMarked;
