/// Connections to the shards: logging in, pooling, and matching replies to what was sent.
///
/// A [BackendConnection] keeps a queue of [ReplyUnit]s, one for each request it has sent; replies arrive in that order
/// and are handed to the unit at the head. Nothing else in the router reads from a shard. A connection returns to its
/// [BackendPool] only when its queue is empty and the shard's last word was ReadyForQuery with status `I`; a connection
/// in any other state is closed. All of this runs on one event loop per connection.
@NullMarked
package dev.kintsugi.backend;

import org.jspecify.annotations.NullMarked;
