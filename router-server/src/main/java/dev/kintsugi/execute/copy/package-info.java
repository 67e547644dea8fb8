/// COPY … FROM STDIN over the shards: one COPY on each, all in the session's transaction.
///
/// [CopyRun] takes the client's data piece by piece and has it cut into records for their shards, or passes the same
/// bytes to every shard. What goes wrong anywhere ends it everywhere. Debugging starts at [CopyRun]'s states.
@NullMarked
package dev.kintsugi.execute.copy;

import org.jspecify.annotations.NullMarked;
