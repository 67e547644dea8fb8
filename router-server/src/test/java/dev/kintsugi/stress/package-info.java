/// Attacks on the session engine: random clients at the same time, messages in nasty orders, shards that misbehave.
@NullMarked
package dev.kintsugi.stress;

import org.jspecify.annotations.NullMarked;
