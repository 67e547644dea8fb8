/// Tasks to results: leases and transactions over shards, forwarding, scatter runs, and what reaches the client.
///
/// Everything belongs to one session and runs on its event loop. A [ShardLeases] hands out connections that are set and
/// enlisted as the session wants them; a statement for one shard is relayed through [RelayUnit]s as slices of the
/// shard's own bytes; a statement for several runs as a [ScatterRun], whose rows are pulled through the merge by the
/// client's readiness to take them.
@NullMarked
package dev.kintsugi.execute;

import org.jspecify.annotations.NullMarked;
