/// The end of transactions over several shards: two-phase commit, in which one shard's own commit is the decision, and
/// the recovery of what a crash has left prepared.
@NullMarked
package dev.kintsugi.execute.commit;

import org.jspecify.annotations.NullMarked;
